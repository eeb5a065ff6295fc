import { createHash } from 'node:crypto';
import { unlessDenied } from '../../aws/errors.ts';
import type { SSM } from '../../aws/clients/ssm.ts';
import type { Place } from '../../aws/place.ts';
import type { Inputs } from '../../inputs/inputs.ts';
import { TargetError } from '../../errors.ts';
import { sameKey } from '../../names/key.ts';
import { samePrefix } from '../../names/prefix.ts';
import type { Target } from '../../targets/target.ts';
import { isTakenOver, isMadeByUs, OWNER_TAG, ownedTags, REPLACED_TAG, SINCE_TAG, TAKEN_OVER } from '../ownership.ts';
import {
  addVersion,
  DOCUMENT,
  type DocumentVersion,
  failureOf,
  findVersion,
  hasRoom,
  isOurVersion,
  type Labels,
  newVersionName,
  planRestoration,
  type Restoration,
  promote,
  restore,
  text,
  untilActive,
} from './versions.ts';
import { ANY, type Difference, type Outputs, type Resource, type Tags, type Uses } from '../resource.ts';
import { destinationOf, destinationText } from './destination.ts';
import { differencesBesides, haveOf } from './differences.ts';
import { corrections } from './corrections.ts';
import { readInput } from './input-reading.ts';
import { checkKind, judge, type Planned } from './judge.ts';
import { type FoundPreferences, readPreferences } from './read-preferences.ts';
import { sameSettings, statedInputs } from './changed-document.ts';
import { newDocument, type SessionDocument } from './session-document.ts';
import { type AliasedKey, readAliasedKey, sessionKeyOf } from './session-key.ts';
import { untouchedIn } from './untouched.ts';
import { lackingInputs, resultingDocument, type WantedInputs, wantedInputs } from './wanted-inputs.ts';
import { addSsmTags, ssmTags, toSsmTags } from '../ssm-tags.ts';

interface WantedPreferences extends WantedInputs {
  /** The alias of the key for the sessions: another name for it. */
  readonly keyAlias?: string;
  readonly place: Place;
  /** True: also correct inputs of the wrong type whose meaning is clear. */
  readonly mend: boolean;
  readonly tags: Tags;
  /** The log group and the key that setup looks after. */
  readonly planned: Planned;
}

