import { createHash } from 'node:crypto';
import type { DocumentDescription } from '@aws-sdk/client-ssm';
import type { SSM } from '../../aws/clients/ssm.ts';
import pLimit from 'p-limit';
import { isNotOffered } from '../../aws/errors.ts';
import { TargetError } from '../../errors.ts';
import type { Target } from '../../targets/target.ts';
import { isMadeByUs, REPLACED_TAG, SINCE_TAG } from '../ownership.ts';
import type { Tags } from '../resource.ts';
import { ssmTags } from '../ssm-tags.ts';
import { parseDocument, type SessionDocument } from './session-document.ts';

/** The document that holds the session preferences of a region; AWS fixes its name. */
export const DOCUMENT = 'SSM-SessionManagerRunShell';

// AWS keeps the name of a version forever and takes no name twice, so our versions can be told from all others.
export const OUR_PREFIX = 'session-manager-';

const isOurName = (name: string | undefined): boolean => name?.startsWith(OUR_PREFIX) ?? false;

/** A version of the document. */
export interface DocumentVersion {
  readonly number: string;
  readonly ours: boolean;
  /** Undefined if the content is not a Session document. */
  readonly document: SessionDocument | undefined;
  /** Its status, if that is not Active: Creating, Updating, Deleting or Failed. */
  readonly status?: string;
  /** What SSM says of a version that failed. */
  readonly why?: string;
  /** The friendly name that SSM shows for it. */
  readonly displayName?: string;
}

/** Says that a version failed, and why: `Failed: no such schema`; undefined if it did not. */
export const failureOf = ({ status, why }: DocumentVersion): string | undefined =>
  status === 'Failed' ? `Failed${why ? `: ${why}` : ''}` : undefined;

const BUSY: readonly (string | undefined)[] = ['Creating', 'Updating', 'Deleting'];

/** Says what SSM is still doing with a version: `creating`; undefined if it is done. */
export const busyWith = ({ status }: DocumentVersion): string | undefined =>
  BUSY.includes(status) ? status?.toLowerCase() : undefined;

/** Reads a version: a number, `$DEFAULT` or `$LATEST`. */
export async function readVersion(ssm: SSM, version: string): Promise<DocumentVersion> {
  const found = await ssm.getDocument({ Name: DOCUMENT, DocumentVersion: version, DocumentFormat: 'JSON' });
  return {
    number: found.DocumentVersion ?? version,
    ours: isOurName(found.VersionName),
    document: parseDocument(found.Content ?? ''),
    ...(found.Status !== undefined && found.Status !== 'Active' && { status: found.Status }),
    ...(found.StatusInformation && { why: found.StatusInformation }),
    ...(found.DisplayName && { displayName: found.DisplayName }),
  };
}

/** Reads a version by its number; undefined if it was deleted. */
export async function findVersion(ssm: SSM, version: string): Promise<DocumentVersion | undefined> {
  try {
    return await readVersion(ssm, version);
  } catch (error) {
    if (['InvalidDocumentVersion', 'InvalidDocument'].includes((error as Error).name)) return undefined;
    throw error;
  }
}

/** Makes a new, unique name for a version of ours. */
export const newVersionName = (): string => `${OUR_PREFIX}${Date.now().toString(36)}-${process.pid.toString(36)}`;

/** Makes the name of a version of ours that is written elsewhere, by its text: another text is another version. */
export const versionNameOf = (content: string): string =>
  `${OUR_PREFIX}${createHash('sha256').update(content).digest('hex').slice(0, 16)}`;

/** The most bytes that a document may have: CreateDocument in the service model. */
export const MAX_SIZE = 65_536;

/** Writes a document as JSON, as it is sent to AWS: indented, unless only that makes it too large. */
export function text(document: SessionDocument): string {
  const indented = JSON.stringify(document, null, 2);
  return Buffer.byteLength(indented) <= MAX_SIZE ? indented : JSON.stringify(document);
}

/** A version of ours. */
export interface Written {
  readonly number: string;
  /** True if the endpoint keeps names of versions, as AWS does. */
  readonly named: boolean;
}

