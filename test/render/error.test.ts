import assert from 'node:assert/strict';
import { AnswerRefusedError } from '../../src/cli/ask.ts';
import { TargetError, UserError } from '../../src/errors.ts';
import { describeError } from '../../src/render/error.ts';
import { awsError } from '../aws.ts';

const usage = (message: string, extra: object = {}): Error =>
  Object.assign(new Error(message), { oclif: { exit: 2 } }, extra);

describe('error', () => {
  it('of the user is one line with its suggestions, and exits 2', () => {
    assert.deepEqual(describeError(new UserError('invalid-value', '--regions "x": there is no such region', ['y'])), {
      error: { code: 'invalid-value', message: '--regions "x": there is no such region', suggestions: ['y'] },
      text: 'session-manager: --regions "x": there is no such region',
      exit: 2,
    });
  });

  it('of AWS comes with advice on a line of its own, and exits 1', () => {
    const { error, text, exit } = describeError(awsError('ExpiredToken'));
    assert.deepEqual([error.code, error.suggestions, exit], ['ExpiredToken', [], 1]);
    const [first, second, ...rest] = text.split('\n');
    assert.equal(first, 'session-manager: the credentials have expired');
    assert.match(second ?? '', /^ {2}try: .*aws sso login/);
    assert.deepEqual(rest, []);
  });

  it('of ours comes with its own advice', () => {
    const { text } = describeError(new TargetError('X', 'it is so', 'do this'));
    assert.equal(text, 'session-manager: it is so\n  try: do this');
  });

  it('never shows a stack', () => {
    for (const error of [
      new TypeError('x is not a function'),
      new Error('oops'),
      awsError('InternalServerError', 'oops'),
    ]) {
      const described = describeError(error);
      assert.equal(described.exit, 1);
      assert.doesNotMatch(JSON.stringify(described), /\bat .*:\d+/);
    }
  });

  it('of a prompt that was left is an interruption', () => {
    const { error, text, exit } = describeError(new AnswerRefusedError());
    assert.deepEqual([error.code, exit], ['interrupted', 130]);
    assert.equal(text, 'session-manager: interrupted: nothing was changed');
  });

  describe('of oclif', () => {
    const parse = { input: { flags: { regions: {}, retention: {}, 'log-group': {} } } };

    it('is one line without its heading and its hint', () => {
      const message =
        'The following error occurred:\n  Flag --a is wrong\n  Flag --b is wrong\nSee more help with --help';
      const { error, text, exit } = describeError(usage(message, { parse }));
      assert.deepEqual(error, { code: 'usage', message: 'Flag --a is wrong; Flag --b is wrong', suggestions: [] });
      assert.equal(text, 'session-manager: Flag --a is wrong; Flag --b is wrong');
      assert.equal(exit, 2);
    });

    it('names the arguments that are missing', () => {
      const args = [{ name: 'target', description: 'the node' }, { name: 'ports' }];
      const message = 'Missing 2 required args:\ntarget  the node\nports\n\nNote: --regions allows multiple values.';
      const { error, exit } = describeError(usage(message, { parse, args }));
      assert.deepEqual([error.message, exit], ['missing: TARGET (the node) and PORTS', 2]);
    });

    it('suggests the flag that is near', () => {
      const { error } = describeError(usage('Nonexistent flag: --regoins', { parse, flags: ['--regoins'] }));
      assert.equal(error.message, 'Nonexistent flag: --regoins; did you mean --regions?');
      assert.deepEqual(error.suggestions, ['--regions']);
    });

    it('suggests nothing where nothing is near', () => {
      const far = describeError(
        usage('Nonexistent flag: --colour-of-the-moon', { parse, flags: ['--colour-of-the-moon'] }),
      );
      assert.deepEqual(far.error.suggestions, []);
      const blind = describeError(usage('Nonexistent flag: --x', { flags: ['--x'] }));
      assert.deepEqual(blind.error.suggestions, []);
    });

    it('is wrong usage even if it does not say so', () => {
      assert.equal(describeError(Object.assign(new Error('bad'), { parse })).exit, 2);
    });
  });
});
