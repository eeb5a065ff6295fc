import assert from 'node:assert/strict';
import { nodesMarkdown } from '../../src/render/markdown-nodes.ts';
import { diagnosis, fault, fine, looked } from './reports.ts';

const AMOUNT = { named: 2, characters: 400, advice: true, info: true, rows: 1 };

describe('nodes in Markdown', () => {
  const lost = ['i-1', 'i-2', 'i-3'].map((subject) =>
    fault({
      check: 'instance.ping-lost',
      subject,
      summary: 'it is lost',
      causedBy: [{ check: 'vpc.egress', subject: 'vpc-1' }],
    }),
  );
  const old = fault({
    check: 'agent.too-old',
    verdict: 'warn',
    subject: 'i-4',
    name: 'old',
    summary: 'it is old',
    advice: 'aws ssm x',
  });
  const report = diagnosis([looked([...fine(1), ...lost, old, fault()])]);

  it('are rows, those with which the same is wrong as one', () => {
    assert.deepEqual(
      nodesMarkdown(report, { ...AMOUNT, rows: 9 })
        .join('\n\n')
        .split('\n'),
      [
        '### Nodes',
        '',
        '| nodes | verdict | check | what is wrong | why, or what to do |',
        '| --- | --- | --- | --- | --- |',
        '| `i-1`, `i-2` and 1 more | fail | instance.ping-lost | it is lost | because of vpc.egress of vpc-1 |',
        '| `i-4` (old) | warn | agent.too-old | it is old | `aws ssm x` |',
        '',
        '1 finding is about no node: --group-by cause tells it',
      ],
    );
  });

  it('are counted where there are too many, and said not to be there', () => {
    assert.ok(nodesMarkdown(report, AMOUNT).includes('not told here: 1 node with other faults'));
    assert.deepEqual(nodesMarkdown(diagnosis([looked(fine(1))]), AMOUNT), ['nothing was found that is about a node']);
  });
});