/** What a version has besides its content, and loses if a new one is written without it. */
export interface Labels {
  readonly DisplayName?: string;
  readonly TargetType?: string;
}

/**
 * Writes a version after the latest one that was read, and resolves to its number. Rejects with InvalidDocumentVersion if
 * someone else has written one in the meantime. Where AWS takes no more versions, deletes the oldest of ours that need not be kept.
 */
export async function addVersion(
  target: Target,
  ssm: SSM,
  document: SessionDocument,
  latest: string,
  kept: readonly (string | undefined)[],
  labels: Labels = {},
): Promise<Written> {
  const write = async (content: SessionDocument): Promise<Written> => {
    const { DocumentDescription: made } = await ssm.updateDocument({
      Name: DOCUMENT,
      DocumentVersion: latest,
      DocumentFormat: 'JSON',
      VersionName: newVersionName(),
      Content: text(content),
      ...labels,
    });
    await untilActive(target, ssm, made);
    return { number: made?.DocumentVersion ?? String(Number(latest) + 1), named: made?.VersionName !== undefined };
  };
  const writeWithRoom = async (content: SessionDocument): Promise<Written> => {
    try {
      return await write(content);
    } catch (error) {
      if ((error as Error).name !== 'DocumentVersionLimitExceeded') throw error;
      await makeRoom(ssm, latest, kept);
      return write(content);
    }
  };
  try {
    return await writeWithRoom(document);
  } catch (error) {
    if ((error as Error).name !== 'DuplicateDocumentContent') throw error;
    // AWS takes no content twice. If an existing version has the same content, the description makes the new one different;
    // if there is a later one by now, an answer may have got lost, which reading again will show.
    const { number } = await readVersion(ssm, '$LATEST');
    if (number !== latest) throw error;
    return writeWithRoom(withNumber(document, Number(latest) + 1));
  }
}

const withNumber = (document: SessionDocument, number: number): SessionDocument => ({
  ...document,
  description: `${(document.description ?? '').replace(/ ?\(version \d+\)$/, '')} (version ${number})`.trim(),
});

/** Puts a version into effect. */
export async function promote(ssm: SSM, version: string): Promise<void> {
  await ssm.updateDocumentDefaultVersion({ Name: DOCUMENT, DocumentVersion: version });
}

/** Waits until a version that was just written can be used. */
export async function untilActive(target: Target, ssm: SSM, made: DocumentDescription | undefined): Promise<void> {
  let document = made;
  for (let pause = 0; isBusy(document); pause = Math.min(pause * 2 + 100, 3000)) {
    await target.wait(pause);
    const DocumentVersion = made?.DocumentVersion;
    document = (await ssm.describeDocument({ Name: DOCUMENT, ...(DocumentVersion && { DocumentVersion }) })).Document;
  }
  if (document?.Status !== 'Failed') return;
  const why = document.StatusInformation ?? 'no reason given';
  throw new TargetError('DocumentFailed', `SSM could not make ${DOCUMENT}: ${why}`);
}

const isBusy = (document: DocumentDescription | undefined): boolean =>
  document?.Status === 'Creating' || document?.Status === 'Updating';

async function makeRoom(ssm: SSM, latest: string, kept: readonly (string | undefined)[]): Promise<void> {
  const [versions, tags] = await Promise.all([listVersions(ssm, latest), ssmTags(ssm, 'Document', DOCUMENT)]);
  const oldest = spareVersion(versions, kept, tags);
  if (oldest) await ssm.deleteDocument({ Name: DOCUMENT, DocumentVersion: oldest.number });
}

/**
 * Finds the oldest version of ours that need not be kept. What others wrote stays; where the endpoint keeps no names, nobody
 * else is known to have written in a document that we made.
 */
function spareVersion(
  versions: readonly ListedVersion[],
  kept: readonly (string | undefined)[],
  tags: Tags,
): ListedVersion | undefined {
  const allOurs = isMadeByUs(tags) && !versions.some(({ ours }) => ours);
  return versions.find((version) => !kept.includes(version.number) && (allOurs || isOurVersion(version, tags)));
}

/** The most versions that a document may have: https://docs.aws.amazon.com/general/latest/gr/ssm.html */
const MAX_VERSIONS = 1000;

