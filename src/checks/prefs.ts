import { namesKey } from '../names/key.ts';
import { DOCUMENT } from '../resources/preferences/versions.ts';
import { preferences as resource } from '../resources/preferences/preferences.ts';
import { readInput } from '../resources/preferences/input-reading.ts';
import type { FoundPreferences } from '../resources/preferences/read-preferences.ts';
import { withDefault } from '../resources/resource.ts';
import type { Observation, RegionCheck } from './check.ts';
import { page } from './page.ts';
import { changedByLatest, goneWithLatest } from './prefs/latest.ts';
import { members } from './prefs/members.ts';
import { isElsewhere, rewriting } from './prefs/rewriting.ts';
import { correcting, schema } from './prefs/schema.ts';
import { versions } from './prefs/versions.ts';
import { awsCommand, setupCommand } from './remedy.ts';
import type { RegionAudit } from '../audit/region.ts';
import type { RegionFacts } from '../facts/region.ts';
import { overwriting } from './overwriting.ts';

const SUBJECT = `document/${DOCUMENT}`;
const SCHEMA = page('session-manager-schema');

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
    const observations: Observation[] = [
      ...(await schema(facts, found, settings?.logGroup)),
      ...(await versions(facts, found, settings?.logGroup)),
    ];
    if (settings && NAMES.every((field) => readInput(settings.document, field).value === '')) {
      observations.push({
        check: 'prefs.unlogged',
        verdict: 'warn',
        subject: SUBJECT,
        summary: 'the preferences name neither a log group nor a bucket: no session is logged',
        remedy: await rewriting(facts, found, undefined, {
          ...correcting(settings.document),
          'log-group': facts.question.inputs.logGroup.name,
          grant: true,
        }),
        ref: page('session-manager-logging'),
        ...goneWithLatest(
          found,
          NAMES.find((field) => changedByLatest(found).includes(field)),
        ),
      });
    }
    if (found.inEffect.document) observations.push(...(await drift(facts, found, settings?.logGroup)));
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
