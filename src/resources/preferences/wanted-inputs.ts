import type { Inputs } from '../../inputs/inputs.ts';
import { type FieldValue, type Outputs, PENDING } from '../resource.ts';
import { unclearInputs } from './corrections.ts';
import { readInput } from './input-reading.ts';
import { destinationOf, isToBucketOnly } from './destination.ts';
import { changedDocument } from './changed-document.ts';
import { newDocument, type SessionDocument, type SessionInputs } from './session-document.ts';
import { FIELDS, preferredFields } from './session-fields.ts';

/** What the inputs of a document are to be. */
export interface WantedInputs {
  /** Inputs that were asked for; the others of a document that is there stay. */
  readonly asked: SessionInputs;
  /** Inputs of a new document. */
  readonly initial: SessionInputs;
  /** The key is asked for sessions, and no log group by its name: sessions that are logged to S3 only stay so. */
  readonly keyForSessions?: true;
}

/**
 * Gives the inputs that the flags ask for. A new document always names the log group, because every session is to be
 * logged; in one that is there, a destination that was not asked for stays as it is.
 */
export function wantedInputs(
  { logGroup, key, encryptSessions, preferences }: Inputs,
  known: Pick<Outputs, 'keyArn'>,
): WantedInputs {
  const always: Readonly<Record<string, FieldValue>> = {
    ...preferredFields(preferences),
    // A document requires encryption only where a key is asked for: the agent refuses sessions if the group has none.
    ...(key && { cloudWatchEncryptionEnabled: true }),
    ...(encryptSessions && { kmsKeyId: known.keyArn ?? PENDING }),
  };
  const logged = { ...always, cloudWatchLogGroupName: logGroup.name };
  return {
    asked: inOrder(logGroup.asked || key ? logged : always),
    initial: inOrder(logged),
    ...(encryptSessions && !logGroup.asked && { keyForSessions: true }),
  };
}

const OF_LOG_GROUP = new Set(['cloudWatchLogGroupName', 'cloudWatchEncryptionEnabled']);

const inOrder = (inputs: SessionInputs): SessionInputs =>
  Object.fromEntries(
    FIELDS.flatMap(({ name }) => {
      const value = inputs[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

/**
 * Gives those of the inputs that were asked for which a document does not have: in a text with parameters, by their defaults.
 * It does not have what is not clear either: `"yes"` is no switch, neither on nor off.
 */
export function lackingInputs({ asked, keyForSessions }: WantedInputs, there: SessionDocument): SessionInputs {
  const unclear = new Set(unclearInputs(there).map(({ field }) => field));
  const left = keyForSessions && isToBucketOnly(destinationOf(there)) ? OF_LOG_GROUP : NONE;
  return Object.fromEntries(
    Object.entries(asked).filter(
      ([field, want]) => !left.has(field) && (unclear.has(field) || readInput(there, field).value !== want),
    ),
  );
}

const NONE: ReadonlySet<string> = new Set();

/** Makes the document that setup writes in place of the one that is there, if there is one that can be read. */
export const resultingDocument = (want: WantedInputs, there: SessionDocument | undefined): SessionDocument =>
  there ? changedDocument(there, lackingInputs(want, there)) : newDocument(want.initial);