/** Tells whether AWS takes one more version, if need be in place of one of ours that need not be kept. Few versions take no call. */
export async function hasRoom(
  ssm: SSM,
  latest: string,
  kept: readonly (string | undefined)[],
  tags: Tags,
): Promise<boolean> {
  // Numbers are not used twice.
  if (Number(latest) < MAX_VERSIONS) return true;
  const versions = await listVersions(ssm, latest);
  return versions.length < MAX_VERSIONS || spareVersion(versions, kept, tags) !== undefined;
}

type ListedVersion = Pick<DocumentVersion, 'number' | 'ours'>;

/** Lists all versions, the oldest first. */
async function listVersions(ssm: SSM, latest: string): Promise<readonly ListedVersion[]> {
  const found: ListedVersion[] = [];
  try {
    for await (const page of ssm.paginateListDocumentVersions({ Name: DOCUMENT }, { pageSize: 50 })) {
      for (const { DocumentVersion: number = '', VersionName } of page.DocumentVersions ?? []) {
        found.push({ number, ours: isOurName(VersionName) });
      }
    }
  } catch (error) {
    if (!isNotOffered(error)) throw error;
    return oneByOne(ssm, latest);
  }
  return found.toSorted((one, other) => Number(one.number) - Number(other.number));
}

// For endpoints that cannot list versions.
async function oneByOne(ssm: SSM, latest: string): Promise<readonly ListedVersion[]> {
  const limit = pLimit(8);
  const numbers = Array.from({ length: Number(latest) }, (_, index) => String(1 + index));
  const found = await Promise.all(numbers.map((number) => limit(() => findVersion(ssm, number))));
  return found.filter((version) => version !== undefined);
}

/** Tells whether we wrote a version: by its name or, where the endpoint keeps none, by its number. */
export const isOurVersion = ({ ours, number }: ListedVersion, tags: Tags): boolean =>
  ours || Number(number) >= Number(tags[SINCE_TAG]);

/** The outcome of `delete` for a document that existed before us. */
export interface Restoration {
  /** The version that is in effect afterwards; absent if only ours are left. */
  readonly inEffect?: DocumentVersion;
  /** Numbers of our versions. */
  readonly removed: readonly string[];
}

/**
 * Finds out what to put back: the version that was in effect before ours, or a later one that someone else wrote and
 * made the default since. If the remembered one is gone, it is the newest other one that is not ours.
 */
export async function planRestoration(
  ssm: SSM,
  inEffect: DocumentVersion,
  latest: string,
  tags: Tags,
): Promise<Restoration> {
  const versions = await listVersions(ssm, latest);
  const after = isOurVersion(inEffect, tags) ? await versionBefore(ssm, versions, tags) : inEffect;
  if (!after && !versions.some(({ number }) => number === inEffect.number)) {
    throw new TargetError(
      'VersionsUnclear',
      `SSM does not list the versions of ${DOCUMENT} as they are`,
      'run it again',
    );
  }
  const removed = versions.filter((version) => isOurVersion(version, tags) && version.number !== after?.number);
  return { ...(after && { inEffect: after }), removed: removed.map(({ number }) => number) };
}

async function versionBefore(
  ssm: SSM,
  versions: readonly ListedVersion[],
  tags: Tags,
): Promise<DocumentVersion | undefined> {
  const remembered = tags[REPLACED_TAG];
  const found = remembered === undefined ? undefined : await findVersion(ssm, remembered);
  if (found) return found;
  const newest = versions.findLast((version) => !isOurVersion(version, tags));
  return newest && readVersion(ssm, newest.number);
}

/** Puts it back. The tags are removed last, elsewhere: until then a run after a killed one knows that there is work left. */
export async function restore(ssm: SSM, { inEffect, removed }: Restoration, current: string): Promise<void> {
  if (!inEffect) {
    await ssm.deleteDocument({ Name: DOCUMENT });
    return;
  }
  if (inEffect.number !== current) await promote(ssm, inEffect.number);
  for (const version of removed) await ssm.deleteDocument({ Name: DOCUMENT, DocumentVersion: version });
}
