import assert from 'node:assert/strict';
import type { Planned } from '../../src/engine/run.ts';
import { lossText } from '../../src/render/loss.ts';
import { testTarget } from '../aws.ts';
import { target } from './reports.ts';

const planned = (region: string, ...losses: readonly (string | undefined)[]): Planned => ({
  target: testTarget(region),
  plan: losses.map((loss) => ({
    change: {
      resource: 'log-group',
      action: 'delete',
      summary: 'Deleting CloudWatch log group sessions',
      ...(loss !== undefined && { loss }),
      differences: [],
    },
    run: (known) => Promise.resolve({ known }),
  })),
});

describe('what is lost', () => {
  it('is named target by target', () => {
    const text =
      lossText([planned('us-east-1', 'one thing', undefined, 'another'), planned('eu-west-1', 'a third')]) ?? '';
    assert.match(text, /^This will be deleted:\n/);
    const at = ['111122223333/us-east-1', 'one thing', 'another', '111122223333/eu-west-1', 'a third'].map((word) =>
      text.indexOf(word),
    );
    assert.ok(!at.includes(-1), text);
    assert.deepEqual(
      at,
      at.toSorted((one, other) => one - other),
    );
  });

  it('leaves out targets that lose nothing, and those that cannot be worked on', () => {
    const failed: Planned = { report: target({ status: 'failed', region: 'eu-west-2' }) };
    const text = lossText([planned('us-east-1', undefined), failed, planned('eu-west-1', 'a thing')]) ?? '';
    assert.doesNotMatch(text, /us-east-1|eu-west-2/);
    assert.match(text, /eu-west-1/);
  });

  it('is told once of many targets that lose the same', () => {
    const regions = ['r1', 'r2', 'r3', 'r4', 'r5', 'r6'];
    const text = lossText(regions.map((region) => planned(region, region === 'r6' ? 'all the logs' : 'a thing'))) ?? '';
    assert.deepEqual(text.split('\n').slice(1), [
      '5 targets: 111122223333 in all 6 regions but r6',
      '  Deleting CloudWatch log group sessions: a thing',
      '111122223333/r6',
      '  Deleting CloudWatch log group sessions: all the logs',
    ]);
  });

  it('is nothing where nothing is', () => {
    assert.equal(lossText([]), undefined);
    assert.equal(lossText([planned('us-east-1', undefined)]), undefined);
  });
});
