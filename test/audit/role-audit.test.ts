import assert from 'node:assert/strict';
import { SimulatePrincipalPolicyCommand, type SimulatePrincipalPolicyRequest } from '@aws-sdk/client-iam';
import type { Key } from '../../src/facts/key.ts';
import type { RegionAudit } from '../../src/audit/region.ts';
import { auditRoles, type RoleAudit } from '../../src/audit/role-audit.ts';
import type { Role, Roles } from '../../src/facts/roles.ts';
import type { Decision } from '../../src/facts/simulation.ts';
import { iamStatement } from '../../src/policies/documents/key-policy.ts';
import type { Policy, Statement } from '../../src/policies/reading/policy.ts';
import type { SessionConfiguration } from '../../src/policies/needs/configuration.ts';
import { ACCOUNT, awsError, mockAws, testTarget } from '../aws.ts';
import { fakeInstance } from '../checks/facts.ts';
import { accountOf, aRole, bareInstance, denied, is, regionOf } from '../checks/observed.ts';
import { type Context, contextOf, simulator } from '../facts/simulator.ts';

const keyArn = (region: string) => `arn:aws:kms:${region}:${ACCOUNT}:key/1111`;

/** A region in which an instance runs under the role `web`; sessions are neither logged nor encrypted. */
const region = (name = 'eu-west-1', more: Partial<SessionConfiguration> = {}, overrides: Partial<RegionAudit> = {}) =>
  regionOf(
    {
      instances: is([fakeInstance()]),
      hostManagementRole: is(undefined),
      nodes: is([]),
      configuration: is({ place: testTarget(name), ...more }),
      ...overrides,
    },
    name,
  );

const allow = (Action: string | readonly string[], Resource = '*', more: Partial<Statement> = {}): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const policies = (...Statement: readonly Statement[]): Pick<Role, 'policies'> => ({
  policies: is([{ Statement } satisfies Policy]),
});

