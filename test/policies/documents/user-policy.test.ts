import assert from 'node:assert/strict';
import {
  allowsWithoutDocumentCheck,
  endsOthersSessions,
  grantsOf,
} from '../../../src/policies/reading/identity-policy.ts';
import { userPolicy } from '../../../src/policies/documents/user-policy.ts';
import type { UserAccess } from '../../../src/policies/needs/user-needs.ts';
import { isGranted } from '../granted.ts';
import { placesIn } from '../places.ts';

const SHELL: UserAccess = { shell: true, ssh: false, portForwarding: false, commands: false, tags: {}, nodes: [] };
const HERE = placesIn(['eu-west-1']);

const instance = (id = 'i-0123456789abcdef0', region = 'eu-west-1'): string =>
  `arn:aws:ec2:${region}:111122223333:instance/${id}`;
const hybrid = (id = 'mi-0123456789abcdef0'): string => `arn:aws:ssm:eu-west-1:111122223333:managed-instance/${id}`;
const document = (name: string): string =>
  name.startsWith('AWS-')
    ? `arn:aws:ssm:eu-west-1::document/${name}`
    : `arn:aws:ssm:eu-west-1:111122223333:document/${name}`;

const VARIABLES = { 'aws:userid': 'AROAEXAMPLE:ann' };

/** Tells whether a session can be started: IAM is asked about the node and about the document. */
function starts(
  access: UserAccess,
  node: string,
  name: string,
  { place = HERE, tags = {} }: { place?: typeof HERE; tags?: Readonly<Record<string, string>> } = {},
): boolean {
  const { Statement } = userPolicy(place, access);
  const check = { 'ssm:SessionDocumentAccessCheck': ['true'] };
  const tagged = Object.fromEntries(Object.entries(tags).map(([key, value]) => [`ssm:resourceTag/${key}`, [value]]));
  const action = 'ssm:StartSession';
  return (
    isGranted(Statement, { action, resource: node, context: { ...check, ...tagged } }) &&
    isGranted(Statement, { action, resource: document(name), context: check })
  );
}

