import type { Key } from '../facts/key.ts';
import type { RegionAudit } from '../audit/region.ts';
import { logsStatement } from '../policies/documents/key-policy.ts';
import { deletedPrincipals } from '../policies/reading/deleted-principals.ts';
import { admitsLogs, logsDenials, logsPrincipal } from '../policies/reading/key-policy.ts';
import type { Observation, RegionCheck } from './check.ts';
import { letUse } from './kms/key-users.ts';
import { keyCommand, repair, replaceAsymmetric, replaceLost } from './kms/remedies.ts';
import { purpose, type UsedKey, usedKeys } from './kms/used-key.ts';
import { page } from './page.ts';
import { ownerOf, READ_KEY_POLICY } from './permission-remedies.ts';
import type { Statement } from './remedy.ts';
import { sparingServices } from './sparing.ts';
import { type Statement as PolicyStatement, statementName } from '../policies/reading/policy.ts';
import { principals } from '../policies/reading/statement-match.ts';

const STATES = page('key-state', 'kms/latest/developerguide');
const AWS_MANAGED = page('concepts', 'kms/latest/developerguide');
const SESSIONS = page('session-preferences-enable-encryption');

/** Checks that the keys which the preferences and the log group name exist, are usable, and are open to CloudWatch Logs. */
export const kms: RegionCheck = {
  scope: 'region',
  ids: [
    'kms.missing',
    'kms.disabled',
    'kms.pending-deletion',
    'kms.not-usable',
    'kms.asymmetric',
    'kms.wrong-region',
    'kms.aws-managed',
    'kms.policy-logs',
    'kms.rotation',
  ],

  async run(facts) {
    const used = await usedKeys(facts);
    if (used.length === 0) return undefined;
    return (await Promise.all(used.map((use) => observe(facts, use)))).flat();
  },
};

async function observe(facts: RegionAudit, use: UsedKey): Promise<readonly Observation[]> {
  const { key } = use;
  const needs = onlyInPreferences(use);
  if (key.kind === 'elsewhere') {
    return [
      {
        ...needs,
        check: 'kms.wrong-region',
        verdict: 'fail',
        subject: `key/${key.name}`,
        summary: `${purpose(use)} a key of ${key.region}, which cannot be used here`,
        remedy: await letUse(facts, use, await replaceLost(facts, use)),
        ref: SESSIONS,
      },
    ];
  }
  if (use.forSessions && isOfAws(use)) {
    return [
      {
        ...needs,
        check: 'kms.aws-managed',
        verdict: 'fail',
        subject: `key/${key.name}`,
        summary: `${purpose(use)} a key that AWS manages, which nobody can use but by way of the service that it is for`,
        remedy: await letUse(facts, use, await replaceLost(facts, use)),
        ref: AWS_MANAGED,
      },
    ];
  }
  if (key.kind === 'missing') {
    return [
      {
        ...needs,
        check: 'kms.missing',
        verdict: use.onlyAsked ? 'warn' : 'fail',
        subject: `key/${key.name}`,
        summary: `${purpose(use)} a key that does not exist`,
        remedy: await letUse(facts, use, await replaceLost(facts, use)),
        ref: STATES,
      },
    ];
  }
  return [
    ...(await state(facts, use, key)),
    ...(await kind(facts, use, key)),
    ...(await policy(facts, use, key)),
    ...(await rotation(facts, use, key)),
  ];
}

/** Tells whether a key is one of AWS. Those are made when they are first used, so that there may be only the name. */
const isOfAws = ({ key }: UsedKey): boolean =>
  (key.kind === 'found' && key.managedByAws === true) || /(?:^|:)alias\/aws\//.test(key.name);

/** A key that only the preferences name is of no concern once they name another. */
const onlyInPreferences = ({ forSessions, logGroup }: UsedKey): Pick<Observation, 'needs'> =>
  forSessions && logGroup === undefined ? { needs: { preference: ['kmsKeyId'] } } : {};

async function state(facts: RegionAudit, use: UsedKey, key: Key): Promise<readonly Observation[]> {
  const common = {
    ...onlyInPreferences(use),
    verdict: 'fail',
    subject: `key/${key.name}`,
    ref: STATES,
    breaks: { key: [key.arn] },
  } as const;
  const enable = keyCommand(facts, 'enable-key', key);
  switch (key.state) {
    case 'Enabled':
    case '':
      return [];
    case 'Disabled':
      return [
        {
          ...common,
          check: 'kms.disabled',
          summary: `${purpose(use)} a key that is disabled`,
          remedy: (await repair(facts, use, key)) ?? enable,
        },
      ];
    case 'PendingDeletion':
    case 'PendingReplicaDeletion': {
      const cancel = keyCommand(facts, 'cancel-key-deletion', key);
      const ours = key.state === 'PendingDeletion' ? await repair(facts, use, key) : undefined;
      return [
        {
          ...common,
          check: 'kms.pending-deletion',
          summary: `${purpose(use)} a key that is about to be deleted, and then nothing encrypted with it can be read`,
          remedy: ours ?? { kind: 'commands', commands: [cancel, enable] },
        },
      ];
    }
    default:
      return [
        {
          ...common,
          check: 'kms.not-usable',
          summary: `${purpose(use)} a key in state ${key.state}`,
          remedy: keyCommand(facts, 'describe-key', key),
        },
      ];
  }
}

