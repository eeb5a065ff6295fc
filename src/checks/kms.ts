import { isNameOf, type Key, type KeyLookup } from '../facts/key.ts';
import type { RegionAudit } from '../audit/region.ts';
import { logsStatement } from '../policies/documents/key-policy.ts';
import { admitsLogs, logsPrincipal } from '../policies/reading/key-policy.ts';
import type { RawInputs } from '../inputs/inputs.ts';
import type { Observation, RegionCheck } from './check.ts';
import { page } from './page.ts';
import { type AwsCommand, awsCommand, type SetupCommand, setupCommand, type Statement } from './remedy.ts';

const STATES = page('key-state', 'kms/latest/developerguide');
const SESSIONS = page('session-preferences-enable-encryption');

/** The keys that the preferences and the log group name: there, usable, and open to CloudWatch Logs. */
export const kms: RegionCheck = {
  scope: 'region',
  ids: [
    'kms.missing',
    'kms.disabled',
    'kms.pending-deletion',
    'kms.not-usable',
    'kms.asymmetric',
    'kms.wrong-region',
    'kms.policy-logs',
    'kms.rotation',
  ],

  async run(facts) {
    const used = await usedKeys(facts);
    if (used.length === 0) return undefined;
    return used.flatMap((use) => observe(facts, use));
  },
};

/** A key, and what needs it. */
interface Use {
  readonly key: KeyLookup;
  readonly forSessions: boolean;
  /** Name of the log group that it encrypts, or is to encrypt. */
  readonly logGroup?: string;
  /** Nothing names it but the flags of this run. */
  readonly onlyAsked: boolean;
  /** The log group that the preferences name, whatever its key. */
  readonly preferred: string | undefined;
}

async function usedKeys(facts: RegionAudit): Promise<readonly Use[]> {
  const settings = await facts.settings();
  const group = await facts.logGroup();
  const { key: asked, keyAlias } = facts.question.inputs;
  const names = [
    ...(settings?.key === undefined ? [] : [{ name: settings.key, forSessions: true, onlyAsked: false }]),
    ...(group?.keyArn === undefined
      ? []
      : [{ name: group.keyArn, forSessions: false, logGroup: group.name, onlyAsked: false }]),
    ...(asked ? [{ name: asked.kind === 'given' ? asked.arn : keyAlias, forSessions: false, onlyAsked: true }] : []),
  ];
  const uses: Use[] = [];
  for (const { name, ...use } of names) {
    const key = await facts.key(name);
    const index = uses.findIndex(({ key: other }) => isSame(key, other));
    const same = uses[index];
    if (!same) uses.push({ key, preferred: settings?.logGroup, ...use });
    else {
      const { logGroup = same.logGroup } = use as Partial<Use>;
      uses[index] = { ...same, ...(logGroup !== undefined && { logGroup }) };
    }
  }
  return uses;
}

const isSame = (one: KeyLookup, other: KeyLookup): boolean =>
  one.kind === 'found' && other.kind === 'found' ? one.arn === other.arn : one.name === other.name;

function observe(facts: RegionAudit, use: Use): readonly Observation[] {
  const { key } = use;
  if (key.kind === 'elsewhere') {
    return [
      {
        check: 'kms.wrong-region',
        verdict: 'fail',
        subject: `key/${key.name}`,
        summary: `${purpose(use)} a key of ${key.region}, which cannot be used here`,
        remedy: repairing(facts, use, recreate(facts, use)),
        ref: SESSIONS,
      },
    ];
  }
  if (key.kind === 'missing') {
    return [
      {
        check: 'kms.missing',
        verdict: use.onlyAsked ? 'warn' : 'fail',
        subject: `key/${key.name}`,
        summary: `${purpose(use)} a key that does not exist`,
        remedy: repairing(facts, use, recreate(facts, use)),
        ref: STATES,
      },
    ];
  }
  return [
    ...state(facts, use, key),
    ...kind(facts, use, key),
    ...policy(facts, use, key),
    ...rotation(facts, key, use),
  ];
}

const purpose = ({ forSessions, logGroup, onlyAsked }: Use): string =>
  onlyAsked
    ? 'it was asked for'
    : [
        ...(forSessions ? ['sessions are encrypted with'] : []),
        ...(logGroup === undefined ? [] : ['the log group is encrypted with']),
      ].join(' and ');

/** The flags that put another key in the place of one that is lost; behind our alias, nothing else changes. */
const recreate = (facts: RegionAudit, { forSessions, key }: Use): RawInputs => ({
  kms: true,
  ...(forSessions && key.name !== facts.question.inputs.keyAlias && ANOTHER_KEY),
});

