// What advice must not do to things that it is not about.
import assert from 'node:assert/strict';
import type { LogGroup } from '../../../src/sandbox/state/logs.ts';
import type { State } from '../../../src/sandbox/state/state.ts';
import { PREFERENCES } from '../planted.ts';

/** The inputs that a flag of setup writes. */
const WRITES: Readonly<Record<string, readonly string[]>> = {
  'log-group': ['cloudWatchLogGroupName'],
  kms: ['cloudWatchEncryptionEnabled'],
  'kms-key': ['cloudWatchEncryptionEnabled'],
  'encrypt-sessions': ['kmsKeyId'],
  's3-bucket': ['s3BucketName', 's3EncryptionEnabled'],
  's3-prefix': ['s3KeyPrefix'],
  's3-encryption': ['s3EncryptionEnabled'],
  streaming: ['cloudWatchStreamingEnabled'],
  'idle-timeout': ['idleSessionTimeout'],
  'max-duration': ['maxSessionDuration'],
  'run-as': ['runAsEnabled', 'runAsDefaultUser'],
  'shell-profile-linux': ['shellProfile'],
  'shell-profile-windows': ['shellProfile'],
};

const meaning = (value: unknown): string =>
  (typeof value === 'string' ? value : JSON.stringify(value ?? '')).replace(/^(false|"")$/, '');

/** Expects that nothing has come to harm which the advice does not name. */
export function expectUnharmed(before: State, after: State, advice: string): void {
  const flags = [...advice.matchAll(/--(?:no-)?([a-z0-9-]+)/g)].map(([, flag = '']) => flag);
  for (const [account, regions] of Object.entries(before.accounts)) {
    for (const [name, region] of Object.entries(regions)) {
      const now = after.accounts[account]?.[name];
      assert.ok(now);
      for (const [group, { retentionInDays, deletionProtection }] of Object.entries(region.logGroups)) {
        const kept: LogGroup | undefined = now.logGroups[group];
        assert.ok(kept, `log group ${group} is gone`);
        if (!/retention/.test(advice)) assert.equal(kept.retentionInDays, retentionInDays, 'its logs are kept as long');
        if (!/protection/.test(advice)) assert.equal(kept.deletionProtection, deletionProtection);
      }
      for (const [id, key] of Object.entries(region.keys)) {
        const { state } = now.keys[id] ?? assert.fail(`key ${id} is gone`);
        assert.ok(state === key.state || state === 'Enabled', `key ${id} is ${state}`);
      }
      for (const [id, { pingStatus, connected }] of Object.entries(region.nodes)) {
        const node = now.nodes[id] ?? assert.fail(`node ${id} is gone`);
        assert.ok(pingStatus !== 'Online' || node.pingStatus === 'Online', `node ${id} is lost`);
        assert.ok(!connected || node.connected, `node ${id} has lost its channel`);
      }
      for (const id of Object.keys(region.associations)) {
        assert.ok(now.associations[id] ?? advice.includes(id), `association ${id} is gone`);
      }
      expectSamePreferences(region.documents[PREFERENCES], now.documents[PREFERENCES], flags, advice);
    }
  }
  for (const [account, { roles }] of Object.entries(before.iam)) {
    for (const [name, role] of Object.entries(roles)) {
      const now = after.iam[account]?.roles[name] ?? assert.fail(`role ${name} is gone`);
      const lost = role.attached.filter((arn) => !now.attached.includes(arn));
      assert.deepEqual(
        lost.filter((arn) => !advice.includes(arn)),
        [],
        `${name} has lost a policy`,
      );
      const isAbout = /--grant|aws iam|statement|allow/.test(advice);
      if (!isAbout) assert.deepEqual([now.attached, now.inline], [role.attached, role.inline], `${name} may do more`);
    }
  }
  for (const [name, { policy }] of Object.entries(before.buckets)) {
    assert.ok(after.buckets[name], `bucket ${name} is gone`);
    if (!/statement|bucket-policy/.test(advice)) assert.equal(after.buckets[name]?.policy, policy);
  }
}

type Document = State['accounts'][string][string]['documents'][string];

const inputsOf = (document: Document | undefined): Readonly<Record<string, unknown>> | undefined => {
  const { defaultVersion, versions = [] } = document ?? {};
  const { content = '' } = versions.find(({ version }) => version === defaultVersion) ?? {};
  try {
    return (JSON.parse(content) as { inputs?: Readonly<Record<string, unknown>> }).inputs;
  } catch {
    return undefined;
  }
};

// A switch of the wrong type is corrected wherever a version is written, and with an earlier version as the default, all of the later one comes.
function expectSamePreferences(
  before: Document | undefined,
  after: Document | undefined,
  flags: readonly string[],
  advice: string,
): void {
  const [had, has] = [inputsOf(before), inputsOf(after)];
  if (!had || /update-document-default-version|delete-document|write that into/.test(advice)) return;
  assert.ok(has, 'the preferences are gone');
  const mayChange = new Set(flags.flatMap((flag) => WRITES[flag] ?? []));
  for (const name of new Set([...Object.keys(had), ...Object.keys(has)])) {
    if (mayChange.has(name)) continue;
    const [was, is] = [meaning(had[name]), meaning(has[name])];
    const isDefault = !Object.hasOwn(had, name) && /^(|true|20|\{.*\})$/.test(is);
    assert.ok(was === is || isDefault || !isPlain(had[name]), `${name} was ${was}, and is ${is}: ${advice}`);
  }
}

const isPlain = (value: unknown): boolean => typeof value === 'string' || value === undefined;
