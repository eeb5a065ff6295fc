import { recordingRules, type RecordingPlace, type RecordingRules } from '../audit/recording-places.ts';
import { kindOf, type SessionKind } from '../audit/session-kind.ts';
import { explain, isDenied, isNotOffered } from '../aws/errors.ts';
import { type ReadVersion, readDefaultVersion, readVersionsSince } from '../facts/document-versions.ts';
import type { Session } from '../facts/session-list.ts';
import { groupInAddress, objectInAddress } from '../names/recording.ts';
import { onceEach } from '../once.ts';
import { DOCUMENT } from '../resources/preferences/versions.ts';
import type { Target } from '../targets/target.ts';

/** What is known of where a session may be recorded. */
export interface SessionRules {
  readonly kind: SessionKind;
  readonly places: readonly RecordingPlace[];
  /** Why not every place is known. */
  readonly unknown?: string;
  /** Why it is recorded nowhere. */
  readonly unlogged?: { readonly reason: string; readonly check: string };
  /** The document that its places come from, and when its version was made; absent: none does. */
  readonly from?: { readonly name: string; readonly created: Date | undefined };
}

/** Makes a function that tells where a session may be recorded; each document is read once, when the first session of it is asked about. */
export function rulesReader(target: Target): (session: Session) => Promise<SessionRules> {
  const read = onceEach((name) => readOrReason(target, name));
  return async (session) => {
    const kind = kindOf(session);
    if (kind === 'ssh' || kind === 'port') return { kind, places: [] };
    const said = placesSaid(session);
    if (session.node.startsWith('ecs:')) {
      return { kind, places: said, unknown: byCluster(session.node) };
    }
    const own = await rulesOf(kind === 'custom' ? (session.document ?? DOCUMENT) : DOCUMENT, read);
    const rules = kind === 'custom' || kind === 'shell' ? own : { ...own, kind };
    return { ...rules, places: [...rules.places, ...said.filter((place) => !has(rules.places, place))] };
  };
}

/** A cluster names a place of its own, leaves it to the log driver of each task, or logs nothing: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ExecuteCommandConfiguration.html */
function byCluster(node: string): string {
  const [, cluster] = /^ecs:(.+)_[^_]+_[^_]+$/.exec(node) ?? [];
  return `ECS logs it, or does not, by the executeCommandConfiguration of ${cluster === undefined ? 'its cluster' : `cluster ${cluster}`}, which is not read`;
}

type Read = ReadVersion | undefined | { readonly reason: string };

async function rulesOf(name: string, read: (name: string) => Promise<Read>): Promise<SessionRules> {
  const isPreferences = name === DOCUMENT;
  const found = await read(name);
  const kind = isPreferences ? 'shell' : 'custom';
  if (found && 'reason' in found)
    return { kind, places: [], unknown: `document ${name} could not be read: ${found.reason}` };
  if (!found) {
    return isPreferences
      ? { kind, places: [], unlogged: { reason: 'there is no preferences document', check: 'prefs.missing' } }
      : { kind, places: [], unknown: `document ${name} is gone, and with it where its sessions were recorded` };
  }
  const from = { name, created: found.created };
  if (!found.document) {
    return { kind, places: [], from, unknown: `document ${name} says nothing that can be understood` };
  }
  const rules = recordingRules(found.document);
  if (rules.kind === 'port') return { kind: 'port', places: [] };
  // What AWS does with a document that has no inputs is not said: what the preferences name is searched.
  if (rules.silent && !isPreferences) return { ...(await rulesOf(DOCUMENT, read)), kind: rules.kind };
  return { kind: rules.kind, places: rules.places, from, ...lackOf(name, rules) };
}

function lackOf(name: string, { places, undecided }: RecordingRules): Pick<SessionRules, 'unknown' | 'unlogged'> {
  if (undecided) return { unknown: `where it is recorded depends on parameters of document ${name}` };
  if (places.length > 0) return {};
  return name === DOCUMENT
    ? { unlogged: { reason: 'the preferences name neither a log group nor a bucket', check: 'prefs.unlogged' } }
    : { unlogged: { reason: `document ${name} names neither a log group nor a bucket`, check: 'bypass.document' } };
}

async function readOrReason(target: Target, name: string): Promise<Read> {
  try {
    return await readDefaultVersion(target, name);
  } catch (error) {
    if (isDenied(error) || isNotOffered(error)) return { reason: explain(error).message };
    throw error;
  }
}

/**
 * Reads where a document has put the logs of sessions earlier, in versions that may have been in effect since a time; a text: why that
 * could not be read.
 */
export async function earlierPlaces(
  target: Target,
  name: string,
  since: Date,
): Promise<readonly RecordingPlace[] | string> {
  try {
    const versions = await readVersionsSince(target, name, since);
    return versions.flatMap(({ document }) => (document ? recordingRules(document).places : []));
  } catch (error) {
    if (isDenied(error) || isNotOffered(error)) return explain(error).message;
    throw error;
  }
}

/** Gives the places that the agent itself has named for a session. */
function placesSaid({ id, output }: Session): readonly RecordingPlace[] {
  const group = output?.logs === undefined ? undefined : groupInAddress(output.logs);
  const object = output?.bucket === undefined ? undefined : objectInAddress(output.bucket);
  const prefix = object?.key.replace(/\/?[^/]*$/, '') ?? '';
  return [
    ...(group === undefined ? [] : [{ kind: 'log-group' as const, name: group }]),
    ...(object && object.key.includes(id) ? [{ kind: 'bucket' as const, name: object.bucket, prefix }] : []),
  ];
}

const has = (places: readonly RecordingPlace[], wanted: RecordingPlace): boolean =>
  places.some((place) => isSamePlace(place, wanted));

/** Tells whether two places are one: slashes around a prefix make no difference. */
export const isSamePlace = (one: RecordingPlace, other: RecordingPlace): boolean =>
  one.name === other.name &&
  (one.kind === 'bucket' && other.kind === 'bucket'
    ? bare(one.prefix) === bare(other.prefix)
    : one.kind === other.kind);

const bare = (prefix: string): string => prefix.replace(/^\/+|\/+$/g, '');