/** The session preferences: what sessions log to, how they are encrypted, and when they end. */
export const preferences: Resource<WantedPreferences, FoundPreferences> = {
  id: 'preferences',
  scope: 'region',

  title: () => `SSM Document ${DOCUMENT}`,

  want: (inputs, place, known) => ({
    ...wantedInputs(inputs, known),
    place,
    planned: plannedOf(inputs, known),
    ...(inputs.key?.kind === 'managed' && { keyAlias: inputs.keyAlias }),
    mend: inputs.overwrite,
    tags: ownedTags('preferences', inputs.tags),
  }),

  async read(target, { encryptSessions, key, keyAlias }) {
    if (!encryptSessions) return readPreferences(target);
    return readWithKey(target, key?.kind === 'given' ? key.arn : keyAlias);
  },

  diff(want, have) {
    const there = have?.inEffect.document;
    const { initial, mend } = want;
    const wanted = there
      ? lackingInputs(keepingWords(want, have), there)
      : have
        ? initial
        : statedInputs(newDocument(initial));
    const found: Difference[] = Object.entries(wanted).map(([field, value]) => ({
      field,
      ...(there ? haveOf(there, field) : { have: null }),
      want: value,
    }));
    if (there && mend) found.push(...corrections(there).filter(({ field }) => !(field in wanted)));
    return [...found, ...(have ? differencesBesides(have, found.length > 0, isDrafted(want, have)) : [])];
  },

  untouched: (want, have) => (have.inEffect.document ? untouchedIn(resulting(want, have)) : []),

  // A new version says again what the one in effect says, so all of that has been reviewed.
  basis: (want, have) => ({ id: contentOf(have), ...(isDrafted(want, have) && { begun: ['defaultVersion'] }) }),

  sentence(action) {
    if (action === 'create') return `Creating SSM Document ${DOCUMENT} with Session Manager preferences`;
    if (action === 'update') return `Updating SSM Document ${DOCUMENT} with Session Manager preferences`;
    if (action === 'keep') return `WARN: SSM Document ${DOCUMENT} already exists`;
    return `SSM Document ${DOCUMENT} already exists`;
  },

  keep(want, have, { overwrite, logGroup: { name } }) {
    if (overwrite) return undefined;
    const failure = failureOf(have.inEffect);
    if (failure !== undefined) {
      return `version ${have.inEffect.number} has the status ${failure}; --overwrite writes a new one`;
    }
    if (preferences.diff(want, have).length > 0) {
      return 'it differs and is left as it is; --overwrite changes it, and keeps what you did not ask for';
    }
    const logsTo = have.inEffect.document && destinationOf(have.inEffect.document);
    if (!logsTo || logsTo.logGroup === name) return undefined;
    return `it logs ${destinationText(logsTo)} and is left as it is; --log-group ${name} with --overwrite changes that`;
  },

  async judge(target, want, have) {
    if (have) {
      checkKind(have);
      await checkLimits(target, want, have);
    }
    await judge(target, resulting(want, have), want.planned);
  },

  async apply(target, want, have) {
    const ssm = await target.ssm();
    if (!have) return create(target, ssm, want);
    const { inEffect, latest = inEffect } = have;
    const tags = await rememberReplaced(ssm, inEffect);
    const remembered = isTakenOver(tags) ? tags[REPLACED_TAG] : undefined;
    const document = resulting(want, have);
    const kept = [inEffect.number, latest.number, remembered];
    const { number, named } = isDrafted(want, have)
      ? { number: latest.number, named: true }
      : await addVersion(target, ssm, document, latest.number, kept, labelsOf(have));
    if (!named && remembered !== undefined && !(SINCE_TAG in tags))
      await addSsmTags(ssm, 'Document', DOCUMENT, { [SINCE_TAG]: number });
    await promote(ssm, number);
    return { inEffect: { number, ours: true, document } };
  },

  foretells: ({ inEffect: { document } }) => (document ? { logsTo: destinationOf(document) } : {}),

  tags: async (target) => ssmTags(await target.ssm(), 'Document', DOCUMENT),

  tag: async (target, _have, tags) => addSsmTags(await target.ssm(), 'Document', DOCUMENT, tags),

  removal: {
    // The alias of the key is told by its name; another one may be that of the same key.
    read: (target, { keyAlias }) => readWithKey(target, keyAlias),

    async foresee(target, have, tags) {
      return isTakenOver(tags) ? { ...have, restoration: await restorationOf(target, have, tags) } : have;
    },

    decide({ inEffect, restoration }, tags) {
      const after = restoration?.inEffect?.number;
      if (after !== undefined) {
        const by = isOurVersion(inEffect, tags)
          ? `version ${after}, which was there before, takes effect again`
          : `version ${after}, which is not ours, stays in effect`;
        return {
          action: 'update',
          summary: `Putting back SSM Document ${DOCUMENT}: ${by}`,
          loss: 'the versions that session-manager wrote',
        };
      }
      return {
        action: 'delete',
        loss: 'the session preferences; sessions go back to the defaults of AWS, which log nothing',
      };
    },

    basis(have) {
      const after = have.restoration?.inEffect?.number;
      return { id: after === undefined ? contentOf(have) : `version ${after}` };
    },

    async remove(target, have, tags) {
      const ssm = await target.ssm();
      if (!isTakenOver(tags)) {
        await ssm.deleteDocument({ Name: DOCUMENT });
        return;
      }
      const restoration = await restorationOf(target, have, tags);
      await restore(ssm, restoration, have.inEffect.number);
      if (!restoration.inEffect) return;
      const TagKeys = [OWNER_TAG, REPLACED_TAG, SINCE_TAG];
      await ssm.removeTagsFromResource({ ResourceType: 'Document', ResourceId: DOCUMENT, TagKeys });
    },

    // Of a document that was taken over, either our versions go or only the tags.
    writes: ({ partition, region, account }, { inEffect }, tags) => [
      {
        action:
          isTakenOver(tags) && !isOurVersion(inEffect, tags) ? 'ssm:RemoveTagsFromResource' : 'ssm:DeleteDocument',
        arns: [`arn:${partition.name}:ssm:${region}:${account}:document/${DOCUMENT}`],
        tags,
      },
    ],

    uses: ({ inEffect, aliasedKey }) => usesOf(inEffect.document, aliasedKey),

    // A document of ours that someone else has changed since contains their work.
    async keepForOthers(target, { inEffect, latest = inEffect }, tags, { removal }) {
      const foreign = [inEffect, latest].find(({ ours }) => !ours);
      if (!isMadeByUs(tags) || !foreign || removal.force) return undefined;
      if (!(await keepsNames(await target.ssm()))) return undefined;
      return `somebody else has written version ${foreign.number} of it since; --force deletes it all the same`;
    },

    // A version that is put back needs its log group and key as much as one that was never replaced.
    async leaves(target, have, tags) {
      if (!isTakenOver(tags)) return {};
      const document = (await restorationOf(target, have, tags)).inEffect?.document;
      return usesOf(document, await readAliasedKey(target, document));
    },
  },
};

