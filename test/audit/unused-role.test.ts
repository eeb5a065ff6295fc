import assert from 'node:assert/strict';
import type { Decided, Gap } from '../../src/audit/gap.ts';
import type { NodeRole } from '../../src/audit/node-roles.ts';
import type { RegionAudit } from '../../src/audit/region.ts';
import { toldOf } from '../../src/audit/unused-role.ts';
import type { Decision } from '../../src/facts/simulation.ts';
import { aRole, regionOf } from '../checks/observed.ts';

const HERE = regionOf();
const NOWHERE = new Set<RegionAudit>();
const EVERYWHERE = new Set([HERE]);

const nodeRole = (more: Partial<NodeRole> = {}): NodeRole => ({
  role: aRole(),
  source: 'profile',
  regions: [HERE],
  usedIn: NOWHERE,
  unreadIn: NOWHERE,
  ...more,
});

const decided = (action: string, decision: Decision, keys: readonly string[] = []): Decided => ({
  facts: HERE,
  permission: { need: 'core', action, resource: '*', context: {} },
  decision,
  keys,
});
const REGISTERS = 'ssm:UpdateInstanceInformation';
const OPENS = 'ssmmessages:OpenDataChannel';
const NOTHING = [decided(REGISTERS, 'denied'), decided(OPENS, 'denied')];

const gap = (need: Gap['need'], node: NodeRole): Gap => ({
  ...node,
  need,
  cause: 'missing',
  regions: [HERE],
  actions: [],
  byRegion: new Map(),
});

/** `core apart, logs`: what is told of a role that lacks both. */
const told = (answers: readonly Decided[], more: Partial<NodeRole> = {}): string => {
  const node = nodeRole(more);
  const gaps = toldOf(node, answers, [gap('core', node), gap('logs', node)]);
  return gaps.map(({ need, apart }) => `${need}${apart ? ' apart' : ''}`).join(', ');
};

describe('a role that nothing uses', () => {
  it('is not spoken of where nothing shows that it is meant for sessions', () => {
    assert.equal(told(NOTHING), '');
    assert.equal(told([decided(REGISTERS, 'forbidden'), decided(OPENS, 'bounded')]), '');
  });

  it('is told to be unable to register, and nothing else, where it has a part of what that takes', () => {
    assert.equal(told([decided(REGISTERS, 'denied'), decided(OPENS, 'allowed')]), 'core apart');
    assert.equal(told([decided(REGISTERS, 'denied', ['aws:SourceVpc']), decided(OPENS, 'denied')]), 'core apart');
  });

  it('is meant for nodes, and told all that it lacks, where it can register', () => {
    assert.equal(told([decided(REGISTERS, 'allowed'), decided(OPENS, 'denied')]), 'core, logs');
  });

  it('is told to be unable to register where it is not known whether something uses it', () => {
    assert.equal(told(NOTHING, { unreadIn: EVERYWHERE }), 'core apart');
  });

  it('is another matter where something does, or where it is no role of a profile', () => {
    assert.equal(told(NOTHING, { usedIn: EVERYWHERE }), 'core, logs');
    assert.equal(told(NOTHING, { source: 'host-management' }), 'core, logs');
  });
});
