import type { DocumentDescription, SSM } from '@aws-sdk/client-ssm';
import { TargetError } from '../errors.ts';
import type { Inputs } from '../inputs.ts';
import type { Target } from '../targets.ts';
import { OWNER_TAG, ownedTags, REPLACED_TAG, SINCE_TAG } from './ownership.ts';
import { PENDING, type Difference, type Outputs, type Resource, type Tags } from './resource.ts';
import {
  changedDocument,
  inputOf,
  newDocument,
  parseDocument,
  sameSettings,
  type SessionDocument,
  type SessionInputs,
} from './session-document.ts';
import { addSsmTags, ssmTags } from './ssm-tags.ts';

/** The document that holds the session preferences of a region; AWS fixes its name. */
export const DOCUMENT = 'SSM-SessionManagerRunShell';

interface WantedPreferences {
  readonly asked: SessionInputs;
  readonly tags: Tags;
}

interface FoundPreferences {
  readonly defaultVersion: string;
  readonly latestVersion: string;
  /** What is in effect; undefined if it is not a Session document. */
  readonly document: SessionDocument | undefined;
  /** The latest version where that is another one. */
  readonly latest?: SessionDocument | undefined;
}

/** The session preferences: what sessions log to, how they are encrypted, and when they end. */
export const preferences: Resource<WantedPreferences, FoundPreferences> = {
  id: 'preferences',

  title: () => `SSM Document ${DOCUMENT}`,

  want: (inputs, _place, known) => ({ asked: askedInputs(inputs, known), tags: ownedTags('preferences', inputs.tags) }),

  async read(target) {
    const ssm = await target.ssm();
    try {
      const [inEffect, described] = await Promise.all([
        ssm.getDocument({ Name: DOCUMENT, DocumentVersion: '$DEFAULT', DocumentFormat: 'JSON' }),
        ssm.describeDocument({ Name: DOCUMENT }),
      ]);
      const { DefaultVersion: defaultVersion = '1', LatestVersion: latestVersion = '1' } = described.Document ?? {};
      const found = { defaultVersion, latestVersion, document: parseDocument(inEffect.Content ?? '') };
      if (defaultVersion === latestVersion) return found;
      const latest = await ssm.getDocument({ Name: DOCUMENT, DocumentVersion: latestVersion, DocumentFormat: 'JSON' });
      return { ...found, latest: parseDocument(latest.Content ?? '') };
    } catch (error) {
      if ((error as Error).name === 'InvalidDocument') return undefined;
      throw error;
    }
  },

  diff({ asked }, have) {
    const there = have?.document;
    const found: Difference[] = Object.entries(asked).flatMap(([field, want]) => {
      const value = there ? inputOf(there, field) : null;
      return value === want ? [] : [{ field, have: value === '' ? null : value, want }];
    });
    if (have && !there) found.push({ field: 'content', have: 'not a Session document', want: 'a Session document' });
    if (have && have.defaultVersion !== have.latestVersion) {
      found.push({ field: 'defaultVersion', have: have.defaultVersion, want: `the latest, now ${have.latestVersion}` });
    }
    return found;
  },

  sentence(action) {
    if (action === 'create') return `Creating SSM Document ${DOCUMENT} with Session Manager preferences`;
    if (action === 'update') return `Updating SSM Document ${DOCUMENT} with Session Manager preferences`;
    if (action === 'keep') return `WARN: SSM Document ${DOCUMENT} already exists`;
    return `SSM Document ${DOCUMENT} already exists`;
  },

  hold(want, have, { overwrite }) {
    if (overwrite || preferences.diff(want, have).length === 0) return undefined;
    return 'it differs and is left as it is; --overwrite changes it, and keeps what you did not ask for';
  },

  async apply(target, want, have) {
    const ssm = await target.ssm();
    if (!have) return create(target, ssm, want);
    await rememberReplaced(ssm, have);
    const document = changedDocument(have.document, want.asked);
    const done = have.latest && sameSettings(have.latest, document);
    const version = done ? have.latestVersion : await addVersion(target, ssm, document, have);
    if (version !== have.defaultVersion) await promote(ssm, version);
    return { defaultVersion: version, latestVersion: version, document };
  },

  tags: async (target) => ssmTags(await target.ssm(), 'Document', DOCUMENT),

  tag: async (target, _have, tags) => addSsmTags(await target.ssm(), 'Document', DOCUMENT, tags),

  removal(_have, tags) {
    const replaced = tags[REPLACED_TAG];
    if (replaced === undefined) {
      return {
        action: 'delete',
        loss: 'the session preferences; sessions go back to the defaults of AWS, which log nothing',
      };
    }
    const loss = `versions from ${tags[SINCE_TAG]} on; version ${replaced} takes effect again`;
    return { action: 'update', summary: `Putting back version ${replaced} of SSM Document ${DOCUMENT}`, loss };
  },

  async remove(target, _have, tags) {
    const ssm = await target.ssm();
    const replaced = tags[REPLACED_TAG];
    if (replaced === undefined) await ssm.deleteDocument({ Name: DOCUMENT });
    else await putBack(ssm, replaced, Number(tags[SINCE_TAG]));
  },

  uses({ document }) {
    if (!document) return {};
    const logGroup = inputOf(document, 'cloudWatchLogGroupName');
    const key = inputOf(document, 'kmsKeyId');
    return {
      ...(typeof logGroup === 'string' && logGroup !== '' && { logGroups: [logGroup] }),
      ...(typeof key === 'string' && key !== '' && { keys: [key] }),
    };
  },
};

