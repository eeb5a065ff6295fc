import assert from 'node:assert/strict';
import type { Cause } from '../../src/audit/key-permission.ts';
import type { Gap } from '../../src/audit/gap.ts';
import type { RoleAudit } from '../../src/audit/role-audit.ts';
import { lackingOf, isGrantable } from '../../src/audit/lacking.ts';
import { permissionsOf } from '../../src/policies/documents/session-needs.ts';
import type { SessionConfiguration } from '../../src/policies/needs/configuration.ts';
import type { Need } from '../../src/policies/needs/need.ts';
import { testTarget } from '../aws.ts';
import { aRole, is, regionOf } from '../checks/observed.ts';
import { isGranted } from '../policies/granted.ts';

const configured = (name: string, logGroup: string): SessionConfiguration => ({
  place: testTarget(name),
  logGroup,
  key: { aliases: ['alias/session'] },
});
const CONFIGURATIONS = { 'eu-west-1': configured('eu-west-1', 'audit'), 'us-east-1': configured('us-east-1', 'other') };
const region = (name: keyof typeof CONFIGURATIONS) => regionOf({ configuration: is(CONFIGURATIONS[name]) }, name);
const HERE = region('eu-west-1');
const THERE = region('us-east-1');

const gap = (role: string, need: Need, cause: Cause, regions: Gap['regions'] = [HERE]): Gap => ({
  role: aRole({ name: role }),
  source: 'profile',
  usedIn: new Set(),
  unreadIn: new Set(),
  need,
  cause,
  regions,
  actions: [],
  byRegion: new Map(),
});
const audit = (...gaps: readonly Gap[]): RoleAudit => ({ roles: [], gaps });

/** Needs of a region that these statements meet. */
const met = (statements: Parameters<typeof isGranted>[0], configuration: SessionConfiguration) => {
  const permissions = permissionsOf(configuration);
  return [...new Set(permissions.map(({ need }) => need))].filter((need) =>
    permissions.every((permission) => permission.need !== need || isGranted(statements, permission)),
  );
};

describe('what roles lack', () => {
  for (const [cause, expected] of [
    ['missing', true],
    ['single-region', true],
    ['key-policy', false],
    ['organization', false],
    ['unclear', false],
    ['conditional', false],
  ] as const) {
    it(`${expected ? 'has' : 'has not'} what is ${cause}`, async () => {
      assert.equal(isGrantable(gap('web', 'core', cause)), expected);
      const { roles, statements } = await lackingOf(audit(gap('web', 'core', cause)));
      assert.deepEqual([roles, statements.length > 0], [expected ? ['web'] : [], expected]);
    });
  }

  it('leaves a role alone whose other permissions depend on conditions: the policy is one for all', async () => {
    const guarded = { ...gap('web', 'logs', 'missing'), guarded: true };
    assert.equal(isGrantable(guarded), false);
    const { roles } = await lackingOf(audit(guarded, gap('web', 'core', 'conditional'), gap('api', 'core', 'missing')));
    assert.deepEqual(roles, ['api']);
  });

  it('leaves a role alone that may be meant for something else', async () => {
    const apart = { ...gap('batch', 'core', 'missing'), apart: true };
    assert.equal(isGrantable(apart), false);
    assert.deepEqual(await lackingOf(audit(apart)), { statements: [], roles: [] });
  });

  it('leaves a role alone that only AWS can change', async () => {
    for (const path of ['aws-service-role/ssm.amazonaws.com', 'aws-reserved/sso.amazonaws.com/eu-west-1']) {
      const role = aRole({ name: 'theirs', arn: `arn:aws:iam::111122223333:role/${path}/theirs` });
      assert.equal(isGrantable({ ...gap('theirs', 'core', 'missing'), role }), false);
    }
    const role = aRole({ name: 'ours', arn: 'arn:aws:iam::111122223333:role/service-role/ours' });
    assert.equal(isGrantable({ ...gap('ours', 'core', 'missing'), role }), true);
  });

  it('is nothing where nothing is lacking', async () => {
    assert.deepEqual(await lackingOf(audit()), { statements: [], roles: [] });
  });

  it('names each role once, and gives no more than is lacking', async () => {
    const gaps = [gap('web', 'logs', 'missing'), gap('api', 'logs', 'missing'), gap('web', 'core', 'organization')];
    const { roles, statements } = await lackingOf(audit(...gaps, gap('web', 'kms-decrypt', 'single-region')));
    assert.deepEqual(roles, ['api', 'web']);
    assert.deepEqual(met(statements, CONFIGURATIONS['eu-west-1']), ['logs', 'kms-decrypt']);
    assert.ok(statements.every(({ Sid }) => Sid !== undefined));
  });

  it('serves every region in which something is lacking', async () => {
    const { statements } = await lackingOf(audit(gap('web', 'logs', 'missing', [HERE, THERE])));
    assert.deepEqual(met(statements, CONFIGURATIONS['eu-west-1']), ['logs']);
    assert.deepEqual(met(statements, CONFIGURATIONS['us-east-1']), ['logs']);
  });

  it('opens nothing of a region in which that is not lacking', async () => {
    const gaps = [gap('web', 'logs', 'missing', [HERE]), gap('web', 'core', 'missing', [THERE])];
    const { statements } = await lackingOf(audit(...gaps));
    assert.deepEqual(met(statements, CONFIGURATIONS['eu-west-1']), ['core', 'logs']);
    assert.deepEqual(met(statements, CONFIGURATIONS['us-east-1']), ['core']);
  });
});
