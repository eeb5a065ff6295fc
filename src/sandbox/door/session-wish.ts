import { taskOf } from '../agent/document-task.ts';
import type { Task } from '../agent/task.ts';
import type { Context } from '../services/operation.ts';
import { documentNamed, versionOf } from '../services/ssm/document.ts';
import { parseContent } from '../services/ssm/session-content.ts';
import { isObject } from '../state/json.ts';
import type { ActiveSession } from '../state/ssm.ts';

/** Where the documents want a session to be logged. */
export interface LogWish {
  /** Names of a log group and of a bucket; '': none. */
  readonly group: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly streams: boolean;
  /** The session is refused unless the group, or the bucket, is encrypted. */
  readonly needsEncryptedGroup: boolean;
  readonly needsEncryptedBucket: boolean;
}

/** What the agent is to do, by which key the session is encrypted, and where it is logged. */
export interface Wish {
  readonly task: Task;
  /** ARN of the key. */
  readonly keyId?: string;
  readonly log?: LogWish;
}

const PREFERENCES = 'SSM-SessionManagerRunShell';

/** Reads from the documents what a session is to be. Ports are neither encrypted by KMS nor logged. */
export function wishOf(context: Context, { document, parameters }: ActiveSession): Wish {
  const content = contentOf(context, document);
  const task = taskOf(content, parameters);
  if (task.type === 'Port') return { task };
  // Documents without inputs of their own take those of the region.
  const inputs = content['inputs'] ?? contentOf(context, PREFERENCES)['inputs'];
  const given = isObject(inputs) ? inputs : {};
  const textOf = (name: string): string => {
    const value = given[name];
    return typeof value === 'string' ? value.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, one: string) => valueOf(one)) : '';
  };
  const valueOf = (parameter: string): string => {
    const definition = isObject(content['parameters']) ? content['parameters'][parameter] : undefined;
    const usual = isObject(definition) ? definition['default'] : undefined;
    return parameters[parameter]?.join(' ') ?? (typeof usual === 'string' ? usual : '');
  };
  const isOn = (name: string): boolean => given[name] === true || textOf(name).toLowerCase() === 'true';
  const key = textOf('kmsKeyId');
  return {
    task,
    ...(key !== '' && { keyId: keyArn(context, key) }),
    log: {
      group: textOf('cloudWatchLogGroupName'),
      bucket: textOf('s3BucketName'),
      prefix: textOf('s3KeyPrefix'),
      // A single command is never streamed.
      streams: isOn('cloudWatchStreamingEnabled'),
      needsEncryptedGroup: isOn('cloudWatchEncryptionEnabled'),
      needsEncryptedBucket: isOn('s3EncryptionEnabled'),
    },
  };
}

function contentOf(context: Context, name: string): Readonly<Record<string, unknown>> {
  if (name === PREFERENCES && !Object.hasOwn(context.here.documents, name)) return { sessionType: 'Standard_Stream' };
  const { format, content } = versionOf(documentNamed(context, name).document, undefined);
  return parseContent(format, content) ?? {};
}

function keyArn({ region, account, partition }: Context, name: string): string {
  if (name.startsWith('arn:')) return name;
  const resource = name.startsWith('alias/') ? name : `key/${name}`;
  return `arn:${partition.id}:kms:${region}:${account}:${resource}`;
}
