import assert from 'node:assert/strict';
import { byRegions } from '../../../src/checks/user/by-regions.ts';
import type { Observation } from '../../../src/checks/check.ts';
import { hint } from '../../../src/checks/remedy.ts';

const observed = (check: string, summary: string): Observation => ({
  check,
  verdict: 'fail',
  subject: 'user/alice',
  summary,
  remedy: hint('x'),
});

describe('what was found in regions', () => {
  const shell = observed('user.document-resource', 'may not use the shell');
  const key = observed('user.generate-data-key', 'may not use the key');

  it('is as it is in one region, and said once where it is alike in all', () => {
    assert.deepEqual(byRegions([{ region: 'us-east-1', found: [shell, key] }]), [shell, key]);
    const alike = [
      { region: 'us-east-1', found: [shell] },
      { region: 'eu-west-1', found: [shell] },
    ];
    assert.deepEqual(byRegions(alike), [shell]);
  });

  it('says in which regions where it is not in all', () => {
    const found = byRegions([
      { region: 'us-east-1', found: [] },
      { region: 'eu-west-1', found: [shell, key] },
      { region: 'eu-central-1', found: [key] },
    ]);
    assert.deepEqual(
      found.map(({ summary, region }) => [summary, region]),
      [
        ['may not use the shell (in eu-west-1)', 'eu-west-1'],
        ['may not use the key (in eu-west-1, eu-central-1)', 'eu-west-1'],
      ],
    );
  });
});
