import assert from 'node:assert/strict';
import { alikeProblems } from '../../src/render/alike-problems.ts';
import { fine, looked } from './reports.ts';

describe('targets that ended for reasons that are alike', () => {
  const ended = (region: string, code: string, message: string) =>
    looked([], { region, status: 'failed', error: { code, message, advice: 'look' } });

  it('are together, the most first, whatever region or account the reason names', () => {
    const found = alikeProblems([
      ended('us-east-1', 'TimeLimit', 'it took longer than 300 s'),
      ended('eu-west-1', 'Denied', 'not allowed in eu-west-1 of 111122223333'),
      ended('eu-west-2', 'Denied', 'not allowed in eu-west-2 of 111122223333'),
      looked(fine(1), { region: 'eu-west-3' }),
    ]);
    assert.deepEqual(
      found.map(({ targets, status, problem }) => [
        targets.map(({ region }) => region),
        status,
        problem.message,
        problem.advice,
      ]),
      [
        [['eu-west-1', 'eu-west-2'], 'failed', 'not allowed in eu-west-1 and eu-west-2 of 111122223333', 'look'],
        [['us-east-1'], 'failed', 'it took longer than 300 s', 'look'],
      ],
    );
  });

  it('are apart by code and by status', () => {
    const skipped = { ...ended('eu-west-1', 'A', 'x'), status: 'skipped' } as const;
    assert.equal(alikeProblems([ended('us-east-1', 'A', 'x'), ended('us-east-2', 'B', 'x'), skipped]).length, 3);
  });
});
