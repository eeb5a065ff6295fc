import type { Input, PropertyOf, ValueOf } from '../input.ts';

/**
 * A preference: an input that is a field of the Session document. Everything about it is in its row; the flag, the
 * document, and what is planned, repaired and advised follow from it.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html
 */
export type Preference = Exclude<Input, { readonly kind: 'list' | 'choice' }> & {
  /** Its path in the document: `idleSessionTimeout`, `shellProfile.linux`. */
  readonly field: string;
  /** The agent's default where nothing is written; absent: off, or empty. */
  readonly assumed?: number;
  /** The value in a new document where none is asked for; absent: the agent's default. */
  readonly initial?: boolean;
  /** Set if the agent does not take the text `"true"` as a boolean. */
  readonly strict?: true;
  /** The preference that implies it, unless it is turned off. */
  readonly impliedBy?: string;
  /** Fields that are written together with it. */
  readonly companions?: Readonly<Record<string, boolean>>;
  /** Set if it names something: the message for a text that is no name, and where the name is within an ARN or a URL. */
  readonly names?: NameForm;
};

/** The form of a name, and how it is told from other ways to refer to the same thing. */
export interface NameForm {
  readonly is: RegExp;
  readonly within: RegExp;
  readonly must: string;
}

export type PreferenceTable = Readonly<Record<string, Preference>>;

const group = 'SESSION PREFERENCES';

// General purpose buckets: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
const BUCKET = 'it must be the name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens';

export const preferenceInputs = {
  's3-bucket': {
    kind: 'text',
    field: 's3BucketName',
    rules: [
      [/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, BUCKET],
      [/^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(?:-s3alias|--ols-s3|\.mrap|--x-s3|--table-s3)$)/, BUCKET],
      [/^(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)/, BUCKET],
    ],
    names: {
      is: /^[\w.-]{3,255}$/,
      within: /(?::::|^s3:\/\/)([\w.-]+)/,
      must: 'the name of a bucket, and not its ARN or URL',
    },
    help: 'bucket that takes session logs too; it must exist',
    group,
    value: 'name',
  },
  's3-prefix': {
    kind: 'text',
    field: 's3KeyPrefix',
    needs: 's3-bucket',
    help: 'key prefix in the bucket',
    group,
    value: 'prefix',
  },
  's3-encryption': {
    kind: 'switch',
    negatable: true,
    field: 's3EncryptionEnabled',
    needs: 's3-bucket',
    impliedBy: 's3-bucket',
    help: 'require that the bucket is encrypted',
    otherwise: 'on with --s3-bucket',
    group,
  },
  streaming: {
    kind: 'switch',
    negatable: true,
    field: 'cloudWatchStreamingEnabled',
    initial: true,
    strict: true,
    help: 'log while the session runs, not only at its end',
    otherwise: 'on in a new document',
    group,
  },
  'idle-timeout': {
    kind: 'number',
    field: 'idleSessionTimeout',
    least: 1,
    most: 60,
    unit: 'minutes',
    assumed: 20,
    help: 'minutes after which an idle session ends, 1 to 60',
    otherwise: '20 in a new document',
    group,
    value: 'min',
  },
  'max-duration': {
    kind: 'number',
    field: 'maxSessionDuration',
    least: 1,
    most: 1440,
    unit: 'minutes',
    help: 'minutes after which any session ends, 1 to 1440',
    otherwise: 'none in a new document',
    group,
    value: 'min',
  },
  'run-as': {
    kind: 'text',
    field: 'runAsDefaultUser',
    companions: { runAsEnabled: true },
    // A domain user has its domain before a backslash or after an @.
    rules: [
      // The agent asks `id` for the user, which takes 0 for root.
      [/^(?!(?:root|0+)$)/, 'Session Manager does not start sessions as root'],
      [/^[A-Za-z0-9_.@$\\-]{1,256}$/, 'it must be the name of an operating system user on the nodes'],
    ],
    help: 'operating system user of sessions on Linux and macOS',
    group,
    value: 'user',
  },
  'shell-profile-linux': {
    kind: 'text',
    field: 'shellProfile.linux',
    help: 'commands run at the start of sessions on Linux and macOS',
    group,
    value: 'text',
  },
  'shell-profile-windows': {
    kind: 'text',
    field: 'shellProfile.windows',
    help: 'commands run at the start of sessions on Windows',
    group,
    value: 'text',
  },
} as const satisfies PreferenceTable;

type Table = typeof preferenceInputs;

/** The preferences that were asked for, by property: minutes as numbers; an absent one was not asked for. */
export type PreferenceInputs = { readonly [Flag in keyof Table as PropertyOf<Flag>]?: ValueOf<Table[Flag]> };