async function kind(facts: RegionAudit, use: UsedKey, key: Key): Promise<readonly Observation[]> {
  if (key.wrongKind === undefined) return [];
  return [
    {
      ...onlyInPreferences(use),
      check: 'kms.asymmetric',
      verdict: 'fail',
      subject: `key/${key.name}`,
      summary: `${purpose(use)} a key of kind ${key.wrongKind}, and only a symmetric one can be used`,
      remedy: await letUse(facts, use, await replaceAsymmetric(facts, use, key)),
      ref: SESSIONS,
    },
  ];
}

async function policy(facts: RegionAudit, use: UsedKey, key: Key): Promise<readonly Observation[]> {
  const { target } = facts;
  const { logGroup } = use;
  if (logGroup === undefined || key.wrongKind !== undefined) return [];
  const admitted = admitsLogs(key.policy, target, logGroup);
  if (admitted === 'yes') return [];
  // AWS takes no policy with such a principal, whoever puts it.
  const deleted = deletedPrincipals(key.policy);
  const gone = `remove ${deleted.join(', ')}, whose users or roles were deleted, from the key policy, and `;
  const statement: Statement = {
    kind: 'statement',
    lead: `${ownerOf(facts, key)}${deleted.length > 0 ? gone : ''}add this statement to ${deleted.length > 0 ? 'it' : 'the key policy'}`,
    statement: logsStatement(target, logGroup),
  };
  const [denial] = key.policy ? logsDenials(key.policy, target, logGroup) : [];
  const observation = {
    check: 'kms.policy-logs',
    subject: `key/${key.name}`,
    ref: page('encrypt-log-data-kms', 'AmazonCloudWatch/latest/logs'),
  };
  if (admitted === 'unknown') {
    const why = key.policy ? 'its policy has conditions that are not understood here' : 'its policy may not be read';
    const summary = `it is not known whether ${logsPrincipal(target)} may use it for log group ${logGroup}: ${why}`;
    // Nobody but its own account can read the policy of a key.
    const isOurs = key.arn.split(':')[4] === target.account;
    const told =
      key.policy || !isOurs ? { remedy: statement } : { remedy: READ_KEY_POLICY, unread: ['kms:GetKeyPolicy'] };
    return [{ ...observation, verdict: 'unknown', summary, ...told }];
  }
  return [
    {
      ...observation,
      verdict: 'fail',
      summary: `its policy does not let ${logsPrincipal(target)} use it for log group ${logGroup}: nothing can be logged`,
      remedy: denial
        ? liftLogsDenial(facts, key, denial)
        : ((deleted.length === 0 ? await repair(facts, use, key) : undefined) ?? statement),
    },
  ];
}

/** Advises to spare the services of AWS in a Deny, since no further statement helps; or to remove one that is about this service alone. */
function liftLogsDenial(facts: RegionAudit, key: Key, denial: PolicyStatement): Statement {
  const name = statementName(key.policy ?? { Statement: [] }, denial);
  const isForAll = principals(denial.Principal, 'AWS').includes('*');
  const what = isForAll ? `replace ${name} by this one, which spares the services of AWS` : `remove ${name}`;
  return {
    kind: 'statement',
    lead: `${ownerOf(facts, key)}no further permission helps: in the key policy, ${what}`,
    statement: isForAll ? sparingServices(denial) : denial,
  };
}

async function rotation(facts: RegionAudit, use: UsedKey, key: Key): Promise<readonly Observation[]> {
  if (key.state !== 'Enabled' || (await key.rotates?.()) !== false) return [];
  return [
    {
      check: 'kms.rotation',
      verdict: 'info',
      subject: `key/${key.name}`,
      summary: 'its automatic rotation is off',
      remedy:
        (await repair(facts, use, key, { 'rotation-days': '365' })) ?? keyCommand(facts, 'enable-key-rotation', key),
      ref: page('rotating-keys-enable', 'kms/latest/developerguide'),
    },
  ];
}