function plannedOf({ key, keyAlias }: Inputs, { logGroup, keyArn }: Outputs): Planned {
  const names = [keyArn, key?.kind === 'managed' ? keyAlias : key?.arn].filter((name) => name !== undefined);
  return { ...(logGroup && { logGroup }), ...(key && { key: names }) };
}

async function restorationOf(target: Target, have: FoundPreferences, tags: Tags): Promise<Restoration> {
  const { inEffect, latest = inEffect, restoration } = have;
  return restoration ?? planRestoration(await target.ssm(), inEffect, latest.number, tags);
}

async function readWithKey(target: Target, key: string): Promise<FoundPreferences | undefined> {
  const found = await readPreferences(target);
  const aliasedKey = await readAliasedKey(target, found?.inEffect.document, key);
  return found && { ...found, ...(aliasedKey && { aliasedKey }) };
}

/** Tells whether sessions use the wanted key already, whatever it is called. */
function hasWantedKey(
  { asked: { kmsKeyId: want }, keyAlias, place }: WantedPreferences,
  have?: FoundPreferences,
): boolean {
  const names = [have?.aliasedKey?.arn, sessionKeyOf(have?.inEffect.document)].filter((name) => name !== undefined);
  const wanted = [want, keyAlias].filter((name) => typeof name === 'string');
  return names.some((name) => wanted.some((other) => sameKey(name, other, place) === 'yes'));
}

/** Tells whether an input has the wanted meaning in other words: another name of the key, a prefix with other slashes. */
function saysOtherwise(want: WantedPreferences, have: FoundPreferences | undefined, field: string): boolean {
  if (field === 'kmsKeyId') return hasWantedKey(want, have);
  const document = have?.inEffect.document;
  if (field !== 's3KeyPrefix' || !document) return false;
  const { value } = readInput(document, field);
  return value !== undefined && samePrefix(String(value), String(want.asked[field]));
}

/** Gives what is wanted of a document: what it says already stays in the words that it has there. */
function keepingWords(want: WantedPreferences, have: FoundPreferences | undefined): WantedInputs {
  const asked = Object.entries(want.asked).filter(([field]) => !saysOtherwise(want, have, field));
  return { ...want, asked: Object.fromEntries(asked) };
}

/** Makes the document that is to be written. */
const resulting = (want: WantedPreferences, have: FoundPreferences | undefined): SessionDocument =>
  resultingDocument(keepingWords(want, have), have?.inEffect.document);

/** Tells whether the latest version is one of ours that says already what is to be written: then it only has to take effect. */
function isDrafted(want: WantedPreferences, have: FoundPreferences): boolean {
  const { inEffect, latest = inEffect } = have;
  if (latest === inEffect || !latest.ours || !latest.document || failureOf(latest) !== undefined) return false;
  return sameSettings(latest.document, resulting(want, have));
}

/** Stands for what the version in effect says. */
const contentOf = ({ inEffect: { document, number } }: FoundPreferences): string =>
  document ? `sha256:${createHash('sha256').update(text(document)).digest('hex')}` : `version ${number}`;

