import assert from 'node:assert/strict';
import { isAboutChecks } from '../../src/cli/about-checks.ts';

describe('a command line', () => {
  it('is about what checks are where it says so, in any form of its flags', () => {
    assert.ok(isAboutChecks(['--list-checks']));
    assert.ok(isAboutChecks(['--explain', 'kms']));
    assert.ok(isAboutChecks(['--json', '--explain=kms.missing']));
    assert.ok(!isAboutChecks(['--only', 'kms']));
    assert.ok(!isAboutChecks([]));
  });
});
