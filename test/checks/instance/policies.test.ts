import assert from 'node:assert/strict';
import { profilePolicies as check } from '../../../src/checks/instance/policies.ts';
import type { RegionAudit } from '../../../src/audit/region.ts';
import type { Role } from '../../../src/facts/roles.ts';
import { ACCOUNT, testTarget } from '../../aws.ts';
import { fakeInstance } from '../facts.ts';
import {
  accountOf,
  aRole,
  aws,
  bareInstance,
  brief,
  briefly,
  denied,
  finding,
  findings,
  is,
  isDenied,
  regionOf,
} from '../observed.ts';

const OLD = 'arn:aws:iam::aws:policy/service-role/AmazonEC2RoleforSSM';
const CORE = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore';

const factsOf = (roles: readonly Role[], regions: readonly RegionAudit[] = [withProfiles()]) =>
  accountOf(regions, {
    role: async (name) => roles.find((role) => role.name === name),
    roles: is({
      byName: new Map(roles.map((role) => [role.name, role])),
      complete: true,
    }),
  });

/** A region whose running instances have these profiles. */
const withProfiles = (
  names: readonly string[] = [],
  region?: string,
  overrides: Partial<RegionAudit> = {},
): RegionAudit =>
  regionOf(
    {
      configuration: is({ place: testTarget(region) }),
      ...overrides,
      instances: is([
        bareInstance(),
        ...names.map((name) => fakeInstance({ profile: `arn:aws:iam::${ACCOUNT}:instance-profile/path/${name}` })),
      ]),
    },
    region,
  );

describe('check instance.deprecated-policy', () => {
  const old = (name: string, overrides: Partial<Role> = {}) => aRole({ name, attached: is([CORE, OLD]), ...overrides });

  it('finds nothing where no role has it', async () => {
    assert.deepEqual(await findings(check, factsOf([aRole()])), []);
    assert.deepEqual(await findings(check, factsOf([])), []);
  });

  it('is a warning for each role in use that has it, and puts the new policy in its place', async () => {
    const used = (name: string) => old(name, { profiles: [name] });
    const found = await findings(
      check,
      factsOf([used('web'), aRole({ name: 'api' }), used('batch')], [withProfiles(['web', 'batch'])]),
    );
    assert.deepEqual(briefly(found), [
      'warn instance.deprecated-policy role/batch',
      'warn instance.deprecated-policy role/web',
    ]);
    const attach = aws(`iam attach-role-policy --role-name web --policy-arn ${CORE}`);
    const detach = aws(`iam detach-role-policy --role-name web --policy-arn ${OLD}`);
    assert.equal(
      found[0]?.advice,
      `if its nodes need nothing else of it, such as for the output of Run Command, metrics, or to join a directory: ${attach} && ${detach}`,
    );
  });

  it('gives what sessions need of it before it is taken away', async () => {
    const logged = { configuration: is({ place: testTarget(), logGroup: 'audit' }) };
    const [found] = await findings(check, factsOf([old('web')], [withProfiles([], undefined, logged)]));
    const commands = found?.advice.split(' && ') ?? [];
    assert.deepEqual(
      commands.map((command) => /aws iam ([\w-]+)/.exec(command)?.[1]),
      ['attach-role-policy', 'put-role-policy', 'detach-role-policy'],
    );
    assert.match(commands[1] ?? '', /--policy-document '.*logs:PutLogEvents.*log-group:audit/);
  });

  it('is in words where it is not known what sessions need', async () => {
    const [found] = await findings(
      check,
      factsOf([old('web')], [withProfiles([], undefined, { configuration: denied })]),
    );
    assert.match(found?.advice ?? '', /^attach AmazonSSMManagedInstanceCore .* then detach AmazonEC2RoleforSSM/);
  });

  it('is for information where no running instance has it; where instances may not be read, one may', async () => {
    const unused = await finding(check, factsOf([old('web')]), 'info instance.deprecated-policy role/web');
    assert.match(unused.summary, /; no running instance uses it now in the regions that were looked at$/);
    const unread = factsOf([old('web')], [regionOf({ instances: denied })]);
    await finding(check, unread, 'warn instance.deprecated-policy role/web');
  });

  it('is no matter for a role that is not for instances, whose policies are not read', async () => {
    assert.deepEqual(await findings(check, factsOf([old('ci', { profiles: [], attached: denied })])), []);
  });

  it('is not known where roles, or their policies, may not be read', async () => {
    await isDenied(check, accountOf([], { roles: denied }));
    await isDenied(check, factsOf([aRole({ attached: denied })]));
  });
});

describe('check instance.profile-without-role', () => {
  it('finds nothing where each profile of an instance hands out a role', async () => {
    assert.deepEqual(await findings(check, factsOf([aRole()], [withProfiles(['web'])])), []);
  });

  it('fails once for each profile and region, and says how to give it a role', async () => {
    const regions = [withProfiles(['bare', 'web', 'bare', 'gone']), withProfiles(['bare'], 'us-east-1')];
    const found = await findings(check, factsOf([aRole()], regions));
    assert.deepEqual(
      found.map((each) => `${brief(each)} ${each.region}`),
      [
        'fail instance.profile-without-role instance-profile/bare eu-west-1',
        'fail instance.profile-without-role instance-profile/gone eu-west-1',
        'fail instance.profile-without-role instance-profile/bare us-east-1',
      ],
    );
    const words = 'iam add-role-to-instance-profile --instance-profile-name bare --role-name bare';
    for (const [index, region] of [[0, 'eu-west-1'] as const, [2, 'us-east-1'] as const]) {
      const advice = found[index]?.advice ?? '';
      assert.match(advice, /^with a role of its own: aws iam create-role --role-name bare /);
      assert.ok(advice.endsWith(aws(words, region)), advice);
    }
  });

  for (const [title, principal, expected] of [
    ['that EC2 may assume is put into it', 'ec2.amazonaws.com', /^if .* permissions of role bare: .*--role-name bare/],
    ['of something else is left alone', 'lambda.amazonaws.com', /^with a role of its own: .*--role-name bare-nodes/],
  ] as const) {
    it(`knows the role of its name: one ${title}`, async () => {
      const trust = {
        Statement: [{ Effect: 'Allow', Principal: { Service: principal }, Action: 'sts:AssumeRole' } as const],
      };
      const facts = factsOf([aRole({ name: 'bare', profiles: [], trust })], [withProfiles(['bare'])]);
      const { advice } = await finding(check, facts, 'fail instance.profile-without-role instance-profile/bare');
      assert.match(advice, expected);
    });
  }

  it('is not looked for where instances may not be listed; other regions are', async () => {
    const regions = [regionOf({ instances: denied }), withProfiles(['bare'], 'us-east-1')];
    await finding(check, factsOf([aRole()], regions), 'fail instance.profile-without-role instance-profile/bare');
  });
});