const labelsOf = ({ inEffect: { displayName }, targetType }: FoundPreferences): Labels => ({
  ...(displayName !== undefined && { DisplayName: displayName }),
  ...(targetType !== undefined && { TargetType: targetType }),
});

async function create(target: Target, ssm: SSM, want: WantedPreferences): Promise<FoundPreferences> {
  const document = resultingDocument(want, undefined);
  const { DocumentDescription: made } = await ssm.createDocument({
    Name: DOCUMENT,
    DocumentType: 'Session',
    DocumentFormat: 'JSON',
    VersionName: newVersionName(),
    Content: text(document),
    Tags: toSsmTags(want.tags),
  });
  await untilActive(target, ssm, made);
  return { inEffect: { number: '1', ours: true, document } };
}

// Written before the first change, so that a run that is killed in between cannot lose what was in effect before; and
// again when someone else has put their own version into effect since. Gives the tags as they are then.
async function rememberReplaced(ssm: SSM, inEffect: DocumentVersion): Promise<Tags> {
  const tags = await ssmTags(ssm, 'Document', DOCUMENT);
  const replaced = await replacedTags(ssm, inEffect, tags);
  if (replaced) await addSsmTags(ssm, 'Document', DOCUMENT, replaced);
  return { ...tags, ...replaced };
}

/** Gives the tags that remember what is in effect; undefined where that is ours, or is remembered already. */
async function replacedTags(ssm: SSM, inEffect: DocumentVersion, tags: Tags): Promise<Tags | undefined> {
  if (isMadeByUs(tags) && (inEffect.ours || !(await keepsNames(ssm)))) return undefined;
  if (isTakenOver(tags) && (isOurVersion(inEffect, tags) || tags[REPLACED_TAG] === inEffect.number)) return undefined;
  return { [OWNER_TAG]: TAKEN_OVER, [REPLACED_TAG]: inEffect.number };
}

const MAX_TAGS = 50;

/** Checks that the document has room for one more version and for our tags. What may not be read is not held against it. */
async function checkLimits(target: Target, want: WantedPreferences, have: FoundPreferences): Promise<void> {
  if (preferences.diff(want, have).length === 0) return;
  const { inEffect, latest = inEffect } = have;
  const ssm = await target.ssm();
  const before = await unlessDenied(ssmTags(ssm, 'Document', DOCUMENT));
  if (!before) return;
  const tags = { ...before, ...(await replacedTags(ssm, inEffect, before)) };
  const count = Object.keys(isMadeByUs(tags) ? { ...tags, ...want.tags } : tags).length;
  if (count > MAX_TAGS) {
    throw new TargetError(
      'TooManyTags',
      `${DOCUMENT} would have ${count} tags with ours, and AWS takes ${MAX_TAGS}`,
      `remove tags that nobody needs: aws ssm remove-tags-from-resource --resource-type Document --resource-id ${DOCUMENT} --tag-keys KEY`,
    );
  }
  const kept = [inEffect.number, latest.number, isTakenOver(tags) ? tags[REPLACED_TAG] : undefined];
  if (isDrafted(want, have) || (await hasRoom(ssm, latest.number, kept, tags))) return;
  throw new TargetError(
    'TooManyVersions',
    `${DOCUMENT} has as many versions as AWS takes, and others wrote them`,
    `delete one that nobody needs: aws ssm delete-document --name ${DOCUMENT} --document-version NUMBER`,
  );
}

/** Tells whether the endpoint keeps names of versions, by the first version of a document that we created. */
async function keepsNames(ssm: SSM): Promise<boolean> {
  const first = await findVersion(ssm, '1');
  return !first || first.ours;
}

function usesOf(document: SessionDocument | undefined, aliased: AliasedKey | undefined): Uses {
  if (!document) return {};
  const { value: logGroup = ANY } = readInput(document, 'cloudWatchLogGroupName');
  const isOpen = readInput(document, 'kmsKeyId').value === undefined;
  const key = aliased ? aliased.arn : isOpen ? ANY : sessionKeyOf(document);
  return {
    ...(typeof logGroup === 'string' && logGroup !== '' && { logGroups: [logGroup] }),
    ...(key !== undefined && { keys: [key] }),
  };
}
