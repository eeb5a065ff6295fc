import assert from 'node:assert/strict';
import { MEANING, WITHOUT_LOGS } from '../../../src/checks/instance/role-needs.ts';
import { CATALOGUE } from '../../../src/checks/catalogue.ts';

describe('what comes of a need that a role does not meet', () => {
  it('is reported by a check of the catalogue, each by its own', () => {
    const ids = [WITHOUT_LOGS, ...Object.values(MEANING).map(({ check }) => check)];
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.ok(id in CATALOGUE, id);
  });
});
