import assert from 'node:assert/strict';
import { hybridRole as check } from '../../../src/checks/instance/hybrid-role.ts';
import type { RegionAudit } from '../../../src/audit/region.ts';
import { fakeNode } from '../facts.ts';
import { accountOf, aRole, brief, denied, findings, is, isDenied, regionOf } from '../observed.ts';

const NODES = [
  fakeNode({ id: 'mi-1', role: 'service-role/site' }),
  fakeNode({ id: 'mi-2', role: 'service-role/site', ping: 'ConnectionLost' }),
  fakeNode({ id: 'mi-3', role: 'web' }),
  fakeNode({ id: 'i-1' }),
];

const facts = (nodes: RegionAudit['nodes'], ...roles: readonly string[]) =>
  accountOf([regionOf({ nodes })], {
    role: (name) => Promise.resolve(roles.includes(name) ? aRole({ name }) : undefined),
  });

describe('check of the roles of hybrid nodes', () => {
  it('finds each that does not exist, with its nodes', async () => {
    const [found, ...others] = await findings(check, facts(is(NODES), 'web'));
    assert.equal(found && brief(found), 'fail instance.hybrid-role-missing role/site');
    assert.match(found?.summary ?? '', /^it does not exist, and 2 hybrid nodes work under it in eu-west-1: /);
    assert.deepEqual([found?.breaks, others], [{ registration: ['mi-1', 'mi-2'] }, []]);
    assert.match(found?.advice ?? '', /create-role --role-name site .*attach-role-policy --role-name site /);
  });

  it('finds nothing where they exist', async () =>
    assert.deepEqual(await findings(check, facts(is(NODES), 'web', 'site')), []));

  it('has nothing to look at without hybrid nodes', async () =>
    assert.equal(await check.run(facts(is([fakeNode()]))), undefined));

  it('is not known where nodes or roles may not be read', async () => {
    await isDenied(check, facts(denied));
    await isDenied(check, accountOf([regionOf({ nodes: is(NODES) })], { role: denied }));
  });
});
