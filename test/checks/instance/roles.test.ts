import assert from 'node:assert/strict';
import { instanceRoles as check } from '../../../src/checks/instance/roles.ts';
import type { Gap } from '../../../src/audit/gap.ts';
import type { RoleAudit } from '../../../src/audit/role-audit.ts';
import type { RegionAudit } from '../../../src/audit/region.ts';
import type { SessionInputs } from '../../../src/resources/preferences/session-document.ts';
import { fakeChannels, fakeInstance, fakeNode, fakeSettings } from '../facts.ts';
import { accountOf, aRole, brief, denied, finding, findings, is, isDenied, regionOf, setup } from '../observed.ts';

const LOGGED = { cloudWatchLogGroupName: 'audit', s3BucketName: 'logs' };

const place = (inputs: SessionInputs = LOGGED, region?: string): RegionAudit =>
  regionOf({ settings: is(fakeSettings(inputs)), hostManagementRole: is(undefined), nodes: is([]) }, region);

const HERE = place();
const ROLE = aRole();
const UNUSED = { usedIn: new Set<RegionAudit>(), unreadIn: new Set<RegionAudit>() };

const gapOf = (overrides: Partial<Gap> = {}): Gap => {
  const regions = overrides.regions ?? [HERE];
  return {
    role: ROLE,
    source: 'profile',
    usedIn: new Set(regions),
    unreadIn: new Set(),
    need: 'core',
    cause: 'missing',
    regions,
    actions: ['ssm:UpdateInstanceInformation'],
    byRegion: new Map(
      regions.map((facts) => [
        facts,
        (overrides.actions ?? ['ssm:UpdateInstanceInformation']).map((action) => ({ action, resource: '*' })),
      ]),
    ),
    ...overrides,
  };
};

const factsOf = (...gaps: readonly Gap[]) => {
  const roles: RoleAudit['roles'] = [{ role: ROLE, source: 'profile', regions: [HERE], ...UNUSED }];
  return accountOf([HERE], { audit: is({ roles, gaps }) });
};

