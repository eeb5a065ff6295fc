import type { Principal } from '../facts/caller.ts';
import type { Asked } from '../facts/simulation.ts';
import { DOCUMENT } from '../resources/preferences/versions.ts';
import type { RegionAudit } from './region.ts';
import { documentArn, type UsableDocument } from './session-documents.ts';
import type { SessionNode } from './session-nodes.ts';

/** The parts of a region that questions about somebody depend on. */
export interface AccessRegion {
  readonly facts: RegionAudit;
  readonly documents: readonly UsableDocument[];
  /** The places to which sessions are logged: `log-group/sessions`. */
  readonly logs: readonly string[];
  /** The log group, unless it does not exist. */
  readonly logGroup?: { readonly name: string; readonly isProtected: boolean };
  readonly bucket?: { readonly name: string; readonly prefix?: string };
}

type Question = Pick<Asked, 'action' | 'resource'>;

/** The actions that open a way into a node, and are about the node itself. */
const ON_NODES = [
  'ssm:StartSession',
  'ssm:SendCommand',
  'ssm:CreateAssociation',
  'ssm:UpdateAssociation',
  'ec2-instance-connect:SendSSHPublicKey',
  'ec2-instance-connect:SendSerialConsoleSSHPublicKey',
] as const;

export const nodeQuestions = ({ resource }: SessionNode): readonly Question[] =>
  ON_NODES.map((action) => ({ action, resource }));

/** The documents by which any command can be run on a node. */
export const COMMAND_DOCUMENTS = ['AWS-RunShellScript', 'AWS-RunPowerShellScript'] as const;

/** The actions that run a document on nodes: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html */
export const ON_COMMANDS = ['ssm:SendCommand', 'ssm:CreateAssociation', 'ssm:UpdateAssociation'] as const;

/** Writes the ARNs of things that somebody could name: an association, a runbook of this account, and an endpoint of EC2 Instance Connect. */
export function anyThings({ target: { partition, region, account } }: RegionAudit): {
  readonly association: string;
  readonly runbook: string;
  readonly tunnel: string;
} {
  const place = `${region}:${account}`;
  return {
    association: `arn:${partition.name}:ssm:${place}:association/01234567-89ab-cdef-0123-456789abcdef`,
    runbook: `arn:${partition.name}:ssm:${place}:automation-definition/any-0123456789abcdef0:$DEFAULT`,
    tunnel: `arn:${partition.name}:ec2:${place}:instance-connect-endpoint/eice-0123456789abcdef0`,
  };
}

/** The actions by which the preferences can be made to log nothing. */
export const ON_PREFERENCES = ['ssm:DeleteDocument', 'ssm:UpdateDocument', 'ssm:UpdateDocumentDefaultVersion'] as const;

/** The actions that take events away, of a log group and of a stream in it. */
export const ON_LOG_GROUP = ['logs:DeleteLogGroup', 'logs:PutRetentionPolicy'] as const;
/** The action that deleting takes first where the group is protected. */
export const UNPROTECT = 'logs:PutLogGroupDeletionProtection';
export const ON_LOG_STREAM = ['logs:DeleteLogStream'] as const;

/** The names that somebody could give to documents: one of this account, and one of another that shares it with everybody. */
export const anyDocuments = ({ target }: RegionAudit): { readonly own: string; readonly foreign: string } => {
  const own = documentArn('any-0123456789abcdef0', target);
  return { own, foreign: own.replace(`:${target.account}:`, ':000000000000:') };
};

/** Writes the ARNs of the sessions of somebody: it is not clear how AWS writes the id of a session of an assumed role. */
export const sessionsOf = ({ target }: RegionAudit, { sessionName, userId }: Principal): readonly string[] =>
  [sessionName, ...(userId === undefined ? [] : [userId])].map(
    (name) => `arn:${target.partition.name}:ssm:${target.region}:${target.account}:session/${name}-0123456789abcdef0`,
  );

/** Writes the ARNs of the log group, as its actions have it, and of a stream in it. */
export const logArns = ({ target }: RegionAudit, name: string): { readonly group: string; readonly stream: string } => {
  const group = `arn:${target.partition.name}:logs:${target.region}:${target.account}:log-group:${name}:log-stream:`;
  return { group, stream: `${group}session-0123456789abcdef0` };
};

/** Writes the ARNs of the bucket, and of a log in it. */
export const bucketArns = (
  { target }: RegionAudit,
  { name, prefix }: NonNullable<AccessRegion['bucket']>,
): { readonly bucket: string; readonly log: string } => {
  const bucket = `arn:${target.partition.name}:s3:::${name}`;
  return { bucket, log: [bucket, ...(prefix ? [prefix] : []), 'session-0123456789abcdef0.log'].join('/') };
};

/** Lists what is asked about somebody in a region, besides its nodes. */
export function regionQuestions(place: AccessRegion, who: Principal): readonly Question[] {
  const { facts, documents, logGroup, bucket } = place;
  const { own, foreign } = anyDocuments(facts);
  const things = anyThings(facts);
  const each = (actions: readonly string[], ...resources: readonly string[]): readonly Question[] =>
    actions.flatMap((action) => resources.map((resource) => ({ action, resource })));
  return [
    ...each(['ssm:StartSession'], ...documents.map(({ arn }) => arn), own, foreign),
    ...each(['ssmmessages:OpenDataChannel'], ...sessionsOf(facts, who)),
    ...each(ON_COMMANDS, ...COMMAND_DOCUMENTS.map((name) => documentArn(name, facts.target))),
    ...each(['ssm:UpdateAssociation'], things.association),
    ...each(['ssm:StartAutomationExecution'], things.runbook),
    ...each(['ec2-instance-connect:OpenTunnel'], things.tunnel),
    ...each(['ssm-guiconnect:StartConnection'], '*'),
    ...each(['ssm:CreateDocument'], own),
    ...each(ON_PREFERENCES, documentArn(DOCUMENT, facts.target)),
    ...(logGroup === undefined
      ? []
      : [
          ...each([...ON_LOG_GROUP, UNPROTECT], logArns(facts, logGroup.name).group),
          ...each(ON_LOG_STREAM, logArns(facts, logGroup.name).stream),
        ]),
    ...(bucket === undefined
      ? []
      : [
          ...each(['s3:PutLifecycleConfiguration'], bucketArns(facts, bucket).bucket),
          ...each(['s3:DeleteObject'], bucketArns(facts, bucket).log),
        ]),
  ];
}
