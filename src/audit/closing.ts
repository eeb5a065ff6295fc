import type { Place } from '../aws/place.ts';
import { oneOrMore } from '../policies/documents/allow.ts';
import type { Statement } from '../policies/reading/policy.ts';
import { DOCUMENT } from '../resources/preferences/versions.ts';
import { ON_LOG_GROUP, ON_LOG_STREAM, ON_PREFERENCES, UNPROTECT } from './access-questions.ts';

/** The kinds of ways around the log of sessions. */
export type WayKind = 'ssh' | 'document' | 'commands' | 'instance-connect' | 'remote-desktop' | 'preferences' | 'erase';

/** What a statement has to deny to close a way. */
export interface Closed {
  /** The names of documents, or ARNs of shared ones. */
  readonly documents: readonly string[];
  /** Set if any document may be used: the names of those that are logged, and stay. */
  readonly kept?: readonly string[];
  /** Set if it is about runbooks only. */
  readonly automation?: true;
  readonly logGroup?: string;
  readonly bucket?: string;
}

/** The documents that keep agents and patches up to date, and run nothing else. */
const HARMLESS = ['AWS-UpdateSSMAgent', 'AWS-RunPatchBaseline'];

/**
 * Makes the statement that closes a way, in all regions, and leaves what is needed: a Deny wins over every Allow, so that it names
 * as little as possible. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function closing({ partition }: Place, kind: WayKind, closed: readonly Closed[]): Statement {
  const arn = (service: string, thing: string): string => `arn:${partition.name}:${service}:*:*:${thing}`;
  const document = (name: string): string => (name.startsWith('arn:') ? name : arn('ssm', `document/${name}`));
  const nodes = [arn('ec2', 'instance/*'), arn('ssm', 'managed-instance/*')];
  switch (kind) {
    case 'ssh':
    case 'document': {
      const all = closed.some(({ kept }) => kept !== undefined);
      const kept = [DOCUMENT, ...closed.flatMap((one) => one.kept ?? [])];
      return all
        ? deny(['ssm:StartSession'], {
            NotResource: oneOrMore([...nodes, arn('ecs', 'task/*'), ...kept.map(document)]),
          })
        : deny(['ssm:StartSession'], { Resource: oneOrMore(closed.flatMap((one) => one.documents).map(document)) });
    }
    case 'commands':
      if (closed.length > 0 && closed.every(({ automation }) => automation))
        return deny(['ssm:StartAutomationExecution'], { Resource: '*' });
      return deny(['ssm:CreateAssociation', 'ssm:SendCommand', 'ssm:UpdateAssociation'], {
        NotResource: oneOrMore([...nodes, arn('ssm', 'association/*'), ...HARMLESS.map(document)]),
      });
    case 'instance-connect':
      return deny(
        [
          'ec2-instance-connect:OpenTunnel',
          'ec2-instance-connect:SendSSHPublicKey',
          'ec2-instance-connect:SendSerialConsoleSSHPublicKey',
        ],
        { Resource: '*' },
      );
    case 'remote-desktop':
      return deny(['ssm-guiconnect:StartConnection'], { Resource: '*' });
    case 'preferences':
      return deny(['ssm:CreateDocument', ...ON_PREFERENCES], { Resource: document(DOCUMENT) });
    default: {
      const groups = closed.flatMap(({ logGroup }) => logGroup ?? []);
      const buckets = closed.flatMap(({ bucket }) => bucket ?? []);
      return deny(
        [
          ...(groups.length > 0 ? [...ON_LOG_GROUP, ...ON_LOG_STREAM, UNPROTECT] : []),
          ...(buckets.length > 0 ? ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:PutLifecycleConfiguration'] : []),
        ],
        {
          Resource: oneOrMore([
            ...groups.flatMap((name) => [arn('logs', `log-group:${name}`), arn('logs', `log-group:${name}:*`)]),
            ...buckets.flatMap((name) => ['', '/*'].map((end) => `arn:${partition.name}:s3:::${name}${end}`)),
          ]),
        },
      );
    }
  }
}

const deny = (
  actions: readonly string[],
  on: Pick<Statement, 'Resource'> | Pick<Statement, 'NotResource'>,
): Statement => ({
  Effect: 'Deny',
  Action: oneOrMore(actions),
  ...on,
});
