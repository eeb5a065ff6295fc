import assert from 'node:assert/strict';
import { untilSettled } from '../../src/engine/settle.ts';
import { awsError, testTarget } from '../aws.ts';

/** Attempts that end one after the other with these errors, and then well; and whether each was to read again. */
function attempts(...errors: readonly string[]) {
  const again: boolean[] = [];
  const attempt = (anew: boolean): Promise<void> => {
    const error = errors[again.length];
    again.push(anew);
    return error === undefined ? Promise.resolve() : Promise.reject(awsError(error));
  };
  return { again, attempt };
}

describe('an attempt until it is settled', () => {
  it('that goes well is made once, and nothing is waited for', async () => {
    const target = testTarget();
    const { again, attempt } = attempts();
    await untilSettled(target, attempt);
    assert.deepEqual([again, target.pauses], [[false], []]);
  });

  it('that is overtaken is made again, after a pause that is longer each time', async () => {
    const target = testTarget();
    const { again, attempt } = attempts(...Array<string>(3).fill('AlreadyExistsException'));
    await untilSettled(target, attempt);
    assert.deepEqual(again, [false, true, true, true]);
    assert.deepEqual(target.pauses, [200, 400, 600]);
  });

  it('that meets AWS still busy with it waits for seconds', async () => {
    const target = testTarget();
    const { attempt } = attempts('OperationAbortedException', 'OperationAbortedException');
    await untilSettled(target, attempt);
    assert.deepEqual(target.pauses, [1000, 2000]);
  });

  it('that is overtaken again and again is given up after six', async () => {
    const target = testTarget();
    const { again, attempt } = attempts(...Array<string>(6).fill('AlreadyExistsException'));
    await assert.rejects(untilSettled(target, attempt), { name: 'AlreadyExistsException' });
    assert.equal(again.length, 6);
  });

  it('is made once more where the user ends the run, to find out how things are', async () => {
    const target = { ...testTarget(), backOff: () => Promise.resolve(false) };
    const found = attempts('AnswerLost');
    await untilSettled(target, found.attempt);
    assert.deepEqual(found.again, [false, true]);
    const lost = attempts('AnswerLost', 'AnswerLost', 'AnswerLost');
    await assert.rejects(untilSettled(target, lost.attempt), { name: 'AnswerLost' });
    assert.deepEqual(lost.again, [false, true]);
  });

  it('that fails otherwise fails at once', async () => {
    const target = testTarget();
    const { again, attempt } = attempts('AccessDeniedException');
    await assert.rejects(untilSettled(target, attempt), { name: 'AccessDeniedException' });
    assert.deepEqual([again, target.pauses], [[false], []]);
  });
});
