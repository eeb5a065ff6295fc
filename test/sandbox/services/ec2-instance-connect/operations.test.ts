import assert from 'node:assert/strict';
import {
  SendSerialConsoleSSHPublicKeyCommand,
  SendSSHPublicKeyCommand,
  type SendSSHPublicKeyCommandInput,
} from '@aws-sdk/client-ec2-instance-connect';
import type { Faults } from '../../../../src/sandbox/door/faults.ts';
import { createSandbox, type Sandbox } from '../../../../src/sandbox/door/sandbox.ts';
import { parseSeed } from '../../../../src/sandbox/seed/seed.ts';
import { clientsOf, refused } from '../../clients.ts';

const ID = 'i-0123456789abcdef0';
/** 80 characters, as every one without a comment has. */
const ED25519 = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0JHoiBoOMh6CYn3iSkuPmD/eFd3PTL2VUOTUWBbJrO';
const REGION = 'eu-central-1';

const seedWith = (region: object = {}, iam: object = {}): string =>
  JSON.stringify({
    accounts: {
      '123456789012': {
        [REGION]: {
          vpcs: { 'vpc-1': { cidr: '10.0.0.0/16' } },
          subnets: { 'subnet-1': { vpc: 'vpc-1', cidr: '10.0.0.0/24', zone: 'eu-central-1a' } },
          instances: {
            [ID]: { subnet: 'subnet-1', tags: { Team: 'web' } },
            'i-00000000000000001': { subnet: 'subnet-1', state: 'stopped' },
            'i-00000000000000002': { subnet: 'subnet-1', type: 't2.micro' },
          },
          ...region,
        },
      },
    },
    iam: { '123456789012': iam },
  });

const sandboxWith = (region: object = {}, iam: object = {}, faults: Faults = {}): Sandbox =>
  createSandbox({ state: parseSeed(seedWith(region, iam)), faults });

const push = (sandbox: Sandbox, input: Partial<SendSSHPublicKeyCommandInput> = {}) =>
  clientsOf(sandbox).connect.send(
    new SendSSHPublicKeyCommand({ InstanceId: ID, InstanceOSUser: 'ec2-user', SSHPublicKey: ED25519, ...input }),
  );

describe('the sandbox, EC2 Instance Connect', () => {
  it('keeps a key for a user of an instance, for a minute', async () => {
    const sandbox = sandboxWith();
    const { Success: isPushed, RequestId: id } = await push(sandbox, { SSHPublicKey: `${ED25519} me@here\n` });
    assert.ok(isPushed && id);
    await push(sandbox, { InstanceOSUser: 'ubuntu', AvailabilityZone: 'eu-central-1a' });
    const kept = (await sandbox.snapshot()).accounts['123456789012']?.[REGION]?.pushedKeys?.[ID] ?? [];
    assert.deepEqual(
      kept.map(({ user, key }) => [user, key]),
      [
        ['ec2-user', ED25519],
        ['ubuntu', ED25519],
      ],
    );
    for (const { until } of kept) assert.ok(Math.abs(Date.parse(until) - Date.now() - 60_000) < 5000);
  });

  it('forgets keys that are no longer good', async () => {
    const sandbox = sandboxWith({
      pushedKeys: { [ID]: [{ user: 'old', key: ED25519, until: '2026-01-01T00:00:00.000Z' }] },
    });
    await push(sandbox);
    const kept = (await sandbox.snapshot()).accounts['123456789012']?.[REGION]?.pushedKeys?.[ID] ?? [];
    assert.deepEqual(
      kept.map(({ user }) => user),
      ['ec2-user'],
    );
  });

  it('takes no key for an instance that is not there, in another zone, or not running', async () => {
    await refused(push(sandboxWith(), { InstanceId: 'i-00000000000000009' }), 'EC2InstanceNotFoundException');
    await refused(push(sandboxWith(), { AvailabilityZone: 'eu-central-1b' }), 'EC2InstanceNotFoundException');
    await refused(push(sandboxWith(), { InstanceId: 'i-00000000000000001' }), 'EC2InstanceStateInvalidException');
    await refused(push(sandboxWith(), { InstanceId: 'mi-0123456789abcdef0' }), 'InvalidArgsException');
  });

  it('takes no key that is none', async () => {
    const none = (SSHPublicKey: string) => refused(push(sandboxWith(), { SSHPublicKey }), 'InvalidArgsException');
    await none(ED25519.slice(0, 79));
    await none('x'.repeat(80));
    await none(`ssh-rsa ${'A'.repeat(100)}`);
    await none(ED25519.replace('ssh-ed25519', 'ssh-rsa'));
    await none(`ecdsa-sha2-nistp256 ${'A'.repeat(100)}`);
    await refused(push(sandboxWith(), { InstanceOSUser: 'a b' }), 'InvalidArgsException');
  });

  it('asks IAM about the instance, its tags and the user', async () => {
    const statement = (Condition: object): object => ({
      users: {
        sandbox: {
          inline: {
            push: {
              Version: '2012-10-17',
              Statement: [{ Effect: 'Allow', Action: 'ec2-instance-connect:*', Resource: '*', Condition }],
            },
          },
        },
      },
    });
    const asked = (condition: object) => push(sandboxWith({}, statement(condition), { enforcePolicies: true }));
    await asked({ StringEquals: { 'ec2:osuser': 'ec2-user', 'aws:ResourceTag/Team': 'web' } });
    await refused(asked({ StringEquals: { 'ec2:osuser': 'root' } }), 'AccessDeniedException');
    await refused(asked({ StringEquals: { 'aws:ResourceTag/Team': 'api' } }), 'AccessDeniedException');
  });

  it('takes keys for the serial console where it is open, and the instance has one', async () => {
    const open = { serviceSettings: { '/ec2/serial-console-access': 'Enable' } };
    const send = (sandbox: Sandbox, InstanceId = ID) =>
      clientsOf(sandbox).connect.send(new SendSerialConsoleSSHPublicKeyCommand({ InstanceId, SSHPublicKey: ED25519 }));
    assert.ok((await send(sandboxWith(open))).Success);
    await refused(send(sandboxWith()), 'SerialConsoleAccessDisabledException');
    await refused(send(sandboxWith(open), 'i-00000000000000002'), 'EC2InstanceTypeInvalidException');
  });
});
