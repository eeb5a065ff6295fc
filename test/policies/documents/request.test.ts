import assert from 'node:assert/strict';
import { TASKS } from '../../../src/inputs/tables/policy.ts';
import type { UserAccess } from '../../../src/policies/needs/user-needs.ts';
import { parsePolicyRequest, type RawPolicy } from '../../../src/policies/documents/request.ts';
import { badInput } from '../../aws.ts';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

function access(raw: RawPolicy): UserAccess {
  const request = parsePolicyRequest('user', raw);
  return request.kind === 'user' ? request.access : assert.fail();
}

function tasks(raw: RawPolicy): readonly string[] {
  const request = parsePolicyRequest('operator', raw);
  return request.kind === 'operator' ? request.tasks : assert.fail();
}

describe('what a policy is asked for', () => {
  it('is a shell on every node, where nothing else is said', () => {
    assert.deepEqual(access({}), {
      shell: true,
      ssh: false,
      portForwarding: false,
      commands: false,
      tags: {},
      nodes: [],
    });
  });

  it('is which sessions on which nodes', () => {
    assert.deepEqual(
      access({
        shell: false,
        ssh: true,
        'port-forwarding': true,
        commands: true,
        tag: ['team=web', 'stage=dev'],
        instance: 'i-0123456789abcdef0,mi-0123456789abcdef0',
        'os-user': 'ec2-user',
      }),
      {
        shell: false,
        ssh: true,
        portForwarding: true,
        commands: true,
        tags: { team: 'web', stage: 'dev' },
        nodes: ['i-0123456789abcdef0', 'mi-0123456789abcdef0'],
        osUser: 'ec2-user',
      },
    );
  });

  it('is the key of the sessions, for users only where sessions are encrypted', () => {
    assert.equal(access({ kms: true }).key, undefined);
    assert.deepEqual(access({ 'encrypt-sessions': true }).key, { aliases: ['alias/session'] });
    assert.deepEqual(access({ 'encrypt-sessions': true, 'kms-alias': 'mine' }).key, { aliases: ['alias/mine'] });
    assert.deepEqual(access({ 'kms-key': KEY }).key, { arn: KEY, aliases: [] });
    assert.deepEqual(access({ 'kms-key': KEY, 'encrypt-sessions': true }).key, { arn: KEY, aliases: [] });
  });

  it('is an encrypted log group too, where sessions are encrypted: setup uses one key for both', () => {
    const { inputs } = parsePolicyRequest('instance', { 'encrypt-sessions': true });
    assert.deepEqual([inputs.key, inputs.encryptSessions], [{ kind: 'managed' }, true]);
    assert.equal(parsePolicyRequest('instance', {}).inputs.key, undefined);
    const given = parsePolicyRequest('instance', { 'kms-key': KEY, 'encrypt-sessions': true });
    assert.deepEqual(given.inputs.key, { kind: 'given', arn: KEY });
  });

  it('is all that an operator may do, or some of it', () => {
    assert.deepEqual(tasks({}), TASKS);
    assert.deepEqual(tasks({ for: ['plan', 'doctor'] }), ['plan', 'doctor']);
    assert.deepEqual(tasks({ for: 'setup,delete' }), ['setup', 'delete']);
  });

  it('may stand beside flags of setup, which a pipeline sets for all commands', () => {
    for (const kind of ['user', 'key', 'operator', 'vpc-endpoint'] as const) {
      assert.equal(parsePolicyRequest(kind, { kms: true, 's3-bucket': 'logs', 'log-group': 'x' }).kind, kind);
    }
  });

  const BAD: readonly (readonly [Parameters<typeof parsePolicyRequest>[0], RawPolicy, ...words: readonly string[]])[] =
    [
      ['instance', { ssh: true }, '--ssh', 'policy instance', 'user'],
      ['key', { instance: 'i-0123456789abcdef0' }, '--instance', 'policy key'],
      ['operator', { shell: false }, '--shell', 'policy operator'],
      ['instance', { tag: ['a=b'] }, '--tag', 'policy instance'],
      ['user', { for: 'plan' }, '--for', 'policy user', 'operator'],
      ['key', { create: 'mine' }, '--create', 'policy key', 'instance, user, operator'],
      ['vpc-endpoint', { create: 'mine' }, '--create', 'policy vpc-endpoint'],
      ['vpc-endpoint', { service: 'sqs' }, '--service', 'sqs', 'logs'],
      ['instance', { 's3-bucket-owner': '111122223333' }, '--s3-bucket-owner needs --s3-bucket'],
      ['instance', { 's3-bucket': 'logs', 's3-bucket-owner': 'me' }, '--s3-bucket-owner', '12 digits'],
      ['user', { overwrite: true }, '--overwrite needs --create'],
      ['user', { shell: false }, '--no-shell', '--ssh', '--port-forwarding', '--commands'],
      ['user', { instance: 'i-1' }, '--instance', 'i-1'],
      ['user', { instance: 'web' }, '--instance', 'web'],
      ['user', { instance: 'mi-0123456789abcdef0', 'os-user': 'ann' }, '--os-user', 'mi-0123456789abcdef0'],
      ['user', { 'os-user': 'a b' }, '--os-user', 'a b'],
      ['user', { 'os-user': 'a'.repeat(33) }, '--os-user', '32'],
      ['user', { tag: ['team'] }, '--tag', 'team', 'key=value'],
      ['operator', { for: 'plan,party' }, '--for', 'party', 'setup, plan, delete, doctor'],
      ['operator', { for: ',' }, '--for is empty'],
      ['instance', { 'log-group': 'a b' }, '--log-group', 'a b'],
      ['instance', { 's3-prefix': 'x' }, '--s3-prefix needs --s3-bucket'],
      ['instance', { kms: true, 'kms-key': KEY }, 'only one of them'],
      ['user', { 'kms-alias': 'aws/x', 'encrypt-sessions': true }, 'belong to AWS'],
    ];
  for (const [kind, raw, ...words] of BAD) {
    it(`is refused: policy ${kind} ${JSON.stringify(raw)}`, () =>
      badInput(() => parsePolicyRequest(kind, raw), ...words));
  }
});
