import type { RawInputs } from '../inputs/inputs.ts';
import { namesKey } from '../names/key.ts';
import { DOCUMENT, failureOf } from '../resources/preferences/versions.ts';
import { preferences as resource } from '../resources/preferences/preferences.ts';
import { unclearInputs } from '../resources/preferences/corrections.ts';
import { nameProblems, schemaProblems } from '../resources/preferences/document-problems.ts';
import { readInput } from '../resources/preferences/input-reading.ts';
import type { FoundPreferences } from '../resources/preferences/read-preferences.ts';
import { withDefault } from '../resources/resource.ts';
import type { Observation, RegionCheck } from './check.ts';
import { page } from './page.ts';
import { changedByLatest, goneWithLatest, isWrongInLatest } from './prefs/latest.ts';
import { members } from './prefs/members.ts';
import { awsCommand, hint, type Remedy, setupCommand } from './remedy.ts';
import type { RegionAudit } from '../audit/region.ts';
import type { RegionFacts } from '../facts/region.ts';
import { overwriting } from './overwriting.ts';

const SUBJECT = `document/${DOCUMENT}`;
const SCHEMA = page('session-manager-schema');
const STATUS = page('API_DocumentDescription', 'systems-manager/latest/APIReference');

/** The inputs that name where sessions are logged. */
const NAMES = ['cloudWatchLogGroupName', 's3BucketName'];

/** Checks that the preferences document exists, can be understood, and is the one that was meant. */
const content: RegionCheck = {
  scope: 'region',
  ids: ['prefs.missing', 'prefs.schema', 'prefs.status', 'prefs.default-not-latest', 'prefs.unlogged', 'prefs.drift'],

  async run(facts) {
    const found = await facts.preferences();
    if (!found) {
      return [
        {
          check: 'prefs.missing',
          verdict: 'warn',
          subject: SUBJECT,
          summary: 'there are no session preferences: sessions run with the defaults of AWS, and are not logged',
          remedy: setupCommand(facts, undefined, { grant: true }),
          ref: page('getting-started-create-preferences-cli'),
        },
      ];
    }
    const settings = await facts.settings();
    const { inEffect, latest } = found;
    const anew = (): Promise<Remedy> => overwriting(facts, settings?.logGroup, {});
    const observations: Observation[] = [
      ...(await schema(facts, found, settings?.logGroup)),
      ...(await failures(found, anew)),
    ];
    if (latest) {
      observations.push({
        check: 'prefs.default-not-latest',
        verdict: 'fail',
        subject: SUBJECT,
        summary: `version ${inEffect.number} is the default, but ${latest.number} is the latest: sessions may run with either`,
        remedy:
          failureOf(latest) === undefined
            ? awsCommand(facts, ['ssm', 'update-document-default-version'], {
                name: DOCUMENT,
                'document-version': latest.number,
              })
            : await anew(),
        ref: 'https://github.com/aws/session-manager-plugin/issues/112',
        breaks: { preference: changedByLatest(found) },
      });
    }
    if (settings && NAMES.every((field) => readInput(settings.document, field).value === '')) {
      observations.push({
        check: 'prefs.unlogged',
        verdict: 'warn',
        subject: SUBJECT,
        summary: 'the preferences name neither a log group nor a bucket: no session is logged',
        remedy: setupCommand(facts, undefined, {
          'log-group': facts.question.inputs.logGroup.name,
          overwrite: true,
          grant: true,
        }),
        ref: page('session-manager-logging'),
        ...goneWithLatest(
          found,
          NAMES.find((field) => changedByLatest(found).includes(field)),
        ),
      });
    }
    if (inEffect.document) observations.push(...(await drift(facts, found, settings?.logGroup)));
    return observations;
  },
};

/** Checks that no other account can read the preferences document. */
const sharing: RegionCheck = {
  scope: 'region',
  ids: ['prefs.shared'],

  async run(facts) {
    if (!(await facts.preferences())) return undefined;
    const sharedWith = await facts.sharedWith();
    if (sharedWith.length === 0) return [];
    const everybody = sharedWith.includes('all');
    return [
      {
        check: 'prefs.shared',
        verdict: 'fail',
        subject: SUBJECT,
        summary: everybody
          ? 'the preferences are public: every AWS account may read them'
          : `the preferences are shared with ${sharedWith.join(', ')}`,
        remedy: awsCommand(facts, ['ssm', 'modify-document-permission'], {
          name: DOCUMENT,
          'permission-type': 'Share',
          'account-ids-to-remove': sharedWith,
        }),
        ref: page('documents-ssm-sharing'),
      },
    ];
  },
};

export const preferences: readonly RegionCheck[] = [content, members, sharing];

