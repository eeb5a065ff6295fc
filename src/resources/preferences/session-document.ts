import type { RawInputs } from '../../inputs/inputs.ts';
import type { FieldValue } from '../resource.ts';

/** A Session document: https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html */
export interface SessionDocument {
  readonly schemaVersion: string;
  readonly description?: string;
  readonly sessionType: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** An input by its path: `idleSessionTimeout`, `shellProfile.linux`. */
export type SessionInputs = Readonly<Record<string, FieldValue>>;

/** What the agent assumes where nothing is written: nothing to log to, no encryption, 20 minutes of idling. */
const ABSENT: SessionInputs = {
  s3BucketName: '',
  s3KeyPrefix: '',
  s3EncryptionEnabled: false,
  cloudWatchLogGroupName: '',
  cloudWatchEncryptionEnabled: false,
  cloudWatchStreamingEnabled: false,
  kmsKeyId: '',
  runAsEnabled: false,
  runAsDefaultUser: '',
  idleSessionTimeout: '20',
  maxSessionDuration: '',
  'shellProfile.windows': '',
  'shellProfile.linux': '',
};

/** What a new document says where nothing else is asked for; every input is written out. */
const DEFAULTS: SessionInputs = { ...ABSENT, cloudWatchStreamingEnabled: true };

/** A document with every input; the ones asked for, and the defaults for the rest. */
export const newDocument = (asked: SessionInputs): SessionDocument => ({
  schemaVersion: '1.0',
  description: 'Document to hold regional settings for Session Manager',
  sessionType: 'Standard_Stream',
  inputs: nested({ ...DEFAULTS, ...asked }),
});

/**
 * The document with the asked inputs changed and everything else as it was; values get the type AWS documents, and
 * minutes that AWS does not allow become the most that it does: who writes 0 or 999 means no limit.
 */
export function changedDocument(document: SessionDocument | undefined, asked: SessionInputs): SessionDocument {
  if (!document) return newDocument(asked);
  const known = Object.fromEntries(Object.keys(ABSENT).map((name) => [name, inputOf(document, name)]));
  const unknown = Object.fromEntries(
    Object.entries(document.inputs).filter(([name]) => name !== 'shellProfile' && !(name in ABSENT)),
  );
  return {
    ...document,
    schemaVersion: '1.0',
    sessionType: 'Standard_Stream',
    inputs: { ...nested({ ...known, ...allowedMinutes(document), ...asked }), ...unknown },
  };
}

const allowedMinutes = (document: SessionDocument): SessionInputs =>
  Object.fromEntries(
    schemaProblems(document).flatMap(({ field, minutes }) => (minutes === undefined ? [] : [[field, minutes.most]])),
  );

/** Reads a document; undefined if it is not one. */
export function parseDocument(content: string): SessionDocument | undefined {
  try {
    const document = JSON.parse(content) as Partial<SessionDocument> | null;
    if (typeof document !== 'object' || document === null || Array.isArray(document)) return undefined;
    if (typeof (document.inputs ?? {}) !== 'object' || Array.isArray(document.inputs)) return undefined;
    return { schemaVersion: '1.0', sessionType: 'Standard_Stream', ...document, inputs: document.inputs ?? {} };
  } catch {
    return undefined;
  }
}

/**
 * One input by meaning, in the type AWS documents: `"true"` is true, `20` is `"20"`, and null, `""` and a missing one
 * are the same. Published modules write all of these.
 */
export function inputOf(document: SessionDocument, name: string): FieldValue {
  const [first = '', second] = name.split('.');
  const top = document.inputs[first];
  const value = second === undefined ? top : (top as Record<string, unknown> | null | undefined)?.[second];
  const absent = ABSENT[name] ?? '';
  if (value === undefined || value === null || value === '') return absent;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return typeof absent === 'boolean' ? text.toLowerCase() === 'true' : text;
}

/** What a document sets: every input that says something. */
export const settingsOf = (document: SessionDocument): SessionInputs =>
  Object.fromEntries(
    Object.keys(ABSENT)
      .map((name) => [name, inputOf(document, name)] as const)
      .filter(([, value]) => value !== '' && value !== false),
  );

/** Whether two documents give every session the same settings. */
export const sameSettings = (one: SessionDocument, other: SessionDocument): boolean =>
  Object.keys(ABSENT).every((name) => inputOf(one, name) === inputOf(other, name));

function nested(inputs: SessionInputs): Readonly<Record<string, unknown>> {
  const { 'shellProfile.windows': windows, 'shellProfile.linux': linux, ...flat } = inputs;
  return { ...flat, shellProfile: { windows, linux } };
}

/** An input that the agent, or AWS, does not take as it is written. */
export interface SchemaProblem {
  readonly field: string;
  readonly have: string;
  readonly want: string;
  /** For minutes that are not allowed: the most that are, and the flag of setup that sets them. */
  readonly minutes?: { readonly most: string; readonly flag: string };
}

/**
 * What is wrong with a document by type or range. The agent reads `cloudWatchStreamingEnabled` as a strict boolean and
 * takes the other switches as text too (`SessionInputs` in agent/contracts/model.go of aws/amazon-ssm-agent).
 */
export function schemaProblems(document: SessionDocument): readonly SchemaProblem[] {
  const { schemaVersion, sessionType, inputs } = document;
  const problems: SchemaProblem[] = [];
  const expect = (
    fine: boolean,
    field: string,
    value: unknown,
    want: string,
    more: Partial<SchemaProblem> = {},
  ): void => {
    const have = JSON.stringify(value);
    // A parameter of the document stands for a value that only the session knows.
    if (!fine && !/\{\{.*\}\}/.test(have)) problems.push({ field, have, want, ...more });
  };
  expect(schemaVersion === '1.0', 'schemaVersion', schemaVersion, '"1.0"');
  expect(sessionType === 'Standard_Stream', 'sessionType', sessionType, '"Standard_Stream"');
  for (const field of SWITCHES) {
    const value = inputs[field] ?? false;
    const asText =
      typeof value === 'string' && field !== 'cloudWatchStreamingEnabled' && /^(true|false|)$/i.test(value);
    expect(typeof value === 'boolean' || asText, field, value, 'true or false, without quotes');
  }
  for (const { field, most, flag } of MINUTES) {
    const value = inputs[field] ?? '';
    const text = typeof value === 'number' || typeof value === 'string' ? String(value) : 'none';
    const fine = text === '' || (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= most);
    expect(fine, field, value, `1 to ${most} minutes`, { minutes: { most: String(most), flag } });
  }
  return problems;
}

/** A name that is written in another form, such as an ARN, and so leads nowhere. */
export interface NameProblem extends SchemaProblem {
  /** Flags of setup that say it right, as far as it can be told. */
  readonly flags: RawInputs;
}

/**
 * What is wrong with the names of the log group and of the bucket.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html
 */
export const nameProblems = (document: SessionDocument): readonly NameProblem[] =>
  NAMES.flatMap(({ field, want, flag, isName, within }) => {
    const value = String(inputOf(document, field));
    if (value === '' || isName.test(value) || /\{\{.*\}\}/.test(value)) return [];
    const name = within.exec(value)?.[1];
    return [{ field, have: JSON.stringify(value), want, flags: name === undefined ? {} : { [flag]: name } }];
  });

/** An input that names something; undefined where it names nothing, or in a way that cannot be read. */
export function nameOf(document: SessionDocument, field: string): string | undefined {
  const value = String(inputOf(document, field));
  return NAMES.find((known) => known.field === field)?.isName.test(value) ? value : undefined;
}

const NAMES = [
  {
    field: 'cloudWatchLogGroupName',
    want: 'the name of a log group, and not its ARN',
    flag: 'log-group',
    isName: /^[\w.\-/#]{1,512}$/,
    within: /:log-group:([\w.\-/#]+)/,
  },
  {
    field: 's3BucketName',
    want: 'the name of a bucket, and not its ARN or URL',
    flag: 's3-bucket',
    isName: /^[\w.-]{3,255}$/,
    within: /(?::::|^s3:\/\/)([\w.-]+)/,
  },
];

const MINUTES = [
  { field: 'idleSessionTimeout', most: 60, flag: 'idle-timeout' },
  { field: 'maxSessionDuration', most: 1440, flag: 'max-duration' },
];

const SWITCHES = Object.keys(ABSENT).filter((name) => typeof ABSENT[name] === 'boolean');