describe('facts audit of roles', () => {
  const aws = mockAws();

  const decide = (decision: (action: string, resource: string, context: Context) => Decision | undefined): void => {
    aws.iam
      .on(SimulatePrincipalPolicyCommand)
      .callsFake(simulator((action, resource, context) => decision(action, resource, context) ?? 'allowed'));
  };
  const asked = () => aws.inputs('iam.SimulatePrincipalPolicy') as readonly SimulatePrincipalPolicyRequest[];

  const audit = (regions: readonly RegionAudit[], roles: readonly Role[] = [aRole()], complete = true) => {
    const byName = new Map(roles.map((role) => [role.name, role]));
    return auditRoles(
      accountOf(regions, {
        iam: () => testTarget().iam(),
        roles: is({ byName, complete }),
        role: async (name) => byName.get(name),
      }),
    );
  };

  /** `web kms-decrypt missing: kms:Decrypt in eu-west-1` */
  const briefly = ({ gaps }: RoleAudit): readonly string[] =>
    gaps.map(({ role, need, cause, actions, regions }) => {
      const where = regions.map(({ target }) => target.region).join(' ');
      return `${role.name} ${need} ${cause}: ${actions.join(' ')} in ${where}`;
    });

  it('finds nothing where everything is allowed, and tells which roles there are', async () => {
    decide(() => 'allowed');
    const { roles, gaps } = await audit([region()]);
    assert.deepEqual([roles.map(({ role, source }) => `${source} ${role.name}`), gaps], [['profile web'], []]);
  });

  it('asks nothing where there is no role', async () => {
    assert.deepEqual(await audit([region()], []), { roles: [], gaps: [] });
    assert.equal(asked().length, 0);
  });

  it('gathers what a role lacks by need and cause, over all regions', async () => {
    decide((action, resource) =>
      action === 'ssmmessages:OpenDataChannel' || action === 'ssmmessages:CreateDataChannel'
        ? 'denied'
        : action === 'logs:PutLogEvents' && resource.includes(':us-east-1:')
          ? 'denied'
          : undefined,
    );
    const logged = { logGroup: 'audit' };
    const found = await audit(
      [region('eu-west-1', logged), region('us-east-1', logged)],
      [aRole(), aRole({ name: 'api' })],
    );
    assert.deepEqual(
      briefly(found),
      ['web', 'api'].flatMap((name) => [
        `${name} core missing: ssmmessages:CreateDataChannel ssmmessages:OpenDataChannel in eu-west-1 us-east-1`,
        `${name} logs missing: logs:PutLogEvents in us-east-1`,
      ]),
    );
    assert.ok(found.gaps.every(({ source, usedIn }) => source === 'profile' && usedIn.size === 2));
  });

  it('reads regions while roles are read, and asks about keys by way of a service beside the rest', async () => {
    decide(() => 'allowed');
    let tell: (found: Roles) => void = () => undefined;
    const roles = new Promise<Roles>((resolve) => (tell = resolve));
    const read: string[] = [];
    const reading = <Value>(name: string, value: Value) => {
      return async (): Promise<Value> => {
        read.push(name);
        // Whoever reads the last of them makes the roles come.
        const byName = new Map([['web', aRole({ policies: is([{ Statement: [allow('kms:*')] }]) })]]);
        if (read.length === 4) tell({ byName, complete: true });
        return value;
      };
    };
    const here = region(
      'eu-west-1',
      {},
      {
        instances: reading('instances', [fakeInstance()]),
        hostManagementRole: reading('hostManagementRole', undefined),
        nodes: reading('nodes', []),
        configuration: reading('configuration', {
          place: testTarget(),
          logGroup: 'audit',
          logGroupEncrypted: true,
          logGroupKeyArn: keyArn('eu-west-1'),
        }),
      },
    );
    const waiting: (() => void)[] = [];
    const answer = simulator(() => 'allowed');
    aws.iam.on(SimulatePrincipalPolicyCommand).callsFake(async (request: SimulatePrincipalPolicyRequest) => {
      // Neither of the two questions is answered before both are asked.
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (waiting.length === 2) for (const each of waiting) each();
      });
      return answer(request);
    });
    const found = await auditRoles(
      accountOf([here], {
        iam: () => testTarget().iam(),
        roles: () => roles,
      }),
    );
    assert.deepEqual([found.gaps, asked().length], [[], 2]);
  });

  it('rejects where IAM, or the configuration, may not be asked', async () => {
    aws.iam.on(SimulatePrincipalPolicyCommand).rejects(awsError('AccessDenied'));
    await assert.rejects(audit([region()]), { name: 'AccessDenied' });
    decide(() => 'allowed');
    await assert.rejects(audit([region('eu-west-1', {}, { configuration: denied })]), {
      name: 'AccessDeniedException',
    });
  });

  describe('of the session key', () => {
    const place = testTarget();
    const root = iamStatement(place);
    const key: Key = {
      kind: 'found',
      name: 'alias/session',
      id: '1111',
      arn: keyArn('eu-west-1'),
      state: 'Enabled',
      aliases: ['alias/session'],
    };
    const byPolicy = (...Statement: readonly Statement[]): Key => ({ ...key, policy: { Statement } });
    const byRole = allow('kms:Decrypt', '*', { Principal: { AWS: aRole().arn } });
    const delegated = byPolicy(root);
    const granted = byPolicy(byRole);
    const refused = byPolicy(allow('kms:Decrypt', '*', { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/other` } }));
    const ELSEWHERE = policies(allow('kms:Decrypt', keyArn('us-east-1')));

    for (const [iam, what, named, expected] of [
      ['allowed', 'names another role', refused, 'key-policy'],
      ['denied', 'leaves it to IAM', delegated, 'missing'],
      ['denied', 'names the role', granted, undefined],
      ['denied', 'names another role', refused, 'key-policy'],
      ['forbidden', 'names the role', granted, 'forbidden'],
      ['unknown', 'names the role', granted, 'organization'],
    ] as const) {
      it(`weighs both: says ${expected ?? 'nothing'} where IAM says ${iam}, and the policy of the key ${what}`, async () => {
        decide((action) => (action === 'kms:Decrypt' ? iam : undefined));
        const facts = region('eu-west-1', { key: { arn: key.arn, aliases: key.aliases } }, { key: async () => named });
        const found = await audit([facts]);
        assert.deepEqual(briefly(found), expected ? [`web kms-decrypt ${expected}: kms:Decrypt in eu-west-1`] : []);
      });
    }

    it('is told apart by region: allowed in one, fixed to it in the other', async () => {
      decide((action, resource) =>
        action === 'kms:Decrypt' && resource !== keyArn('us-east-1') ? 'denied' : undefined,
      );
      const both = ['us-east-1', 'eu-west-1'].map((name) =>
        region(
          name,
          { key: { arn: keyArn(name), aliases: [] } },
          { key: async () => ({ ...delegated, arn: keyArn(name) }) },
        ),
      );
      assert.deepEqual(briefly(await audit(both, [aRole(ELSEWHERE)])), [
        'web kms-decrypt single-region: kms:Decrypt in eu-west-1',
      ]);
    });
  });

  it('says organization where a policy of the organization decides', async () => {
    decide((action) => (action === 'ssmmessages:OpenDataChannel' ? 'unknown' : undefined));
    assert.deepEqual(briefly(await audit([region()])), [
      'web core organization: ssmmessages:OpenDataChannel in eu-west-1',
    ]);
  });

  describe('where Default Host Management is on', () => {
    const on = { hostManagementRole: is('service-role/Managed') };
    const managed = aRole({ name: 'Managed', profiles: [] });
    const lacking = (what: string, ...roles: readonly string[]) =>
      aws.iam
        .on(SimulatePrincipalPolicyCommand)
        .callsFake((request: SimulatePrincipalPolicyRequest) =>
          simulator((action) =>
            action === what && roles.some((name) => request.PolicySourceArn?.endsWith(`/${name}`))
              ? 'denied'
              : 'allowed',
          )(request),
        );

    it('leaves nodes to its role whose own may not register; in other regions they are not', async () => {
      lacking('ssm:UpdateInstanceInformation', 'web');
      const regions = [region('eu-west-1', {}, on), region('us-east-1')];
      assert.deepEqual(briefly(await audit(regions, [aRole(), managed])), [
        'web core missing: ssm:UpdateInstanceInformation in us-east-1',
      ]);
    });

    it('does not know what a role lacks that may not register, where the setting cannot be read', async () => {
      lacking('ssm:UpdateInstanceInformation', 'web');
      const regions = [region('eu-west-1', {}, { hostManagementRole: denied }), region('us-east-1')];
      assert.deepEqual(briefly(await audit(regions, [aRole()])), [
        'web core unsettled: ssm:UpdateInstanceInformation in eu-west-1',
        'web core missing: ssm:UpdateInstanceInformation in us-east-1',
      ]);
    });

    it('holds against a role that may register what it lacks besides', async () => {
      lacking('ssmmessages:OpenDataChannel', 'web');
      assert.deepEqual(briefly(await audit([region('eu-west-1', {}, on)], [aRole(), managed])), [
        'web core missing: ssmmessages:OpenDataChannel in eu-west-1',
      ]);
    });

    it('looks at its role too, in the regions that name it', async () => {
      lacking('ssm:UpdateInstanceInformation', 'Managed');
      const regions = [region('eu-west-1', {}, { ...on, instances: is([bareInstance()]) }), region('us-east-1')];
      const { gaps } = await audit(regions, [managed]);
      assert.deepEqual(
        gaps.map(({ source, regions: where, usedIn }) => [source, where.length, usedIn.size]),
        [['host-management', 1, 1]],
      );
    });
  });

  describe('costs calls of the simulator:', () => {
    const four = (more: (name: string) => Partial<SessionConfiguration> = () => ({})) =>
      ['eu-west-1', 'eu-west-2', 'us-east-1', 'us-west-2'].map((name) => region(name, more(name)));
    const calls = async (...given: Parameters<typeof audit>) => {
      await audit(...given);
      return asked().length;
    };
    /** Everything that can be set up, but what is used by way of another service. */
    const full = (name: string): Partial<SessionConfiguration> => ({
      logGroup: 'audit',
      key: { arn: keyArn(name), aliases: ['alias/session'] },
      bucket: { name: `logs-${name}`, encryptionRequired: true },
    });
    const withKeys = (name: string) =>
      region(name, full(name), { key: async (wanted) => ({ kind: 'missing', name: wanted }) });
    const DEPENDING = policies(
      allow('*', '*', { Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } } }),
    );

    it('one a role for four regions', async () => {
      decide(() => 'allowed');
      const regions = ['eu-west-1', 'eu-west-2', 'us-east-1', 'us-west-2'].map(withKeys);
      assert.equal(await calls(regions, [aRole(), aRole({ name: 'api' })]), 2);
      assert.ok(asked()[0]?.ResourceArns?.includes('arn:aws:s3:::logs-us-west-2'));
      assert.deepEqual(contextOf(asked()[0] ?? {})['aws:RequestedRegion'], [
        'eu-west-1',
        'eu-west-2',
        'us-east-1',
        'us-west-2',
      ]);
    });

    it('one more for each region where a policy names the region of the request, and these decide', async () => {
      decide((_action, _resource, context) =>
        context['aws:RequestedRegion']?.join() === 'us-west-2' ? 'denied' : 'allowed',
      );
      const { gaps } = await audit(four(), [aRole(DEPENDING)]);
      assert.equal(asked().length, 5);
      assert.deepEqual(
        gaps.map(({ need, regions }) => [need, regions.map(({ target }) => target.region)]),
        [['core', ['us-west-2']]],
      );
      assert.deepEqual(
        asked()
          .slice(1)
          .map((one) => contextOf(one)['aws:RequestedRegion']),
        [['eu-west-1'], ['eu-west-2'], ['us-east-1'], ['us-west-2']],
      );
    });

    it('one for a single region, whatever its policies name', async () => {
      decide(() => 'unknown');
      assert.equal(await calls([region()], [aRole(DEPENDING)]), 1);
    });

    it('one more for each region where the organization decides: it may be one region that it closes', async () => {
      decide((_action, _resource, context) =>
        context['aws:RequestedRegion']?.some((name) => name === 'us-east-1') ? 'unknown' : 'allowed',
      );
      const { gaps } = await audit(four());
      assert.equal(asked().length, 5);
      assert.deepEqual(
        gaps.map(({ cause, regions }) => [cause, regions.map(({ target }) => target.region)]),
        [['organization', ['us-east-1']]],
      );
    });

    it('none more where policies may not be read: they are not asked for what they name', async () => {
      decide(() => 'allowed');
      assert.equal(await calls(four(), [aRole({ policies: denied, attached: denied })], false), 1);
    });

    describe('for the key of an encrypted log group', () => {
      const encrypted = (name: string) =>
        region(
          name,
          { logGroup: 'audit', logGroupEncrypted: true, logGroupKeyArn: keyArn(name) },
          {
            key: is({
              kind: 'found',
              name: keyArn(name),
              id: '1111',
              arn: keyArn(name),
              state: 'Enabled',
              aliases: [],
              policy: { Statement: [iamStatement(testTarget())] },
            }),
          },
        );
      const ALL = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey', 'kms:DescribeKey'];
      const SILENT = [
        'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore',
        'arn:aws:iam::aws:policy/service-role/AmazonEC2RoleforSSM',
        'arn:aws-cn:iam::aws:policy/CloudWatchAgentServerPolicy',
        `arn:aws:iam::${ACCOUNT}:policy/own`,
      ];
      for (const [what, role, complete, more] of [
        ['none where no policy speaks of keys', { attached: is(SILENT) }, true, 0],
        ['none where policies allow a part of it only', policies(allow(ALL.slice(1))), true, 0],
        ['one where policies speak of all of it', policies(allow(ALL)), true, 1],
        ['one where a policy of AWS may', { attached: is(['arn:aws:iam::aws:policy/AdministratorAccess']) }, true, 1],
        ['one where policies may not be read', { attached: denied, policies: denied }, false, 1],
      ] as const) {
        it(what, async () => {
          decide((action) => (action.startsWith('kms:') ? 'denied' : undefined));
          const found = await audit([encrypted('eu-west-1')], [aRole(role)], complete);
          assert.equal(asked().length, 1 + more);
          assert.deepEqual(
            found.gaps.map(({ need, cause, actions }) => [need, cause, actions.length]),
            [['kms-via-logs', 'missing', 6]],
          );
        });
      }

      it('one for each region, whose services have names of their own', async () => {
        decide(() => 'allowed');
        assert.equal(await calls([encrypted('eu-west-1'), encrypted('us-east-1')], [aRole(policies(allow(ALL)))]), 3);
        assert.deepEqual(
          asked().map((one) => contextOf(one)['kms:ViaService']),
          [undefined, ['logs.eu-west-1.amazonaws.com'], ['logs.us-east-1.amazonaws.com']],
        );
      });
    });
  });
});