describe('the policy of a user', () => {
  it('starts shells on every node, and nothing else, unless it is told otherwise', () => {
    for (const node of [instance(), hybrid()]) {
      assert.ok(starts(SHELL, node, 'SSM-SessionManagerRunShell'));
      for (const name of ['AWS-StartSSHSession', 'AWS-StartPortForwardingSession', 'AWS-StartInteractiveCommand']) {
        assert.ok(!starts(SHELL, node, name), name);
      }
    }
  });

  it('starts the sessions asked for: SSH, ports, and no shell', () => {
    const ssh = { ...SHELL, shell: false, ssh: true };
    assert.ok(starts(ssh, instance(), 'AWS-StartSSHSession'));
    assert.ok(!starts(ssh, instance(), 'SSM-SessionManagerRunShell'));
    assert.ok(!starts(ssh, instance(), 'AWS-StartPortForwardingSession'));
    const ports = { ...SHELL, portForwarding: true };
    assert.ok(starts(ports, instance(), 'AWS-StartPortForwardingSession'));
    assert.ok(starts(ports, instance(), 'AWS-StartPortForwardingSessionToRemoteHost'));
    assert.ok(starts(ports, instance(), 'SSM-SessionManagerRunShell'));
  });

  it('runs commands where that is asked for, and nothing else by that', () => {
    const commands = { ...SHELL, shell: false, commands: true };
    for (const name of ['AWS-StartInteractiveCommand', 'AWS-StartNonInteractiveCommand']) {
      assert.ok(starts(commands, instance(), name), name);
    }
    for (const name of ['SSM-SessionManagerRunShell', 'AWS-StartSSHSession', 'AWS-StartPortForwardingSession']) {
      assert.ok(!starts(commands, instance(), name), name);
    }
  });

  it('demands the check of the document in every permission to start: naming none gives no shell', () => {
    const ssh = userPolicy(HERE, { ...SHELL, shell: false, ssh: true });
    const found = grantsOf([ssh], 'ssm:StartSession');
    assert.equal(found.length, 2);
    for (const { Condition } of found) {
      assert.equal(Condition?.['BoolIfExists']?.['ssm:SessionDocumentAccessCheck'], 'true');
    }
    assert.equal(allowsWithoutDocumentCheck([ssh]), false);
    const unchecked = { 'ssm:SessionDocumentAccessCheck': ['false'] };
    const asked = { action: 'ssm:StartSession', resource: instance(), context: unchecked };
    assert.ok(!isGranted(ssh.Statement, asked));
  });

  it('is for nodes with all the tags, on documents without any', () => {
    const access = { ...SHELL, tags: { team: 'web', stage: 'dev' } };
    const may = (tags: Readonly<Record<string, string>>): boolean =>
      starts(access, instance(), 'SSM-SessionManagerRunShell', { tags });
    assert.ok(may({ team: 'web', stage: 'dev' }));
    assert.ok(!may({ team: 'web' }));
    assert.ok(!may({ team: 'api', stage: 'dev' }));
    assert.ok(!may({}));
  });

  it('is for the nodes that are named', () => {
    const access = { ...SHELL, nodes: ['i-0123456789abcdef0', 'mi-0123456789abcdef0'] };
    assert.ok(starts(access, instance(), 'SSM-SessionManagerRunShell'));
    assert.ok(starts(access, hybrid(), 'SSM-SessionManagerRunShell'));
    assert.ok(!starts(access, instance('i-1123456789abcdef0'), 'SSM-SessionManagerRunShell'));
    assert.ok(!starts(access, hybrid('mi-1123456789abcdef0'), 'SSM-SessionManagerRunShell'));
    const one = userPolicy(HERE, { ...SHELL, nodes: ['i-0123456789abcdef0'] });
    assert.ok(!JSON.stringify(one).includes('managed-instance'));
  });

  it('is for the regions that are named, or for all', () => {
    const there = instance('i-0123456789abcdef0', 'us-east-1');
    const action = 'ssm:StartSession';
    const context = { 'ssm:SessionDocumentAccessCheck': ['true'] };
    const may = (regions: readonly string[]): boolean =>
      isGranted(userPolicy(placesIn(regions), SHELL).Statement, { action, resource: there, context });
    assert.deepEqual([may(['eu-west-1']), may(['eu-west-1', 'us-east-1']), may(['*'])], [false, true, true]);
  });

  it('opens the data channel of own sessions, and ends them; those of others not', () => {
    const { Statement } = userPolicy(HERE, SHELL);
    const may = (action: string, session: string, owner?: string): boolean =>
      isGranted(Statement, {
        action,
        resource: `arn:aws:ssm:eu-west-1:111122223333:session/${session}`,
        variables: VARIABLES,
        ...(owner !== undefined && { context: { 'ssm:resourceTag/aws:ssmmessages:session-id': [owner] } }),
      });
    for (const action of ['ssm:TerminateSession', 'ssm:ResumeSession']) {
      assert.ok(may(action, 'AROAEXAMPLE:ann-0123456789abcdef0'));
      assert.ok(may(action, 'ann-0123456789abcdef0', 'AROAEXAMPLE:ann'));
      assert.ok(!may(action, 'ann-0123456789abcdef0'));
      assert.ok(!may(action, 'bob-0123456789abcdef0', 'AROAEXAMPLE:bob'));
    }
    assert.ok(may('ssmmessages:OpenDataChannel', 'AROAEXAMPLE:ann-0123456789abcdef0'));
    assert.ok(!may('ssmmessages:OpenDataChannel', 'AROAEXAMPLE:bob-0123456789abcdef0'));
    assert.equal(endsOthersSessions([userPolicy(HERE, SHELL)]), false);
  });

  it('finds nodes and sessions', () => {
    const { Statement } = userPolicy(HERE, SHELL);
    for (const action of [
      'ssm:DescribeSessions',
      'ssm:GetConnectionStatus',
      'ssm:DescribeInstanceProperties',
      'ec2:DescribeInstances',
    ]) {
      assert.ok(isGranted(Statement, { action, resource: '*' }), action);
    }
    assert.ok(!isGranted(Statement, { action: 'ssm:SendCommand', resource: instance() }));
  });

  it('makes data keys with the key of the sessions, where there is one', () => {
    const key = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const may = (access: UserAccess, context: Readonly<Record<string, readonly string[]>> = {}): boolean =>
      isGranted(userPolicy(HERE, access).Statement, { action: 'kms:GenerateDataKey', resource: key, context });
    const session = { 'kms:ResourceAliases': ['alias/session'] };
    assert.ok(!may(SHELL, session));
    assert.ok(may({ ...SHELL, key: { aliases: ['alias/session'] } }, session));
    assert.ok(!may({ ...SHELL, key: { aliases: ['alias/session'] } }, { 'kms:ResourceAliases': ['alias/data'] }));
    assert.ok(may({ ...SHELL, key: { arn: key, aliases: [] } }));
  });

  it('pushes SSH keys for one user of the instances it is for', () => {
    const access = { ...SHELL, ssh: true, osUser: 'ec2-user', tags: { team: 'web' }, nodes: ['i-0123456789abcdef0'] };
    const may = (id: string, user: string, team: string): boolean =>
      isGranted(userPolicy(HERE, access).Statement, {
        action: 'ec2-instance-connect:SendSSHPublicKey',
        resource: instance(id),
        context: { 'ec2:osuser': [user], 'aws:ResourceTag/team': [team] },
      });
    assert.ok(may('i-0123456789abcdef0', 'ec2-user', 'web'));
    assert.ok(!may('i-1123456789abcdef0', 'ec2-user', 'web'));
    assert.ok(!may('i-0123456789abcdef0', 'root', 'web'));
    assert.ok(!may('i-0123456789abcdef0', 'ec2-user', 'api'));
    const push = grantsOf([userPolicy(HERE, { ...access, nodes: [] })], 'ec2-instance-connect:SendSSHPublicKey');
    assert.deepEqual(
      push.map(({ Resource }) => Resource),
      ['arn:aws:ec2:eu-west-1:111122223333:instance/*'],
    );
    assert.deepEqual(grantsOf([userPolicy(HERE, SHELL)], 'ec2-instance-connect:SendSSHPublicKey'), []);
  });

  it('names its partition', () => {
    const everything = { ...SHELL, ssh: true, portForwarding: true, osUser: 'ann', key: { aliases: ['alias/x'] } };
    assert.doesNotMatch(JSON.stringify(userPolicy(placesIn(['us-gov-west-1']), everything)), /arn:aws:/);
  });
});
