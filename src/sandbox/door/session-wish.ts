import { taskOf } from '../agent/document-task.ts';
import type { Task } from '../agent/task.ts';
import type { Context } from '../services/operation.ts';
import { documentNamed, versionOf } from '../services/ssm/document.ts';
import { parseContent } from '../services/ssm/session-content.ts';
import type { Limits } from './session-limits.ts';
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

/** What the agent is to do, for how long, by which key the session is encrypted, and where it is logged. */
export interface Wish {
  readonly task: Task;
  readonly limits: Limits;
  /** ARN of the key. */
  readonly keyId?: string;
  readonly log?: LogWish;
}

/** Minutes: https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-timeout.html */
const USUALLY_IDLE = 20;

const PREFERENCES = 'SSM-SessionManagerRunShell';

/** Reads from the documents what a session is to be. Ports are neither encrypted by KMS nor logged. */
export function wishOf(context: Context, { document, parameters }: ActiveSession): Wish {
  const content = contentOf(context, document);
  const task = taskOf(content, parameters);
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
  const most = Number(textOf('maxSessionDuration'));
  const limits = {
    idle: Number(textOf('idleSessionTimeout')) || USUALLY_IDLE,
    ...(most > 0 && { most }),
  };
  if (task.type === 'Port') return { task, limits };
  const key = textOf('kmsKeyId');
  return {
    task,
    limits,
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
