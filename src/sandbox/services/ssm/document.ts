import { AwsError } from '../../protocols/aws-error.ts';
import { isObject } from '../../state/json.ts';
import { type Document, type DocumentVersion, hashOf } from '../../state/ssm.ts';
import type { Context } from '../operation.ts';
import { seconds } from '../times.ts';
import { parseContent } from './session-content.ts';
import { SESSION_DOCUMENTS } from './session-documents.ts';

/** AWS's own documents, which exist in every account and region. */
const AMAZON: Readonly<Record<string, Document>> = {
  'AWS-UpdateSSMAgent': amazonDocument({
    schemaVersion: '1.2',
    description: 'Update the Amazon SSM Agent to the latest version or specified version.',
    parameters: {
      version: {
        default: '',
        description: '(Optional) A specific version of the Amazon SSM Agent to install.',
        type: 'String',
      },
      allowDowngrade: {
        default: 'false',
        description: '(Optional) Allow a downgrade to an earlier version.',
        type: 'String',
      },
    },
    runtimeConfig: { 'aws:updateSsmAgent': { properties: [{ agentName: 'amazon-ssm-agent' }] } },
  }),
  ...Object.fromEntries(
    Object.entries(SESSION_DOCUMENTS).map(([name, content]) => [name, amazonDocument(content, 'Session')]),
  ),
};

/** Lists AWS's own documents. */
export const amazonDocuments = (): readonly Found[] =>
  Object.entries(AMAZON).map(([name, document]) => ({ name, owner: 'Amazon', document }));

/** A document with its name and its owner. */
export interface Found {
  readonly name: string;
  readonly owner: string;
  readonly document: Document;
}

/** Finds a document of this account, one of AWS's, or one that another account shares with this one, by its name or ARN. */
export function documentNamed(context: Context, id: string): Found {
  const { here, account, region, partition, now } = context;
  const own = `arn:${partition.id}:ssm:${region}:${account}:document/`;
  const name = id.startsWith(own) ? id.slice(own.length) : id;
  const document = Object.hasOwn(here.documents, name) ? here.documents[name] : undefined;
  if (document && !isGone(document, now)) return { name, owner: account, document };
  const amazon = Object.hasOwn(AMAZON, name) ? AMAZON[name] : undefined;
  if (amazon) return { name, owner: 'Amazon', document: amazon };
  const shared = sharedDocuments(context).find(({ name: arn }) => arn === id);
  if (shared) return shared;
  throw new AwsError('InvalidDocument', `Document with name ${id} does not exist.`);
}

/** Lists the documents that other accounts share with this one, each by its ARN. */
export const sharedDocuments = ({ state, account, region, partition }: Context): readonly Found[] =>
  Object.entries(state.accounts)
    .filter(([owner]) => owner !== account)
    .flatMap(([owner, regions]) =>
      Object.entries(regions[region]?.documents ?? {})
        .filter(([, { sharedWith }]) => Object.hasOwn(sharedWith, account) || Object.hasOwn(sharedWith, 'all'))
        .map(([name, document]) => ({
          name: `arn:${partition.id}:ssm:${region}:${owner}:document/${name}`,
          owner,
          document,
        })),
    );

/** Gives the status of a version now: what is busy becomes Active when its time has come. */
export function statusOf({ status = 'Active', until, statusInformation }: DocumentVersion, now: number): object {
  if (status !== 'Failed' && isOver(until, now)) return { Status: 'Active' };
  return { Status: status, StatusInformation: statusInformation };
}

const isOver = (until: string | undefined, now: number): boolean => until !== undefined && now >= Date.parse(until);

/** Tells whether a document was being deleted, and is gone by now. */
export const isGone = ({ versions }: Document, now: number): boolean =>
  versions.some(({ status, until }) => status === 'Deleting' && isOver(until, now));