describe('check of the roles of instances', () => {
  it('believes the channels of nodes where these show that there is no gap', async () => {
    const two = [fakeInstance({ id: 'i-1' }), fakeInstance({ id: 'i-2' })];
    const told = async (...unconnected: readonly string[]) => {
      const channels = is(fakeChannels(unconnected.map((id) => fakeNode({ id }))));
      const facts = regionOf({ ...HERE, instances: is(two), channels });
      const gap = gapOf({ cause: 'conditional', keys: ['aws:SourceVpc'], regions: [facts], unlessConnected: true });
      return (await findings(check, factsOf(gap))).map(brief);
    };
    assert.deepEqual(await told(), []);
    assert.deepEqual(await told('i-1'), []);
    assert.deepEqual(await told('i-9'), []);
    assert.deepEqual(await told('i-1', 'i-2'), ['unknown instance.profile-without-ssm role/web']);
  });

  it('has nothing to look at where no role is for nodes', async () => {
    assert.equal(await check.run(accountOf([HERE], { audit: is({ roles: [], gaps: [] }) })), undefined);
  });

  it('finds nothing where the roles lack nothing', async () => assert.deepEqual(await findings(check, factsOf()), []));

  it('is not known where roles may not be looked at', () => isDenied(check, accountOf([HERE], { audit: denied })));

  for (const [need, cause, source, expected] of [
    ['core', 'missing', 'profile', 'fail instance.profile-without-ssm'],
    ['core', 'missing', 'host-management', 'fail instance.profile-without-ssm'],
    ['core', 'organization', 'profile', 'unknown instance.profile-without-ssm'],
    ['core', 'conditional', 'profile', 'unknown instance.profile-without-ssm'],
    ['core', 'unsettled', 'profile', 'unknown instance.profile-without-ssm'],
    ['logs', 'unsettled', 'profile', 'unknown instance.logs-permissions'],
    ['logs', 'conditional', 'profile', 'unknown instance.logs-permissions'],
    ['logs', 'conditional', 'host-management', 'unknown dhmc.role-without-logs'],
    ['kms-decrypt', 'conditional', 'profile', 'unknown instance.kms-decrypt'],
    ['logs', 'missing', 'profile', 'fail instance.logs-permissions'],
    ['logs', 'organization', 'profile', 'unknown instance.logs-permissions'],
    ['logs', 'missing', 'host-management', 'fail dhmc.role-without-logs'],
    ['logs', 'organization', 'host-management', 'unknown dhmc.role-without-logs'],
    ['kms-decrypt', 'missing', 'profile', 'fail instance.kms-decrypt'],
    ['kms-decrypt', 'key-policy', 'profile', 'fail instance.kms-decrypt'],
    ['kms-decrypt', 'unclear', 'profile', 'unknown instance.kms-decrypt'],
    ['kms-decrypt', 'organization', 'profile', 'unknown instance.kms-decrypt'],
    ['kms-decrypt', 'forbidden', 'profile', 'fail instance.kms-decrypt'],
    ['kms-decrypt', 'missing', 'host-management', 'fail instance.kms-decrypt'],
    ['kms-decrypt', 'single-region', 'profile', 'fail instance.kms-single-region'],
    ['kms-decrypt', 'single-region', 'host-management', 'fail instance.kms-single-region'],
    ['s3', 'missing', 'profile', 'fail instance.s3-permissions'],
    ['s3', 'organization', 'profile', 'unknown instance.s3-permissions'],
    ['kms-via-logs', 'missing', 'profile', 'warn instance.kms-via-logs'],
    ['kms-via-logs', 'organization', 'profile', 'unknown instance.kms-via-logs'],
  ] as const) {
    it(`says ${expected} of ${need} that is ${cause}, of a role from ${source}`, async () => {
      const found = await finding(check, factsOf(gapOf({ need, cause, source })), `${expected} role/web`);
      assert.equal(found.region, 'eu-west-1');
      // What is not known has its effect only in one case, and the sentence says in which.
      assert.equal(/: if it (?:is not|does not|denies that), /.test(found.summary), expected.startsWith('unknown'));
      assert.deepEqual(found.unread, cause === 'unsettled' ? ['ssm:GetServiceSetting'] : undefined);
    });
  }

  it('knows neither whether a key that cannot be read may be used, nor whether it is one of another region', async () => {
    const found = await findings(check, factsOf(gapOf({ need: 'kms-decrypt', cause: 'unseen', actions: ['a:B'] })));
    assert.deepEqual(found.map(brief), [
      'unknown instance.kms-decrypt role/web',
      'unknown instance.kms-single-region role/web',
    ]);
    for (const { unread } of found) assert.deepEqual(unread, ['kms:DescribeKey', 'kms:ListAliases']);
    for (const { summary } of found) assert.match(summary, /: if it is not, /);
  });

  it('does not know of the role of Default Host Management where its setting cannot be read', async () => {
    const regions = [HERE, regionOf({ hostManagementRole: denied, nodes: is([]) }, 'us-east-1')];
    for (const roles of [[], [{ role: ROLE, source: 'profile', regions, ...UNUSED } as const]]) {
      const facts = accountOf(regions, { audit: is({ roles, gaps: [] }) });
      const { region, advice } = await finding(
        check,
        facts,
        'unknown dhmc.role-without-logs setting/ssm/managed-instance/default-ec2-instance-management-role',
      );
      assert.equal(region, 'us-east-1');
      assert.match(advice, /ssm:GetServiceSetting/);
    }
  });

  it('advises against nothing where a role is apart: it may not be meant for sessions, and setup grants it nothing', async () => {
    const { advice } = await finding(
      check,
      factsOf(gapOf({ ...UNUSED, apart: true })),
      'info instance.profile-without-ssm role/web',
    );
    assert.match(advice, /^if it is meant for nodes, .*policy instance/);
    assert.doesNotMatch(advice, /^session-manager setup/);
  });

  it('names the condition keys on which it depends, tells how to find out, and grants nothing', async () => {
    const keys = ['aws:SourceVpc', 'ssm:SourceInstanceARN'];
    const [found] = await findings(
      check,
      factsOf(gapOf({ need: 'logs', cause: 'conditional', actions: ['a:B'], keys })),
    );
    assert.match(
      found?.summary ?? '',
      /^whether it is allowed a:B depends on aws:SourceVpc, ssm:SourceInstanceARN, which only a real request has/,
    );
    assert.match(found?.summary ?? '', /: if it is not, sessions run, and are silently not logged$/);
    assert.match(found?.advice ?? '', /^start a session on a node that works under it, .*--context-entries/);
    assert.doesNotMatch(found?.advice ?? '', /--grant/);
  });

  it('has the owners of a role add what it lacks where its other permissions depend on conditions', async () => {
    const [found] = await findings(check, factsOf(gapOf({ need: 'logs', actions: ['a:B'], guarded: true })));
    assert.match(found?.advice ?? '', /^allow it a:B in a policy of its own, under the conditions of its other/);
    assert.doesNotMatch(found?.advice ?? '', /session-manager setup/);
  });

  it('grants nothing against a Deny or a boundary, and tells how to find them', async () => {
    const [found] = await findings(check, factsOf(gapOf({ need: 'logs', cause: 'forbidden', actions: ['a:B'] })));
    assert.match(found?.summary ?? '', /^a Deny, or its permissions boundary, keeps it from a:B/);
    assert.match(found?.advice ?? '', /: aws iam simulate-principal-policy .* --action-names a:B /);
    assert.doesNotMatch(found?.advice ?? '', /--grant/);
  });

  it('warns of nothing that no instance uses, and says so; one region where it is used is enough', async () => {
    const there = place(LOGGED, 'us-east-1');
    for (const need of ['core', 'logs', 'kms-decrypt', 's3', 'kms-via-logs'] as const) {
      const [unused, ...others] = await findings(check, factsOf(gapOf({ ...UNUSED, need })));
      assert.deepEqual([unused?.verdict, others], ['info', []], need);
      assert.match(unused?.summary ?? '', /; no running instance uses it now in the regions that were looked at$/);
    }
    const usedElsewhere = gapOf({ usedIn: new Set([place(LOGGED, 'sa-east-1')]) });
    await finding(check, factsOf(usedElsewhere), 'info instance.profile-without-ssm role/web');
    const used = gapOf({ regions: [HERE, there], usedIn: new Set([there]) });
    const { summary } = await finding(check, factsOf(used), 'fail instance.profile-without-ssm role/web');
    assert.doesNotMatch(summary, /no running instance/);
    await finding(
      check,
      factsOf(gapOf({ ...UNUSED, cause: 'organization' })),
      'unknown instance.profile-without-ssm role/web',
    );
  });

  it('is not known to do harm where instances may not be read; one that is read is enough', async () => {
    const there = place(LOGGED, 'us-east-1');
    const unread = { usedIn: new Set<RegionAudit>(), unreadIn: new Set([HERE]) };
    const { summary, advice } = await finding(
      check,
      factsOf(gapOf({ ...unread, need: 'logs' })),
      'unknown instance.logs-permissions role/web',
    );
    assert.match(summary, /; it is not known whether an instance uses it, since instances may not be read$/);
    assert.match(advice, /ec2:DescribeInstances/);
    const used = gapOf({ ...unread, regions: [HERE, there], usedIn: new Set([there]) });
    await finding(check, factsOf(used), 'fail instance.profile-without-ssm role/web');
  });

  it('names what is lacking, and the regions if it depends on them', async () => {
    const there = place(LOGGED, 'us-east-1');
    const actions = ['ssmmessages:OpenDataChannel', 'ssm:UpdateInstanceInformation'];
    const one = await finding(check, factsOf(gapOf({ actions })), 'fail instance.profile-without-ssm role/web');
    assert.match(one.summary, /^lacks ssmmessages:OpenDataChannel, ssm:UpdateInstanceInformation: its nodes/);
    const decrypt = gapOf({ need: 'kms-decrypt', actions: ['kms:Decrypt'], regions: [there, HERE] });
    const two = await finding(check, factsOf(decrypt), 'fail instance.kms-decrypt role/web');
    assert.match(two.summary, /^lacks kms:Decrypt \(in us-east-1, eu-west-1\): /);
    assert.equal(two.region, 'us-east-1');
  });

  for (const [need, demand, words] of [
    ['logs', { cloudWatchEncryptionEnabled: true }, /sessions are refused .*CloudWatch Logs log group/],
    ['logs', { s3EncryptionEnabled: true }, /sessions run, and are silently not logged$/],
    ['s3', { s3EncryptionEnabled: true }, /sessions are refused .*Amazon S3 bucket/],
    ['s3', { cloudWatchEncryptionEnabled: true }, /sessions run, and are silently not logged$/],
  ] as const) {
    it(`says of ${need} what comes of it where the preferences require ${Object.keys(demand).join()}`, async () => {
      const gap = gapOf({ need, regions: [place({ ...LOGGED, ...demand })] });
      const [found] = await findings(check, factsOf(gap));
      assert.match(found?.summary ?? '', words);
    });
  }

  for (const cause of ['missing', 'single-region'] as const) {
    it(`has setup grant what is ${cause}, on the log group of the preferences`, async () => {
      const [found] = await findings(check, factsOf(gapOf({ need: 'kms-decrypt', cause })));
      assert.equal(found?.advice, setup('--log-group audit', '--grant'));
    });
  }

  it('has setup grant what is missing, even if the preferences may not be read', async () => {
    const [found] = await findings(check, factsOf(gapOf({ regions: [regionOf({ settings: denied })] })));
    assert.equal(found?.advice, setup('--grant'));
  });

  for (const cause of ['key-policy', 'unclear'] as const) {
    it(`shows the statement that the key lacks where it is ${cause}`, async () => {
      const [found] = await findings(check, factsOf(gapOf({ need: 'kms-decrypt', cause, actions: ['kms:Decrypt'] })));
      const [, statement = ''] = /^add this statement to the key policy: (.*)$/.exec(found?.advice ?? '') ?? [];
      assert.deepEqual(JSON.parse(statement), {
        Effect: 'Allow',
        Principal: { AWS: ROLE.arn },
        Action: 'kms:Decrypt',
        Resource: '*',
      });
    });
  }

  it('sends those to the organization whom the organization keeps out', async () => {
    const [found] = await findings(check, factsOf(gapOf({ cause: 'organization' })));
    assert.match(found?.advice ?? '', /service control policies of the organization/);
  });

  it('has a finding for each gap of each role', async () => {
    const gaps = [
      gapOf(),
      gapOf({ need: 's3' }),
      gapOf({ role: aRole({ name: 'batch' }) }),
      gapOf({ role: aRole({ name: 'batch' }), need: 'kms-decrypt' }),
    ];
    assert.deepEqual((await findings(check, factsOf(...gaps))).map(brief), [
      'fail instance.profile-without-ssm role/web',
      'fail instance.s3-permissions role/web',
      'fail instance.profile-without-ssm role/batch',
      'fail instance.kms-decrypt role/batch',
    ]);
  });
});
