import { propertyOf } from '../../inputs/input.ts';
import {
  type NameForm,
  type Preference,
  type PreferenceInputs,
  preferenceInputs,
  type PreferenceTable,
} from '../../inputs/tables/preferences.ts';
import type { FieldValue } from '../resource.ts';

/** An input of a Session document: most are preferences, the others follow from other inputs. */
export interface SessionField {
  /** Its path: `idleSessionTimeout`, `shellProfile.linux`. */
  readonly name: string;
  /** The agent's default where nothing is written, in the type that AWS documents. */
  readonly absent: string | boolean;
  /** The value in a new document where none is asked for. */
  readonly initial: string | boolean;
  /** True if the agent accepts only a real boolean. */
  readonly strict: boolean;
  /** The numbers that it can be. */
  readonly range?: { readonly least: number; readonly most: number; readonly unit: string };
  /** The flag that sets it, without its hyphens. */
  readonly flag?: string;
  readonly names?: NameForm;
}

const preferences: PreferenceTable = preferenceInputs;

/** The fields that follow from other inputs: the log group, the key, and the user that sessions run as. */
const FOLLOWING: readonly SessionField[] = [
  {
    ...plain('cloudWatchLogGroupName', ''),
    flag: 'log-group',
    names: {
      is: /^[\w.\-/#]{1,512}$/,
      within: /:log-group:([\w.\-/#]+)/,
      must: 'the name of a log group, and not its ARN',
    },
  },
  plain('cloudWatchEncryptionEnabled', false),
  plain('kmsKeyId', ''),
  ...Object.values(preferences).flatMap(({ companions = {} }) =>
    Object.keys(companions).map((name) => plain(name, false)),
  ),
];

function plain(name: string, absent: string | boolean): SessionField {
  return { name, absent, initial: absent, strict: false };
}

function fieldOf(flag: string, row: Preference): SessionField {
  const absent = row.kind === 'switch' ? false : (row.assumed?.toString() ?? '');
  return {
    name: row.field,
    absent,
    initial: row.initial ?? absent,
    strict: row.strict ?? false,
    ...(row.kind === 'number' && { range: { least: row.least, most: row.most, unit: row.unit ?? '' } }),
    flag,
    ...(row.names && { names: row.names }),
  };
}

/** The order in which AWS's page lists them; what is not here comes last. */
const ORDER = [
  's3BucketName',
  's3KeyPrefix',
  's3EncryptionEnabled',
  'cloudWatchLogGroupName',
  'cloudWatchEncryptionEnabled',
  'cloudWatchStreamingEnabled',
  'kmsKeyId',
  'runAsEnabled',
  'runAsDefaultUser',
  'idleSessionTimeout',
  'maxSessionDuration',
  'shellProfile.windows',
  'shellProfile.linux',
];

const place = ({ name }: SessionField): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);

/** Every known field of a document, in the order of AWS's page. */
export const FIELDS: readonly SessionField[] = [
  ...FOLLOWING,
  ...Object.entries(preferences).map(([flag, row]) => fieldOf(flag, row)),
].toSorted((one, other) => place(one) - place(other));

/** Gives the fields that preferences ask for, with those that are written together with them. */
export function preferredFields(asked: PreferenceInputs): Readonly<Record<string, FieldValue>> {
  const values: Readonly<Record<string, string | number | boolean | undefined>> = asked;
  return Object.fromEntries(
    Object.entries(preferences).flatMap(([flag, { field, companions = {} }]) => {
      const value = values[propertyOf(flag)];
      if (value === undefined) return [];
      return [...Object.entries(companions), [field, typeof value === 'boolean' ? value : String(value)]];
    }),
  );
}
