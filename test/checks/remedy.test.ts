import assert from 'node:assert/strict';
import { awsCommand, setupCommand, wholeSetup } from '../../src/checks/remedy.ts';
import type { RawInputs } from '../../src/inputs/inputs.ts';
import type { Target } from '../../src/targets/target.ts';
import { ACCOUNT, inputsOf, REGION, testTarget } from '../aws.ts';
import { fakeFacts, fakeQuestion } from './facts.ts';
import { regionOf } from './observed.ts';

describe('remedy: setup', () => {
  const asked = (raw: Parameters<typeof inputsOf>[0]) =>
    fakeFacts({ question: fakeQuestion({ inputs: inputsOf(raw) }) });

  it('is for the region, and says nothing that goes without saying', () => {
    assert.deepEqual(wholeSetup(fakeFacts(), undefined), {
      kind: 'setup',
      invocation: {},
      regions: [REGION],
      accounts: [],
      flags: {},
    });
  });

  it('is for several regions where it is told so', () => {
    const { regions } = setupCommand(fakeFacts(), undefined, { grant: true }, ['us-east-1', 'us-west-2']);
    assert.deepEqual(regions, ['us-east-1', 'us-west-2']);
  });

  it('leaves the agent update as it is, unless that is what is wrong, or all of it', () => {
    const flagsWith = (flags: RawInputs) => setupCommand(fakeFacts(), 'sessions', flags).flags;
    assert.deepEqual(flagsWith({ kms: true }), { kms: true, 'agent-update': false });
    assert.deepEqual(flagsWith({ 'agent-update-targets': 'all' }), { 'agent-update-targets': 'all' });
    assert.deepEqual(wholeSetup(asked({ 'agent-update': false }), undefined).flags, { 'agent-update': false });
  });

  it('leads to the same account again: sandbox, role, profile and account', () => {
    assert.deepEqual(setupCommand(regionOf(), undefined, { overwrite: true }), {
      kind: 'setup',
      invocation: { sandbox: true, 'role-name': 'Admin' },
      regions: [REGION],
      profile: 'prod',
      accounts: [ACCOUNT],
      flags: { overwrite: true, 'agent-update': false },
    });
  });

  it('keeps the log group of the preferences, or else the one that was asked for', () => {
    const logGroup = (raw: RawInputs, named?: string) => setupCommand(asked(raw), named, {}).flags['log-group'];
    assert.equal(logGroup({}, 'audit'), 'audit');
    assert.equal(logGroup({ 'log-group': 'mine' }, 'audit'), 'audit');
    assert.equal(logGroup({ 'log-group': 'mine' }), 'mine');
    assert.equal(logGroup({ 'log-group': 'mine' }, 'sessions'), undefined);
  });

  for (const [flags, alias] of [
    [{ kms: true }, 'other'],
    [{ kms: true, 'kms-alias': 'third' }, 'third'],
    [{ 'kms-key': 'arn' }, undefined],
    [{ grant: true }, undefined],
  ] as const) {
    it(`names the alias that was asked for, and only with --kms: ${JSON.stringify(flags)}`, () => {
      const command = setupCommand(asked({ 'kms-alias': 'other' }), undefined, flags);
      assert.equal(command.flags['kms-alias'], alias);
    });
  }
});

describe('remedy: a command of the AWS CLI', () => {
  const command = { kind: 'aws', operation: ['kms', 'enable-key'], options: { 'key-id': '1' }, region: REGION };
  const commandFor = (target: Partial<Target>) =>
    awsCommand({ target: { ...testTarget(), ...target } }, ['kms', 'enable-key'], { 'key-id': '1' });

  it('is for the region, with the profile that leads to the account', () => {
    assert.deepEqual(commandFor({}), command);
    assert.deepEqual(commandFor({ profile: 'prod' }), { ...command, profile: 'prod' });
    assert.deepEqual(commandFor({ homeProfile: 'dev' }), { ...command, profile: 'dev' });
  });

  it('names the account where that was entered by a role: the credentials at hand lead elsewhere', () => {
    assert.deepEqual(commandFor({ assumed: true }), { ...command, account: ACCOUNT });
  });
});