/** The flags that give sessions another key than before. */
const ANOTHER_KEY = { 'encrypt-sessions': true, overwrite: true };

const repairing = (facts: RegionAudit, { preferred }: Use, flags: RawInputs = { kms: true }): SetupCommand =>
  setupCommand(facts, preferred, flags);

// setup repairs the key behind our alias, and no other one.
const isRepairable = (facts: RegionAudit, key: Key, { logGroup }: Use): boolean =>
  isNameOf(facts.question.inputs.keyAlias, key) && logGroup !== undefined;

const keyCommand = (facts: RegionAudit, operation: string, { id }: Key): AwsCommand =>
  awsCommand(facts, ['kms', operation], { 'key-id': id });

function state(facts: RegionAudit, use: Use, key: Key): readonly Observation[] {
  const fault = { verdict: 'fail', subject: `key/${key.name}`, ref: STATES } as const;
  const enable = keyCommand(facts, 'enable-key', key);
  const ours = isRepairable(facts, key, use) ? repairing(facts, use) : undefined;
  switch (key.state) {
    case 'Enabled':
    case '':
      return [];
    case 'Disabled':
      return [
        { ...fault, check: 'kms.disabled', summary: `${purpose(use)} a key that is disabled`, remedy: ours ?? enable },
      ];
    case 'PendingDeletion':
    case 'PendingReplicaDeletion': {
      const cancel = keyCommand(facts, 'cancel-key-deletion', key);
      return [
        {
          ...fault,
          check: 'kms.pending-deletion',
          summary: `${purpose(use)} a key that is about to be deleted, and then nothing can be read again`,
          remedy: ours ?? { kind: 'commands', commands: [cancel, enable] },
        },
      ];
    }
    default:
      return [
        {
          ...fault,
          check: 'kms.not-usable',
          summary: `${purpose(use)} a key in state ${key.state}`,
          remedy: keyCommand(facts, 'describe-key', key),
        },
      ];
  }
}

function kind(facts: RegionAudit, use: Use, key: Key): readonly Observation[] {
  if (key.wrongKind === undefined) return [];
  return [
    {
      check: 'kms.asymmetric',
      verdict: 'fail',
      subject: `key/${key.name}`,
      summary: `${purpose(use)} a key of kind ${key.wrongKind}, and only a symmetric one can be used`,
      remedy: repairing(facts, use, { kms: true, ...anotherAlias(facts, key), ...(use.forSessions && ANOTHER_KEY) }),
      ref: SESSIONS,
    },
  ];
}

// An alias that leads to a key of the wrong kind is somebody else's.
const anotherAlias = ({ question: { inputs } }: RegionAudit, key: Key): RawInputs =>
  isNameOf(inputs.keyAlias, key) ? { 'kms-alias': `${inputs.keyAlias.replace('alias/', '')}-manager` } : {};

function policy(facts: RegionAudit, use: Use, key: Key): readonly Observation[] {
  const { target } = facts;
  const { logGroup } = use;
  if (logGroup === undefined || key.wrongKind !== undefined) return [];
  const admitted = admitsLogs(key.policy, target, logGroup);
  if (admitted === 'yes') return [];
  const statement: Statement = {
    kind: 'statement',
    lead: 'add this statement to the key policy',
    statement: logsStatement(target, logGroup),
  };
  const observation = {
    check: 'kms.policy-logs',
    subject: `key/${key.name}`,
    ref: page('encrypt-log-data-kms', 'AmazonCloudWatch/latest/logs'),
  };
  if (admitted === 'unknown') {
    const why = key.policy ? 'its policy has conditions that are not understood here' : 'its policy may not be read';
    const summary = `it is not known whether ${logsPrincipal(target)} may use it for log group ${logGroup}: ${why}`;
    return [{ ...observation, verdict: 'unknown', summary, remedy: statement }];
  }
  return [
    {
      ...observation,
      verdict: 'fail',
      summary: `its policy does not let ${logsPrincipal(target)} use it for log group ${logGroup}: nothing can be logged`,
      remedy: isRepairable(facts, key, use) ? repairing(facts, use) : statement,
    },
  ];
}

function rotation(facts: RegionAudit, key: Key, use: Use): readonly Observation[] {
  if (key.rotates !== false || key.state !== 'Enabled') return [];
  return [
    {
      check: 'kms.rotation',
      verdict: 'info',
      subject: `key/${key.name}`,
      summary: 'its automatic rotation is off',
      remedy: isRepairable(facts, key, use)
        ? repairing(facts, use, { kms: true, 'rotation-days': '365' })
        : keyCommand(facts, 'enable-key-rotation', key),
      ref: page('rotating-keys-enable', 'kms/latest/developerguide'),
    },
  ];
}