/** The inputs that the flags speak of. The log group is always one: a session that is not logged is what we are against. */
function askedInputs({ logGroup, key, encryptSessions, preferences: asked }: Inputs, known: Outputs): SessionInputs {
  const inputs: Record<string, string | boolean | undefined> = {
    s3BucketName: asked.s3Bucket,
    s3KeyPrefix: asked.s3Prefix,
    s3EncryptionEnabled: asked.s3Encryption,
    cloudWatchLogGroupName: logGroup.name,
    // The agent refuses sessions when it is to demand encryption of a group that has none.
    cloudWatchEncryptionEnabled: key ? true : known.logGroupEncrypted === false ? false : undefined,
    cloudWatchStreamingEnabled: asked.streaming,
    kmsKeyId: encryptSessions ? (known.keyArn ?? PENDING) : undefined,
    runAsEnabled: asked.runAs === undefined ? undefined : true,
    runAsDefaultUser: asked.runAs,
    idleSessionTimeout: asked.idleTimeout?.toString(),
    maxSessionDuration: asked.maxDuration?.toString(),
    'shellProfile.windows': asked.shellProfileWindows,
    'shellProfile.linux': asked.shellProfileLinux,
  };
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined)) as SessionInputs;
}

const text = (document: SessionDocument): string => JSON.stringify(document, null, 2);

async function create(target: Target, ssm: SSM, { asked, tags }: WantedPreferences): Promise<FoundPreferences> {
  const document = newDocument(asked);
  const { DocumentDescription: made } = await ssm.createDocument({
    Name: DOCUMENT,
    DocumentType: 'Session',
    DocumentFormat: 'JSON',
    Content: text(document),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  });
  await untilActive(target, ssm, made);
  return { defaultVersion: '1', latestVersion: '1', document };
}

// Written before the first change, so that a run that is killed in between cannot lose what was there before.
async function rememberReplaced(ssm: SSM, { defaultVersion, latestVersion }: FoundPreferences): Promise<void> {
  const tags = await ssmTags(ssm, 'Document', DOCUMENT);
  if (OWNER_TAG in tags) return;
  await addSsmTags(ssm, 'Document', DOCUMENT, {
    [OWNER_TAG]: 'preferences',
    [REPLACED_TAG]: defaultVersion,
    [SINCE_TAG]: String(Number(latestVersion) + 1),
  });
}

