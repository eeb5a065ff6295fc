import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListRegionsCommand } from '@aws-sdk/client-account';
import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { ListAccountsCommand } from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { isTarget, type Reached, reachTargets } from '../../src/targets/accounts.ts';
import type { Scope } from '../../src/targets/scope.ts';
import { stoppedClock } from '../clock.ts';
import { awsError, CREDENTIALS, mockAws, NOWHERE } from '../aws.ts';
import { ownEnvironment } from '../environment.ts';

const MANAGEMENT = '111111111111';
const MEMBER = '222222222222';
const THIRD = '333333333333';
const CALLER_ARN = `arn:aws:sts::${MANAGEMENT}:assumed-role/Admin/ann`;
const CONNECTION = { ...NOWHERE, credentials: () => Promise.resolve(CREDENTIALS) };

const SCOPE: Scope = {
  regions: ['us-east-1', 'eu-west-1'],
  excludeRegions: [],
  profiles: undefined,
  accounts: undefined,
  excludeAccounts: [],
  roleName: 'OrganizationAccountAccessRole',
  externalId: undefined,
  homeRegion: 'eu-central-1',
  concurrency: 4,
  timeout: 300,
};

describe('accounts', () => {
  const aws = mockAws();
  const reach = (scope: Partial<Scope>): Promise<readonly Reached[]> =>
    reachTargets({ ...SCOPE, ...scope }, CONNECTION);
  const label = (entry: Reached): string =>
    isTarget(entry)
      ? `${entry.account}/${entry.region}`
      : `${entry.account ?? entry.profile ?? 'default'}/${entry.region} ${entry.status} ${entry.problem.code}`;
  const labels = async (scope: Partial<Scope>): Promise<readonly string[]> => (await reach(scope)).map(label);
  const regionsCalled = (name: string): Promise<readonly string[]> =>
    Promise.all(
      aws
        .calls()
        .filter((call) => call.name === name)
        .map(({ client }) => client.config.region()),
    );

  const role = (account: string): string => `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`;
  const callerIs = (account = MANAGEMENT, arn = CALLER_ARN): void => {
    aws.sts.on(GetCallerIdentityCommand).resolves({ Account: account, Arn: arn });
  };
  const rolesGive = (expiration = new Date(Date.now() + 3_600_000)): void => {
    aws.sts.on(AssumeRoleCommand).callsFake(({ RoleArn }: { RoleArn: string }) => ({
      Credentials: {
        AccessKeyId: `ASIA${RoleArn.split(':')[4]}`,
        SecretAccessKey: 's',
        SessionToken: 't',
        Expiration: expiration,
      },
    }));
  };

  describe('of the credentials', () => {
    it('are found by one call, in the home region', async () => {
      callerIs();
      assert.deepEqual(await labels({}), [`${MANAGEMENT}/us-east-1`, `${MANAGEMENT}/eu-west-1`]);
      assert.deepEqual(aws.names(), ['sts.GetCallerIdentity']);
      assert.deepEqual(await regionsCalled('sts.GetCallerIdentity'), ['eu-central-1']);
    });

    it('are asked for in the first region that was named where there is no home', async () => {
      callerIs();
      await reach({ homeRegion: undefined, regions: ['cn-north-1'] });
      assert.deepEqual(await regionsCalled('sts.GetCallerIdentity'), ['cn-north-1']);
    });

    it('are asked for in a region that was named where home is in another partition', async () => {
      callerIs();
      await reach({ homeRegion: 'us-east-1', regions: ['cn-north-1'] });
      assert.deepEqual(await regionsCalled('sts.GetCallerIdentity'), ['cn-north-1']);
    });

    it('are asked for again in the global region of the partition where home is not enabled', async () => {
      aws.sts
        .on(GetCallerIdentityCommand)
        .rejectsOnce(awsError('InvalidClientTokenId', 'The security token included in the request is invalid', 403))
        .resolves({ Account: MANAGEMENT, Arn: CALLER_ARN });
      assert.deepEqual(await labels({ homeRegion: 'af-south-1', regions: ['us-east-1'] }), [`${MANAGEMENT}/us-east-1`]);
      assert.deepEqual(await regionsCalled('sts.GetCallerIdentity'), ['af-south-1', 'us-east-1']);
    });

    it('that are wrong everywhere fail every region, after a second try and no more', async () => {
      aws.sts.on(GetCallerIdentityCommand).rejects(awsError('InvalidClientTokenId'));
      const failed = ['us-east-1', 'eu-west-1'].map((region) => `default/${region} failed InvalidClientTokenId`);
      assert.deepEqual(await labels({}), failed);
      assert.equal(aws.names().length, 2);
    });

    it('that are wrong in the global region itself are not tried there twice', async () => {
      aws.sts.on(GetCallerIdentityCommand).rejects(awsError('InvalidClientTokenId'));
      await reach({ homeRegion: 'us-east-1' });
      assert.deepEqual(await regionsCalled('sts.GetCallerIdentity'), ['us-east-1']);
    });

    it('that have expired fail with what to run', async () => {
      aws.sts.on(GetCallerIdentityCommand).rejects(awsError('ExpiredTokenException'));
      const [first] = await reach({ profiles: [{ name: 'dev' }] });
      assert.ok(first && !isTarget(first));
      assert.equal(first.profile, 'dev');
      assert.equal(first.problem.code, 'ExpiredToken');
      assert.match(first.problem.advice ?? '', /aws sso login --profile dev/);
    });
  });

  describe('of profiles', () => {
    const profiles = [
      { name: 'dev', region: 'us-east-1' },
      { name: 'prod', region: 'eu-west-1' },
    ];
    const DEV = { Account: MANAGEMENT, Arn: CALLER_ARN };
    const PROD = { Account: MEMBER, Arn: `arn:aws:iam::${MEMBER}:user/bob` };

    it('are found by one call each, and worked on where each is at home', async () => {
      aws.sts.on(GetCallerIdentityCommand).resolvesOnce(DEV).resolvesOnce(PROD);
      const reached = await reach({ profiles, regions: undefined, homeRegion: undefined, concurrency: 1 });
      assert.deepEqual(reached.map(label), [`${MANAGEMENT}/us-east-1`, `${MEMBER}/eu-west-1`]);
      assert.deepEqual(
        reached.map(({ profile }) => profile),
        ['dev', 'prod'],
      );
      assert.deepEqual(await regionsCalled('sts.GetCallerIdentity'), ['us-east-1', 'eu-west-1']);
    });

    it('go on when one of them cannot be entered', async () => {
      aws.sts.on(GetCallerIdentityCommand).rejectsOnce(awsError('ExpiredToken')).resolvesOnce(PROD);
      assert.deepEqual(await labels({ profiles, concurrency: 1 }), [
        'dev/us-east-1 failed ExpiredToken',
        'dev/eu-west-1 failed ExpiredToken',
        `${MEMBER}/us-east-1`,
        `${MEMBER}/eu-west-1`,
      ]);
    });

    it('that lead into the same account work on its regions once', async () => {
      aws.sts.on(GetCallerIdentityCommand).resolves(DEV);
      const reached = await reach({ profiles, regions: ['us-east-1'] });
      assert.deepEqual(reached.map(label), [`${MANAGEMENT}/us-east-1`, `${MANAGEMENT}/us-east-1 skipped Repeated`]);
      const second = reached[1];
      assert.ok(second && !isTarget(second));
      assert.match(second.problem.message, /profile prod .* account 111111111111 .* profile dev/);
    });

    it('that lead into the same account may each have a region of it', async () => {
      aws.sts.on(GetCallerIdentityCommand).resolves(DEV);
      const both = [`${MANAGEMENT}/us-east-1`, `${MANAGEMENT}/eu-west-1`];
      assert.deepEqual(await labels({ profiles, regions: undefined, homeRegion: undefined }), both);
    });
  });

  describe('that are named', () => {
    it('are entered by one assumed role each, and the own one without', async () => {
      callerIs();
      rolesGive();
      const reached = await reach({ accounts: [MEMBER, MANAGEMENT, THIRD] });
      assert.deepEqual(
        reached.map(label),
        [MEMBER, MANAGEMENT, THIRD].flatMap((id) => [`${id}/us-east-1`, `${id}/eu-west-1`]),
      );
      assert.deepEqual(aws.names(), ['sts.GetCallerIdentity', 'sts.AssumeRole', 'sts.AssumeRole']);
      const session = { RoleSessionName: 'session-manager' };
      assert.deepEqual(aws.inputs('sts.AssumeRole'), [
        { RoleArn: role(MEMBER), ...session },
        { RoleArn: role(THIRD), ...session },
      ]);
      assert.deepEqual(await regionsCalled('sts.AssumeRole'), ['eu-central-1', 'eu-central-1']);
    });

    it('hand the credentials of the role to the clients of every region, without asking again', async () => {
      callerIs();
      rolesGive();
      const reached = await reach({ accounts: [MEMBER] });
      for (const target of reached.filter(isTarget)) {
        for (const client of [await target.kms(), await target.logs(), await target.ssm()]) {
          assert.equal((await client.config.credentials()).accessKeyId, `ASIA${MEMBER}`);
        }
      }
      assert.equal(aws.inputs('sts.AssumeRole').length, 1);
    });

    describe('for an hour', () => {
      const clock = stoppedClock();

      it('assume the role anew when its credentials are about to expire', async () => {
        callerIs();
        rolesGive(new Date(Date.now() + 3_600_000));
        const [target] = (await reach({ accounts: [MEMBER] })).filter(isTarget);
        clock.pass(3_400_000);
        await (await target?.kms())?.config.credentials();
        assert.equal(aws.inputs('sts.AssumeRole').length, 2);
      });
    });

    it('give the role name, the external id and the partition of the caller', async () => {
      callerIs(MANAGEMENT, `arn:aws-us-gov:iam::${MANAGEMENT}:user/ann`);
      rolesGive();
      await reach({ accounts: [MEMBER], roleName: 'path/Admin', externalId: 'x1', regions: ['us-gov-west-1'] });
      assert.deepEqual(aws.inputs('sts.AssumeRole'), [
        {
          RoleArn: `arn:aws-us-gov:iam::${MEMBER}:role/path/Admin`,
          RoleSessionName: 'session-manager',
          ExternalId: 'x1',
        },
      ]);
    });

    it('fail alone where the role may not be assumed, with both ends of it', async () => {
      callerIs();
      rolesGive();
      aws.sts
        .on(AssumeRoleCommand, { RoleArn: role(MEMBER) })
        .rejects(awsError('AccessDenied', 'not authorized to perform: sts:AssumeRole', 403));
      const reached = await reach({ accounts: [MEMBER, THIRD], externalId: 'x1' });
      assert.deepEqual(reached.map(label), [
        `${MEMBER}/us-east-1 failed AssumeRoleDenied`,
        `${MEMBER}/eu-west-1 failed AssumeRoleDenied`,
        `${THIRD}/us-east-1`,
        `${THIRD}/eu-west-1`,
      ]);
      const [first] = reached;
      assert.ok(first && !isTarget(first));
      const why = 'not authorized to perform: sts:AssumeRole';
      assert.equal(first.problem.message, `${CALLER_ARN} may not assume ${role(MEMBER)} (${why})`);
      for (const word of [MEMBER, CALLER_ARN, 'external id', '--role-name']) {
        assert.ok(first.problem.advice?.includes(word), `${first.problem.advice} lacks ${word}`);
      }
    });

    it('fail where STS answers without credentials', async () => {
      callerIs();
      aws.sts.on(AssumeRoleCommand).resolves({});
      assert.deepEqual(await labels({ accounts: [MEMBER], regions: ['us-east-1'] }), [
        `${MEMBER}/us-east-1 failed NoCredentials`,
      ]);
    });

    it('all fail when the caller is not known, and no role is tried', async () => {
      aws.sts.on(GetCallerIdentityCommand).rejects(awsError('ExpiredToken'));
      assert.deepEqual(await labels({ accounts: [MEMBER, THIRD], regions: ['us-east-1'] }), [
        `${MEMBER}/us-east-1 failed ExpiredToken`,
        `${THIRD}/us-east-1 failed ExpiredToken`,
      ]);
      assert.deepEqual(aws.names(), ['sts.GetCallerIdentity']);
    });

    it('are not entered when they are excluded', async () => {
      callerIs();
      rolesGive();
      const scope = { accounts: [MEMBER, THIRD], excludeAccounts: [THIRD], regions: ['us-east-1'] };
      assert.deepEqual(await labels(scope), [`${MEMBER}/us-east-1`]);
      assert.equal(aws.inputs('sts.AssumeRole').length, 1);
    });

    it('are entered through a region that answers, where home is not enabled', async () => {
      aws.sts
        .on(GetCallerIdentityCommand)
        .rejectsOnce(awsError('InvalidClientTokenId'))
        .resolves({ Account: MANAGEMENT, Arn: CALLER_ARN });
      rolesGive();
      await reach({ accounts: [MEMBER], homeRegion: 'af-south-1', regions: ['us-east-1'] });
      assert.deepEqual(await regionsCalled('sts.AssumeRole'), ['us-east-1']);
    });
  });

  describe('of the organization', () => {
    it('are the active ones, told by State and, on older endpoints, by Status', async () => {
      callerIs();
      rolesGive();
      aws.organizations
        .on(ListAccountsCommand)
        .resolvesOnce({
          Accounts: [
            { Id: MANAGEMENT, State: 'ACTIVE' },
            { Id: '444444444444', State: 'SUSPENDED', Status: 'ACTIVE' },
            { Id: '555555555555', Status: 'SUSPENDED' },
          ],
          NextToken: 'more',
        })
        .resolvesOnce({
          Accounts: [
            { Id: MEMBER, Status: 'ACTIVE' },
            { Id: '666666666666', State: 'PENDING_CLOSURE' },
            { Id: THIRD, State: 'ACTIVE' },
          ],
        });
      const scope = { accounts: 'all', regions: ['us-east-1'], excludeAccounts: [THIRD] } as const;
      assert.deepEqual(await labels(scope), [`${MANAGEMENT}/us-east-1`, `${MEMBER}/us-east-1`]);
      assert.deepEqual(await regionsCalled('organizations.ListAccounts'), ['us-east-1', 'us-east-1']);
    });

    it('are entered, once each, while others are still to be listed', async () => {
      callerIs();
      rolesGive();
      let entered: () => void = () => assert.fail();
      const isEntered = new Promise<void>((resolve) => (entered = resolve));
      aws.sts.on(AssumeRoleCommand).callsFake(() => {
        entered();
        return { Credentials: { AccessKeyId: 'ASIA', SecretAccessKey: 's', SessionToken: 't' } };
      });
      aws.organizations.on(ListAccountsCommand).callsFake(async ({ NextToken }: { NextToken?: string }) => {
        // The second page would never come.
        if (NextToken) await isEntered;
        const account = (Id: string): object => ({ Id, State: 'ACTIVE' });
        return NextToken
          ? { Accounts: [account(THIRD), account(MEMBER)] }
          : { Accounts: [account(MEMBER)], NextToken: 'more' };
      });
      assert.deepEqual(await labels({ accounts: 'all', regions: ['us-east-1'] }), [
        `${MEMBER}/us-east-1`,
        `${THIRD}/us-east-1`,
      ]);
      assert.deepEqual(aws.names().filter((name) => name === 'sts.AssumeRole').length, 2);
    });

    it('that may not be listed fail in one entry a region, with who may list them', async () => {
      callerIs();
      aws.organizations.on(ListAccountsCommand).rejects(awsError('AccessDeniedException', 'no'));
      const reached = await reach({ accounts: 'all', regions: ['us-east-1'] });
      assert.deepEqual(reached.map(label), ['all/us-east-1 failed AccessDeniedException']);
      const [first] = reached;
      assert.ok(first && !isTarget(first));
      assert.match(first.problem.message, /cannot list the accounts of the organization: no/);
      assert.match(first.problem.advice ?? '', /management account .*organizations:ListAccounts/);
    });

    it('are asked for in the partition of the caller', async () => {
      callerIs(MANAGEMENT, `arn:aws-cn:iam::${MANAGEMENT}:user/ann`);
      aws.organizations.on(ListAccountsCommand).resolves({ Accounts: [{ Id: MANAGEMENT, State: 'ACTIVE' }] });
      await reach({ accounts: 'all', regions: ['cn-north-1'], homeRegion: undefined });
      assert.deepEqual(await regionsCalled('organizations.ListAccounts'), ['cn-northwest-1']);
    });
  });

  describe('in all their regions', () => {
    it('list the enabled ones, sorted, without the excluded ones', async () => {
      callerIs();
      aws.account
        .on(ListRegionsCommand)
        .resolvesOnce({ Regions: [{ RegionName: 'us-east-1' }, { RegionName: 'us-west-2' }], NextToken: 'more' })
        .resolvesOnce({ Regions: [{ RegionName: 'af-south-1' }] });
      assert.deepEqual(await labels({ regions: 'all', excludeRegions: ['us-west-2'] }), [
        `${MANAGEMENT}/af-south-1`,
        `${MANAGEMENT}/us-east-1`,
      ]);
      for (const input of aws.inputs('account.ListRegions')) {
        const { RegionOptStatusContains: asked } = input as { readonly RegionOptStatusContains?: unknown };
        assert.deepEqual(asked, ['ENABLED', 'ENABLED_BY_DEFAULT']);
      }
      assert.deepEqual(await regionsCalled('account.ListRegions'), ['us-east-1', 'us-east-1']);
    });

    it('list them once an account, each with its own credentials', async () => {
      callerIs();
      rolesGive();
      aws.account.on(ListRegionsCommand).resolves({ Regions: [{ RegionName: 'us-east-1' }] });
      await reach({ regions: 'all', accounts: [MEMBER, THIRD] });
      const keys = aws
        .calls()
        .filter(({ name }) => name === 'account.ListRegions')
        .map(async ({ client }) => (await client.config.credentials()).accessKeyId);
      assert.deepEqual((await Promise.all(keys)).toSorted(), [`ASIA${MEMBER}`, `ASIA${THIRD}`]);
    });

    const denied = (action: string): Error =>
      awsError('AccessDeniedException', `User: x is not authorized to perform: ${action}`, 403);
    const described = {
      Regions: [
        { RegionName: 'us-west-2', OptInStatus: 'opt-in-not-required' },
        { RegionName: 'af-south-1', OptInStatus: 'opted-in' },
        { RegionName: 'me-south-1', OptInStatus: 'not-opted-in' },
        { RegionName: 'us-east-1' },
      ],
    };
    const why = {
      'may not be listed by Account Management': () => denied('account:ListRegions'),
      'have no Account Management in their partition': () =>
        awsError('Unreachable', 'ListRegions: account.us-gov-west-1.amazonaws.com cannot be reached (ENOTFOUND)'),
      'are those of an endpoint without Account Management': () =>
        awsError('InternalFailure', "API for service 'account' not yet implemented", 501),
    };
    for (const [situation, error] of Object.entries(why)) {
      it(`that ${situation} are listed by EC2, where STS answered`, async () => {
        callerIs();
        aws.account.on(ListRegionsCommand).rejects(error());
        aws.ec2.on(DescribeRegionsCommand).resolves(described);
        const found = ['af-south-1', 'us-east-1', 'us-west-2'].map((region) => `${MANAGEMENT}/${region}`);
        assert.deepEqual(await labels({ regions: 'all' }), found);
        assert.deepEqual(await regionsCalled('ec2.DescribeRegions'), ['eu-central-1']);
      });
    }

    it('are listed by EC2 too where Account Management names none', async () => {
      callerIs();
      aws.account.on(ListRegionsCommand).resolves({ Regions: [] });
      aws.ec2.on(DescribeRegionsCommand).resolvesOnce(described).resolves({});
      assert.equal((await labels({ regions: 'all' })).length, 3);
      assert.deepEqual(await labels({ regions: 'all' }), ['default/all failed NoRegions']);
    });

    it('fail in one entry where neither may list them, with both permissions', async () => {
      callerIs();
      aws.account.on(ListRegionsCommand).rejects(denied('account:ListRegions'));
      aws.ec2.on(DescribeRegionsCommand).rejects(awsError('UnauthorizedOperation', 'You may not', 403));
      const reached = await reach({ regions: 'all' });
      assert.deepEqual(reached.map(label), ['default/all failed UnauthorizedOperation']);
      const [first] = reached;
      assert.ok(first && !isTarget(first));
      assert.equal(
        first.problem.message,
        'cannot list the regions of account 111111111111: account:ListRegions: User: x is not authorized to perform: account:ListRegions; ec2:DescribeRegions: You may not',
      );
      assert.equal(
        first.problem.advice,
        'allow account:ListRegions or ec2:DescribeRegions, or name the regions: --regions a,b',
      );
    });

    it('are not asked for again with credentials that have expired', async () => {
      callerIs();
      aws.account.on(ListRegionsCommand).rejects(awsError('ExpiredTokenException'));
      assert.deepEqual(await labels({ regions: 'all' }), ['default/all failed ExpiredToken']);
      assert.ok(!aws.names().includes('ec2.DescribeRegions'));
    });

    it('are listed in the partition of each profile', async () => {
      aws.sts
        .on(GetCallerIdentityCommand)
        .resolvesOnce({ Account: MANAGEMENT, Arn: `arn:aws-cn:iam::${MANAGEMENT}:user/ann` })
        .resolvesOnce({ Account: MEMBER, Arn: `arn:aws:iam::${MEMBER}:user/ann` });
      aws.account.on(ListRegionsCommand).resolves({ Regions: [{ RegionName: 'us-west-2' }] });
      const profiles = [
        { name: 'china', region: 'cn-north-1' },
        { name: 'world', region: 'us-west-2' },
      ];
      await reach({ profiles, regions: 'all', homeRegion: undefined });
      assert.deepEqual((await regionsCalled('account.ListRegions')).toSorted(), ['cn-northwest-1', 'us-east-1']);
    });
  });

  it('that are excluded are never worked on, however they were reached', async () => {
    callerIs();
    assert.deepEqual(await labels({ excludeAccounts: [MANAGEMENT] }), []);
    assert.deepEqual(await labels({ profiles: [{ name: 'dev' }], excludeAccounts: [MANAGEMENT] }), []);
  });

  describe('of other partitions', () => {
    const china = (text: string): string => text.replace('arn:aws:', 'arn:aws-cn:');
    ownEnvironment();
    let folder = '';
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'session-manager-partitions-'));
      process.env['AWS_CONFIG_FILE'] = join(folder, 'config');
      writeFileSync(
        join(folder, 'config'),
        `[profile keys]\naws_access_key_id = AKIA\naws_secret_access_key = s\n[profile dev]\nrole_arn = ${china(role(MANAGEMENT))}\nsource_profile = keys\n`,
      );
      callerIs(MANAGEMENT, china(CALLER_ARN));
      rolesGive();
      aws.account.on(ListRegionsCommand).resolves({ Regions: [{ RegionName: 'cn-north-1' }] });
    });
    afterEach(() => {
      rmSync(folder, { recursive: true });
    });
    const dev = { profiles: [{ name: 'dev' }], homeRegion: undefined } as const;

    it('are asked for there, where only the role of the profile tells the partition', async () => {
      const reached = await reachTargets({ ...SCOPE, ...dev, regions: 'all' }, { ...NOWHERE });
      assert.deepEqual(reached.map(label), [`${MANAGEMENT}/cn-north-1`]);
      for (const name of ['sts.AssumeRole', 'sts.GetCallerIdentity', 'account.ListRegions']) {
        assert.deepEqual(await regionsCalled(name), ['cn-northwest-1'], name);
      }
    });

    it('are entered from there', async () => {
      const reached = await reachTargets(
        { ...SCOPE, ...dev, regions: ['cn-north-1'], accounts: [MEMBER] },
        { ...NOWHERE },
      );
      assert.deepEqual(reached.map(label), [`${MEMBER}/cn-north-1`]);
      const roles = aws.inputs('sts.AssumeRole') as readonly { readonly RoleArn: string }[];
      assert.deepEqual(
        roles.map(({ RoleArn }) => RoleArn),
        [china(role(MANAGEMENT)), china(role(MEMBER))],
      );
    });

    it('are not asked about regions in which the credentials are not valid', async () => {
      const reached = await reachTargets({ ...SCOPE, ...dev, regions: ['us-east-1'] }, { ...NOWHERE });
      assert.deepEqual(reached.map(label), [`${MANAGEMENT}/us-east-1 failed OtherPartition`]);
    });
  });

  describe('when the run ends before they are entered', () => {
    it('are not run where it was interrupted, without a further call', async () => {
      callerIs();
      const interrupt = AbortSignal.abort();
      const reached = await reachTargets(
        { ...SCOPE, accounts: [MEMBER, THIRD], regions: ['us-east-1'] },
        CONNECTION,
        interrupt,
      );
      assert.deepEqual(reached.map(label), [
        `${MEMBER}/us-east-1 not-run Interrupted`,
        `${THIRD}/us-east-1 not-run Interrupted`,
      ]);
      assert.ok(!aws.names().includes('sts.AssumeRole'));
    });

    it('fail where it takes longer than the time limit', async () => {
      aws.sts
        .on(GetCallerIdentityCommand)
        .callsFake(
          (_input: unknown, _client: unknown) =>
            new Promise((_resolve, reject) => setTimeout(reject, 30, awsError('AbortError'))),
        );
      const reached = await reachTargets({ ...SCOPE, timeout: 0.01 }, CONNECTION);
      assert.deepEqual(reached.map(label), [
        'default/us-east-1 failed TimeLimit',
        'default/eu-west-1 failed TimeLimit',
      ]);
    });
  });

  it('come in the order they were asked for, whichever answers first', async () => {
    callerIs();
    aws.sts.on(AssumeRoleCommand).callsFake(async ({ RoleArn }: { RoleArn: string }) => {
      if (RoleArn === role(MEMBER)) for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
      return {
        Credentials: { AccessKeyId: 'ASIA', SecretAccessKey: 's', SessionToken: 't', Expiration: new Date(8e15) },
      };
    });
    const order = [`${MEMBER}/us-east-1`, `${THIRD}/us-east-1`];
    assert.deepEqual(await labels({ accounts: [MEMBER, THIRD], regions: ['us-east-1'] }), order);
  });
});
