import assert from 'node:assert/strict';
import { addGap, type Decided, type Gap } from '../../src/audit/gap.ts';
import type { NodeRole } from '../../src/audit/node-roles.ts';
import type { RegionAudit } from '../../src/audit/region.ts';
import { aRole, regionOf } from '../checks/observed.ts';

const HERE = regionOf();
const THERE = regionOf({}, 'us-east-1');
const NODE: NodeRole = {
  role: aRole(),
  source: 'profile',
  regions: [HERE, THERE],
  usedIn: new Set([HERE]),
  unreadIn: new Set(),
};

const decided = (action: string, facts: RegionAudit, keys: readonly string[] = []): Decided => ({
  facts,
  permission: { need: 'logs', action, resource: '*', context: {} },
  decision: 'denied',
  keys,
});

describe('gaps of a role', () => {
  it('are one for each need and cause, with all actions and regions, each once', () => {
    const gaps: Gap[] = [];
    addGap(gaps, NODE, decided('logs:A', HERE), { cause: 'missing' });
    addGap(gaps, NODE, decided('logs:B', THERE), { cause: 'missing' });
    addGap(gaps, NODE, decided('logs:A', THERE), { cause: 'missing' });
    addGap(gaps, NODE, decided('logs:C', HERE), { cause: 'forbidden' });
    assert.deepEqual(
      gaps.map(({ cause, actions, regions }) => [cause, actions, regions.map(({ target }) => target.region)]),
      [
        ['missing', ['logs:A', 'logs:B'], ['eu-west-1', 'us-east-1']],
        ['forbidden', ['logs:C'], ['eu-west-1']],
      ],
    );
    assert.ok(gaps.every(({ role, usedIn }) => role === NODE.role && usedIn === NODE.usedIn));
  });

  it('gather the condition keys on which they depend, and the statements of a bucket that decide', () => {
    const gaps: Gap[] = [];
    const [first, second] = [{ Sid: 'One', Effect: 'Deny' } as const, { Sid: 'Two', Effect: 'Deny' } as const];
    addGap(gaps, NODE, decided('logs:A', HERE, ['aws:SourceVpc']), { cause: 'conditional', statements: [first] });
    addGap(gaps, NODE, decided('logs:B', HERE, ['aws:SourceIp']), {
      cause: 'conditional',
      statements: [first, second],
    });
    assert.deepEqual(
      [gaps[0]?.keys, gaps[0]?.statements],
      [
        ['aws:SourceVpc', 'aws:SourceIp'],
        [first, second],
      ],
    );
  });
});
