import { nameOf, readInput, textOf } from '../resources/preferences/input-reading.ts';
import type { SessionDocument } from '../resources/preferences/session-document.ts';
import { FIELDS } from '../resources/preferences/session-fields.ts';

const SYSTEMS = ['linux', 'windows'] as const;

type System = (typeof SYSTEMS)[number];

/** The preferences by their meaning, texts with parameters by their defaults; an absent member is not set, or undecided. */
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
  /** The kinds of systems that have a shell profile; that of Linux is for macOS, too. */
  readonly shellProfiles: readonly System[];
  /** Paths of the inputs whose values are unknown before a session. */
  readonly undecided: readonly string[];
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
  const text = (name: string): string | undefined => textOf(document, name);
  const logGroup = nameOf(document, 'cloudWatchLogGroupName');
  const bucket = nameOf(document, 's3BucketName');
  const prefix = text('s3KeyPrefix');
  const key = text('kmsKeyId');
  const runAsUser = text('runAsDefaultUser');
  const is = (name: string): boolean => readInput(document, name).value === true;
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
    shellProfiles: SYSTEMS.filter((system) => text(`shellProfile.${system}`) !== undefined),
    undecided: FIELDS.map(({ name }) => name).filter((name) => readInput(document, name).value === undefined),
  };
}
