import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Report } from '../../src/engine/report.ts';
import { type Policy, values } from '../../src/policies/reading/policy.ts';
import { emptyHome, type Home, words } from './cli.ts';

const parse = (text: string): Policy => JSON.parse(text) as Policy;

const actions = ({ Statement }: Policy): readonly string[] => Statement.flatMap(({ Action }) => values(Action));

describe('policy', () => {
  let home: Home;

  beforeEach(() => {
    home = emptyHome();
  });

  afterEach(() => home.clear());

  /** Prints a policy where there are no credentials, no region and nobody to call. */
  async function printed(line: string): Promise<Policy> {
    const { code, stdout, stderr } = await home.run(words(line), { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' });
    assert.equal(code, 0, stderr);
    assert.equal(stderr, '');
    assert.ok(!existsSync(home.stateFile), 'the sandbox was called');
    return parse(stdout);
  }

  it('prints a document to paste, with two blanks a step, and the same with --json', async () => {
    const plain = await home.run(words('policy instance --encrypt-sessions'));
    assert.equal(plain.stdout, `${JSON.stringify(parse(plain.stdout), null, 2)}\n`);
    const structured = await home.run(words('policy instance --encrypt-sessions --json'));
    assert.deepEqual(parse(structured.stdout), parse(plain.stdout));
    assert.equal(parse(plain.stdout).Version, '2012-10-17');
  });

  it('prints every kind without a call', async () => {
    const found = actions(await printed('policy instance --kms --encrypt-sessions --s3-bucket session-logs'));
    for (const action of ['ssm:UpdateInstanceInformation', 'logs:PutLogEvents', 'kms:Decrypt', 's3:PutObject']) {
      assert.ok(found.includes(action), action);
    }
    assert.ok(!actions(await printed('policy instance')).some((action) => action.startsWith('kms:')));
    const user = JSON.stringify(await printed('policy user --ssh --no-shell --tag team=web --os-user ec2-user'));
    assert.ok(user.includes('AWS-StartSSHSession') && !user.includes('SSM-SessionManagerRunShell'), user);
    const key = JSON.stringify(
      await printed('policy key --accounts 111111111111 --regions eu-west-1 --log-group audit'),
    );
    assert.match(key, /arn:aws:logs:eu-west-1:111111111111:log-group:audit/);
    const reader = await printed('policy operator --for plan --log-group audit');
    for (const action of actions(reader)) assert.match(action, /:(Describe|Get|List|Simulate)/);
    assert.match(
      JSON.stringify(await printed('policy operator --log-group audit -r eu-west-1')),
      /eu-west-1:\*:log-group:audit:\*/,
    );
    const entering = await printed('policy operator --for accounts --accounts 111111111111 --role-name ops/Admin');
    assert.deepEqual(
      entering.Statement.map(({ Action, Resource }) => [Action, Resource]),
      [
        [
          [
            'organizations:ListAccounts',
            'organizations:ListAccountsForParent',
            'organizations:ListOrganizationalUnitsForParent',
            'organizations:ListParents',
            'organizations:ListRoots',
            'organizations:ListTagsForResource',
          ],
          '*',
        ],
        ['sts:AssumeRole', 'arn:aws:iam::*:role/ops/Admin'],
      ],
    );
    assert.ok(actions(await printed('policy operator --for overwrite,force,roles')).includes('iam:GetRolePolicy'));
    const endpoint = JSON.stringify(await printed('policy vpc-endpoint --regions eu-west-1,us-east-1'));
    assert.match(endpoint, /amazon-ssm-us-east-1\/\*/);
    const logs = actions(await printed('policy vpc-endpoint --service logs --log-group audit'));
    assert.ok(logs.includes('logs:CreateLogStream') && logs.every((action) => action.startsWith('logs:')));
  });

  it('says so where what it prints is more than IAM takes', async () => {
    const { code, stdout, stderr } = await home.run([...words('policy operator --log-group'), 'x'.repeat(512)]);
    assert.equal(code, 0);
    assert.match(stderr, /^WARN: the policy has \d+ characters, and IAM takes 6144 at most; make several/);
    assert.equal(parse(stdout).Version, '2012-10-17');
  });

  it('prints the key policy that setup gives its key', async () => {
    await home.run(words('setup --sandbox --kms -r us-east-1'));
    const [key] = Object.values(home.state().accounts['123456789012']?.['us-east-1']?.keys ?? {});
    const { stdout } = await home.run(words('policy key --sandbox -r us-east-1'));
    assert.deepEqual(parse(stdout), parse(key?.policy ?? ''));
  });

  for (const [line, expected] of [
    ['policy', /instance, user, key, operator, vpc-endpoint/],
    ['policy nodes', /nodes.*instance, user, key, operator, vpc-endpoint/],
    ['policy key -r us-east-1', /--accounts/],
    ['policy key --accounts 111111111111', /--regions/],
    ['policy key --accounts 111111111111,222222222222 -r us-east-1', /one account/],
    ['policy vpc-endpoint', /--regions/],
    ['policy vpc-endpoint --service sqs', /sqs.*ssm, ssmmessages, ec2messages, kms, logs, s3/],
    ['policy vpc-endpoint --service kms', /--encrypt-sessions/],
    ['policy user --service kms', /--service does not go with policy user/],
    ['policy vpc-endpoint -r us-esat-1', /did you mean us-east-1/],
    ['policy user --accounts 111111111111,222222222222', /--create/],
    ['policy user --instance web', /web/],
    ['policy instance --ssh', /--ssh does not go with policy instance/],
    ['policy key --create mine -r us-east-1', /--create does not go with policy key/],
    ['policy user --create a/b --sandbox', /a\/b/],
    ['policy user --create mine', /no region: give --regions/],
    ['policy operator --for party', /party/],
  ] as const) {
    it(`refuses bad input in one line, without a call: ${line}`, async () => {
      const { code, stdout, stderr } = await home.run(words(line));
      assert.equal(code, 2, stdout);
      assert.equal(stdout, '');
      assert.match(stderr, expected);
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
      assert.ok(!existsSync(home.stateFile));
      const structured = await home.run([...words(line), '--json']);
      assert.equal(structured.code, 2);
      const { error } = JSON.parse(structured.stdout) as { error: { code: string; message: string } };
      assert.match(error.message, expected);
    });
  }

  it('says under --noop what it would create, once an account', async () => {
    const one = await home.run(words('policy instance --create nodes --noop'));
    assert.deepEqual([one.code, one.stdout], [0, 'NOOP: Creating IAM policy nodes\n']);
    const accounts = '--accounts 111111111111,222222222222 --regions us-east-1,eu-west-1';
    const two = await home.run(words(`policy instance --create nodes --noop --json ${accounts}`));
    const { targets } = JSON.parse(two.stdout) as Report;
    assert.deepEqual(
      targets.map(({ account, changes }) => [account, changes.map(({ resource, status }) => `${resource} ${status}`)]),
      [
        ['111111111111', ['policy planned']],
        ['222222222222', ['policy planned']],
      ],
    );
    assert.ok(!existsSync(home.stateFile));
  });

  it('makes it in every account, leaves it when it is as wanted, and changes it when it is not', async () => {
    const line = (flags: string): string[] =>
      words(
        `policy instance --sandbox --create nodes --accounts 111111111111,222222222222 -r us-east-1,eu-west-1 ${flags}`,
      );
    const first = await home.run(line(''));
    assert.equal(first.code, 0, first.stdout);
    assert.match(first.stdout, /^2 targets: 2 changed$/m);
    assert.equal(first.stdout.match(/^ {2}Creating IAM policy nodes: arn:aws:iam::\d+:policy\/nodes$/gm)?.length, 2);
    const before = home.state().iam;
    const again = await home.run(line(''));
    assert.match(again.stdout, /^ {2}IAM policy nodes already exists: arn:/m);
    assert.match(again.stdout, /nothing to do$/m);
    assert.deepEqual(home.state().iam, before);
    const changed = JSON.parse((await home.run(line('--kms --encrypt-sessions --json'))).stdout) as Report;
    assert.deepEqual(
      changed.targets.map(({ status, changes }) => [status, changes[0]?.resource, changes[0]?.action]),
      [
        ['changed', 'policy', 'update'],
        ['changed', 'policy', 'update'],
      ],
    );
  });

  it('makes room for a new version again and again', async () => {
    for (let run = 1; run <= 7; run += 1) {
      const { code, stdout } = await home.run(
        words(`policy instance --sandbox --create nodes --log-group sessions-${run}`),
      );
      assert.equal(code, 0, stdout);
    }
  });

  it('leaves a policy of somebody else alone, unless it is told to overwrite it', async () => {
    await home.run(words('policy instance --sandbox --create nodes'));
    const state = readFileSync(home.stateFile, 'utf8').replaceAll('session-manager:managed', 'team');
    writeFileSync(home.stateFile, state);
    const kept = await home.run(words('policy instance --sandbox --create nodes'));
    assert.match(kept.stdout, /IAM policy nodes already exists/);
    const refused = await home.run(words('policy instance --sandbox --create nodes --kms'));
    assert.equal(refused.code, 1);
    assert.match(refused.stdout, /failed: IAM policy nodes of account 123456789012 .*not made by session-manager/);
    assert.match(refused.stdout, /try: .*--overwrite/);
    assert.equal(readFileSync(home.stateFile, 'utf8'), state);
    const forced = await home.run(words('policy instance --sandbox --create nodes --kms --overwrite'));
    assert.equal(forced.code, 0);
    assert.match(forced.stdout, /Updating IAM policy nodes/);
  });

  it('has words for what the credentials may not do', async () => {
    const env = { SESSION_MANAGER_SANDBOX_FAULTS: 'denied-actions=iam:CreatePolicy' };
    const { code, stdout } = await home.run(words('policy instance --sandbox --create nodes'), env);
    assert.equal(code, 1);
    assert.match(stdout, /try: allow these credentials iam:CreatePolicy/);
  });

  it('takes the flags of setup from the environment, but for tags, which mean something else', async () => {
    const env = {
      SESSION_MANAGER_KMS: 'true',
      SESSION_MANAGER_ENCRYPT_SESSIONS: 'true',
      SESSION_MANAGER_TAG: 'team=web',
    };
    const { code, stdout } = await home.run(words('policy instance'), env);
    assert.equal(code, 0);
    assert.ok(actions(parse(stdout)).includes('kms:Decrypt'));
    const user = await home.run(words('policy user'), env);
    assert.ok(!user.stdout.includes('resourceTag/team'), 'tags of what setup creates do not choose nodes');
  });
});