async function schema(
  facts: RegionAudit,
  found: FoundPreferences,
  logGroup: string | undefined,
): Promise<readonly Observation[]> {
  const { inEffect, type } = found;
  const { document } = inEffect;
  const wrong = async (summary: string, flags: RawInputs = {}): Promise<Observation> => ({
    check: 'prefs.schema',
    verdict: 'fail',
    subject: SUBJECT,
    summary,
    remedy: await overwriting(facts, logGroup, { ...flags, ...(isElsewhere(flags) && { grant: true }) }),
    ref: SCHEMA,
  });
  if (type !== undefined) {
    const deletion = awsCommand(facts, ['ssm', 'delete-document'], { name: DOCUMENT });
    const lead = 'if nobody needs it, since the type of a document cannot be changed';
    const remedy: Remedy = {
      kind: 'commands',
      lead,
      commands: [deletion, setupCommand(facts, logGroup, { grant: true })],
    };
    return [{ ...(await wrong(`it is a document of the type ${type}, and not of the type Session`)), remedy }];
  }
  if (!document) return [await wrong('its content is not a Session document')];
  const problems = schemaProblems(document);
  // Setup writes no document with minutes that AWS does not take.
  const allowed = Object.fromEntries(
    problems.flatMap(({ minutes }) => (minutes ? [[minutes.flag, minutes.most]] : [])),
  );
  const unclear = unclearInputs(document).flatMap(({ field, minutes }) => (minutes ? [] : [field]));
  const all = [...problems.map((problem) => ({ ...problem, flags: {} })), ...nameProblems(document)];
  return Promise.all(
    all.map(async ({ field, have, default: value, want, flags }) => {
      const summary = `${field} is ${withDefault(have, value)}, but must be ${want}`;
      const observation = await wrong(summary, { ...allowed, ...flags });
      return {
        ...observation,
        ...(unclear.includes(field) && { remedy: DECIDE }),
        ...goneWithLatest(found, isWrongInLatest(found, field) ? undefined : field),
      };
    }),
  );
}

/** Tells whether flags name a log group, a bucket or a key, for which roles of nodes have perhaps no permissions. */
const isElsewhere = (flags: RawInputs): boolean =>
  ['log-group', 's3-bucket', 's3-prefix', 'kms', 'kms-key'].some((flag) => flag in flags);

const DECIDE = hint(
  'decide which of the two it is to be, and write that into a new version of the document: aws ssm update-document, then aws ssm update-document-default-version',
);

/** Reports the versions that SSM could not make. */
async function failures(
  { inEffect, latest }: FoundPreferences,
  anew: () => Promise<Remedy>,
): Promise<readonly Observation[]> {
  const versions = [inEffect, ...(latest ? [latest] : [])];
  if (versions.every((version) => failureOf(version) === undefined)) return [];
  const remedy = await anew();
  return versions.flatMap((version) => {
    const failure = failureOf(version);
    if (failure === undefined) return [];
    const summary = `version ${version.number}, ${version === inEffect ? 'which is in effect' : 'the latest'}, has the status ${failure}`;
    return [{ check: 'prefs.status', verdict: 'fail', subject: SUBJECT, summary, remedy, ref: STATUS }];
  });
}

// Only the settings that were asked for, and that setup would change.
async function drift(
  facts: RegionAudit,
  found: FoundPreferences,
  logGroup: string | undefined,
): Promise<readonly Observation[]> {
  const { inputs, flags } = facts.question;
  const { asked: logGroupAsked } = inputs.logGroup;
  // A key that does not exist yet is named by its alias.
  const keyArn = inputs.encryptSessions ? ((await wantedKey(facts)) ?? inputs.keyAlias) : undefined;
  const want = resource.want(inputs, facts.target, keyArn === undefined ? {} : { keyArn });
  if (!want) return [];
  const { asked } = want as { readonly asked: Readonly<Record<string, unknown>> };
  const differences = resource.diff(want, { inEffect: found.inEffect });
  const wanted = differences.filter(
    ({ field }) => field in asked && (field !== 'cloudWatchLogGroupName' || logGroupAsked),
  );
  const key = keyArn === undefined ? undefined : await facts.key(keyArn);
  if (wanted.length === 0) return [];
  const remedy = await overwriting(facts, logGroupAsked ? undefined : logGroup, {
    ...flags,
    ...(isElsewhere(flags) && { grant: true }),
  });
  const left = found.latest ? resource.diff(want, { inEffect: found.latest }).map(({ field }) => field) : [];
  return wanted.flatMap(({ field, have, default: usual, want: value }) => {
    // Another name of the same key is not drift.
    if (field === 'kmsKeyId' && key?.kind === 'found' && namesKey(String(have), key, facts.target)) return [];
    return [
      {
        check: 'prefs.drift',
        verdict: 'warn',
        subject: SUBJECT,
        summary: `${field} is ${have === null ? 'not set' : withDefault(String(have), usual)}, and not ${String(value)}`,
        remedy,
        ref: SCHEMA,
        ...goneWithLatest(found, left.includes(field) ? undefined : field),
      } satisfies Observation,
    ];
  });
}

async function wantedKey({ question: { inputs }, key }: RegionFacts): Promise<string | undefined> {
  if (inputs.key?.kind === 'given') return inputs.key.arn;
  const found = await key(inputs.keyAlias);
  return found.kind === 'found' ? found.arn : undefined;
}
