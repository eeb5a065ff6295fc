import type { FieldValue } from '../resources/resource.ts';
import { inputOf, nameOf, type SessionDocument } from '../resources/preferences/session-document.ts';

/** The preferences by their meaning; an absent member is not set. */
export interface SessionSettings {
  readonly document: SessionDocument;
  readonly logGroup?: string;
  /** True if sessions are refused where the log group has no key. */
  readonly logEncryptionRequired: boolean;
  readonly streaming: boolean;
  readonly bucket?: string;
  readonly prefix?: string;
  /** True if sessions are refused where the bucket is not encrypted. */
  readonly bucketEncryptionRequired: boolean;
  /** Id, ARN or alias of the key of the sessions themselves. */
  readonly key?: string;
  readonly runAs: boolean;
  readonly runAsUser?: string;
  readonly shellProfile: boolean;
}

/** Gives the settings of the version that is in effect; undefined where there is none, or it cannot be parsed. */
export function settingsInForce(
  found: { readonly inEffect: { readonly document: SessionDocument | undefined } } | undefined,
): SessionSettings | undefined {
  const document = found?.inEffect.document;
  return document && sessionSettings(document);
}

/** Gives the settings that a document states. */
export function sessionSettings(document: SessionDocument): SessionSettings {
  const text = (name: string): string | undefined => nonEmpty(inputOf(document, name));
  const logGroup = nameOf(document, 'cloudWatchLogGroupName');
  const bucket = nameOf(document, 's3BucketName');
  const prefix = text('s3KeyPrefix');
  const key = text('kmsKeyId');
  const runAsUser = text('runAsDefaultUser');
  const is = (name: string): boolean => inputOf(document, name) === true;
  return {
    document,
    ...(logGroup !== undefined && { logGroup }),
    logEncryptionRequired: logGroup !== undefined && is('cloudWatchEncryptionEnabled'),
    streaming: logGroup !== undefined && is('cloudWatchStreamingEnabled'),
    ...(bucket !== undefined && { bucket }),
    ...(prefix !== undefined && { prefix }),
    bucketEncryptionRequired: bucket !== undefined && is('s3EncryptionEnabled'),
    ...(key !== undefined && { key }),
    runAs: is('runAsEnabled'),
    ...(runAsUser !== undefined && { runAsUser }),
    shellProfile: (text('shellProfile.linux') ?? text('shellProfile.windows')) !== undefined,
  };
}

const nonEmpty = (value: FieldValue): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
