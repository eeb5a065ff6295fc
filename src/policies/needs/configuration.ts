import type { Place } from '../../aws/place.ts';
import type { NamedKey } from '../../names/key.ts';
import { foldersOf } from '../../names/prefix.ts';

/** The log group, bucket and keys of the sessions of one region, if they are set up. */
export interface SessionConfiguration {
  readonly place: Place & { readonly account: string };
  /** Name. */
  readonly logGroup?: string;
  readonly logGroupEncrypted?: boolean;
  /** ARN of the key of the log group; absent: none, or not known. */
  readonly logGroupKeyArn?: string;
  /** That key, if it is not that of the data channel and can be read. */
  readonly logGroupKey?: NamedKey;
  /** The key of the data channel. */
  readonly key?: NamedKey;
  readonly bucket?: LogBucket;
}

/** The bucket of session logs. */
export interface LogBucket {
  readonly name: string;
  readonly prefix?: string;
  /** Set if only a session has the prefix. */
  readonly prefixUndecided?: true;
  readonly encryptionRequired: boolean;
  /** Set if it is of another account. */
  readonly foreign?: true;
  /** With SSE-KMS and a customer's key: its ARN, or that of its alias. */
  readonly keyArn?: string;
  /** The key behind that ARN, where it can be read. */
  readonly key?: NamedKey;
}

/** Gives the names of a key that its ARN, or that of an alias, tells. */
export function keyNamed(arn: string): NamedKey {
  const alias = /:(alias\/.+)$/.exec(arn)?.[1];
  return alias === undefined ? { arn, aliases: [] } : { aliases: [alias] };
}

/** Gives the beginning of the ARNs of all session logs. The agent joins the parts with single slashes, and puts none in front. */
export function logObjects({ name, prefix = '' }: LogBucket, partition: string): string {
  return [`arn:${partition}:s3:::${name}`, ...foldersOf(prefix), ''].join('/');
}