/** Finds a document of this account, which can be changed. */
export function ownDocument(context: Context, name: string): Document {
  const found = documentNamed(context, name);
  if (found.owner !== context.account && found.owner !== 'Amazon') {
    throw new AwsError('InvalidDocument', `Document ${name} is owned by another account and cannot be changed.`);
  }
  if (found.owner === 'Amazon') {
    throw new AwsError('InvalidDocument', `Document ${name} is owned by Amazon and cannot be changed.`);
  }
  if (found.document.versions.some(({ status }) => status === 'Deleting')) {
    throw new AwsError('InvalidDocument', `Document ${name} is being deleted.`);
  }
  return found.document;
}

/** Finds the version of this number, `$LATEST` or `$DEFAULT` (the default), or of this name. */
export function versionOf(document: Document, version: string | undefined, name?: string): DocumentVersion {
  const wanted = version ?? '$DEFAULT';
  const found =
    name !== undefined
      ? document.versions.find((candidate) => candidate.name === name)
      : wanted === '$LATEST'
        ? document.versions.at(-1)
        : document.versions.find(
            (candidate) => candidate.version === (wanted === '$DEFAULT' ? document.defaultVersion : wanted),
          );
  if (!found || (name !== undefined && /^\d+$/.test(wanted) && found.version !== wanted)) throw invalidVersion();
  return found;
}

export function invalidVersion(): AwsError {
  return new AwsError('InvalidDocumentVersion', 'The document version is not valid or does not exist.');
}

/** Gives the content in the format that GetDocument is asked for, by default JSON; JSON stays as it is if YAML is asked for, since it is YAML, too. */
export function contentAs(version: DocumentVersion, format: DocumentVersion['format'] = 'JSON'): object {
  const converted =
    format === 'JSON' && version.format === 'YAML' ? parseContent(version.format, version.content) : undefined;
  return {
    Content: converted ? JSON.stringify(converted) : version.content,
    DocumentFormat: version.format === 'TEXT' ? 'TEXT' : format,
  };
}

/** Shows a version of a document as CreateDocument, UpdateDocument and DescribeDocument show it. */
export function description(found: Found, version: DocumentVersion, status: object): object {
  const { name, owner, document } = found;
  const content = parseContent(version.format, version.content) ?? {};
  const parameters = isObject(content['parameters']) ? Object.entries(content['parameters']) : undefined;
  return {
    Name: name,
    DisplayName: version.displayName,
    VersionName: version.name,
    Owner: owner,
    CreatedDate: seconds(version.created),
    ...status,
    DocumentVersion: version.version,
    Description: typeof content['description'] === 'string' ? content['description'] : undefined,
    Parameters: parameters?.map(([Name, value]) => ({
      Name,
      Type: isObject(value) && value['type'] === 'StringList' ? 'StringList' : 'String',
      Description: isObject(value) ? value['description'] : undefined,
      DefaultValue: isObject(value) ? defaultText(value['default']) : undefined,
    })),
    PlatformTypes: ['Windows', 'Linux', 'MacOS'],
    DocumentType: document.type,
    SchemaVersion: typeof content['schemaVersion'] === 'string' ? content['schemaVersion'] : '1.0',
    LatestVersion: document.versions.at(-1)?.version,
    DefaultVersion: document.defaultVersion,
    DocumentFormat: version.format,
    TargetType: document.targetType,
    Hash: version.hash,
    HashType: 'Sha256',
    Tags: Object.entries(document.tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

const defaultText = (value: unknown): string | undefined =>
  value === undefined || value === null || typeof value === 'string' ? (value ?? undefined) : JSON.stringify(value);

function amazonDocument(content: object, type = 'Command'): Document {
  const created = '2020-01-01T00:00:00.000Z';
  const text = JSON.stringify(content);
  return {
    type,
    defaultVersion: '1',
    versions: [{ version: '1', format: 'JSON', content: text, hash: hashOf(text), created }],
    lastVersion: 1,
    created,
    tags: {},
    sharedWith: {},
  };
}
