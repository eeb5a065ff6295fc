import assert from 'node:assert/strict';
import { Chalk } from 'chalk';
import { explained, listed } from '../../src/engine/explanation.ts';
import { checkList } from '../../src/render/check-list.ts';

const PLAIN = new Chalk({ level: 0 });
const all = explained(
  listed(() => true),
  () => [],
);
const some = explained(['kms.missing', 'kms.rotation', 'hybrid.tier'], () => []);

describe('the list of checks', () => {
  for (const width of [80, 100, 120, 160]) {
    it(`fits ${width} columns, and has every id with its verdicts in one line`, () => {
      const lines = checkList(all, PLAIN, width).split('\n');
      assert.deepEqual(
        lines.filter((line) => line.length > width),
        [],
      );
      for (const { id, scope, verdicts } of all) {
        const line = lines.find((one) => one.startsWith(`  ${id} `)) ?? assert.fail(id);
        assert.ok(line.includes(scope) && line.includes(verdicts.join(', ')), line);
      }
    });
  }

  it('has titles beside the ids where there is room, and beneath them where there is not', () => {
    assert.equal(
      checkList(some, PLAIN, 120),
      [
        'kms',
        '  kms.missing   region  fail, warn  a key that sessions or the log group use does not exist',
        '  kms.rotation  region  info        the automatic rotation of the key is off',
        '',
        'hybrid',
        '  hybrid.tier   region  fail        there is a hybrid node, and the instance tier is not the advanced one',
        '',
        '3 checks; more about one, or about a family:',
        '  session-manager doctor --explain kms.missing',
      ].join('\n'),
    );
    assert.ok(checkList(some, PLAIN, 60).includes('\n      the automatic rotation of the key is off'));
  });
});