async function addVersion(
  target: Target,
  ssm: SSM,
  document: SessionDocument,
  have: FoundPreferences,
): Promise<string> {
  const update = async (content: SessionDocument): Promise<string> => {
    const { DocumentDescription: made } = await ssm.updateDocument({
      Name: DOCUMENT,
      DocumentVersion: '$LATEST',
      DocumentFormat: 'JSON',
      Content: text(content),
    });
    await untilActive(target, ssm, made);
    return made?.DocumentVersion ?? made?.LatestVersion ?? '';
  };
  try {
    return await update(document);
  } catch (error) {
    const { name } = error as Error;
    if (name === 'DocumentVersionLimitExceeded') {
      await makeRoom(ssm);
      return update(document);
    }
    if (name !== 'DuplicateDocumentContent') throw error;
    // Either the answer to a first try got lost, or an older version reads the same. AWS takes no content twice, and
    // promoting the old one would leave the latest behind it, so the description tells the two apart.
    const latest = await ssm.getDocument({ Name: DOCUMENT, DocumentVersion: '$LATEST', DocumentFormat: 'JSON' });
    const there = parseDocument(latest.Content ?? '');
    if (there && latest.DocumentVersion && sameSettings(there, document)) return latest.DocumentVersion;
    const next = Number(have.latestVersion) + 1;
    return update({ ...document, description: `${document.description ?? ''} (version ${next})`.trim() });
  }
}

async function promote(ssm: SSM, version: string): Promise<void> {
  await ssm.updateDocumentDefaultVersion({ Name: DOCUMENT, DocumentVersion: version });
}

// The version in effect, the latest, and the one that `delete` is to put back stay.
async function makeRoom(ssm: SSM): Promise<void> {
  const tags = await ssmTags(ssm, 'Document', DOCUMENT);
  const versions = await listVersions(ssm);
  const latest = Math.max(...versions.map(({ version }) => version));
  const oldest = versions
    .filter(({ version, isDefault }) => !isDefault && version !== latest && String(version) !== tags[REPLACED_TAG])
    .toSorted((one, other) => one.version - other.version)[0];
  if (oldest) await ssm.deleteDocument({ Name: DOCUMENT, DocumentVersion: String(oldest.version) });
}

// The tags go last: until then a run that was killed finds them and goes on.
async function putBack(ssm: SSM, replaced: string, since: number): Promise<void> {
  const versions = await listVersions(ssm);
  if (!versions.some(({ version }) => String(version) === replaced)) {
    await ssm.deleteDocument({ Name: DOCUMENT });
    return;
  }
  await promote(ssm, replaced);
  for (const { version } of versions.filter((entry) => entry.version >= since)) {
    await ssm.deleteDocument({ Name: DOCUMENT, DocumentVersion: String(version) });
  }
  await ssm.removeTagsFromResource({
    ResourceType: 'Document',
    ResourceId: DOCUMENT,
    TagKeys: [OWNER_TAG, REPLACED_TAG, SINCE_TAG],
  });
}

async function listVersions(ssm: SSM): Promise<readonly { readonly version: number; readonly isDefault: boolean }[]> {
  const { paginateListDocumentVersions } = await import('@aws-sdk/client-ssm');
  const versions = [];
  for await (const page of paginateListDocumentVersions({ client: ssm, pageSize: 50 }, { Name: DOCUMENT })) {
    for (const { DocumentVersion, IsDefaultVersion } of page.DocumentVersions ?? []) {
      versions.push({ version: Number(DocumentVersion), isDefault: IsDefaultVersion ?? false });
    }
  }
  return versions;
}

async function untilActive(target: Target, ssm: SSM, made: DocumentDescription | undefined): Promise<void> {
  let document = made;
  for (let pause = 0; isBusy(document); pause = Math.min(pause * 2 + 100, 3000)) {
    await target.wait(pause);
    document = (await ssm.describeDocument({ Name: DOCUMENT })).Document;
  }
  if (document?.Status !== 'Failed') return;
  throw new TargetError(
    'DocumentFailed',
    `SSM could not make ${DOCUMENT}: ${document.StatusInformation ?? 'no reason given'}`,
  );
}

const isBusy = (document: DocumentDescription | undefined): boolean =>
  document?.Status === 'Creating' || document?.Status === 'Updating';
