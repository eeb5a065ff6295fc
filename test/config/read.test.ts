import assert from 'node:assert/strict';
import { complaint, configOf, valuesOf } from './files.ts';

describe('a configuration', () => {
  it('is flags by their names, and what editors need', () => {
    const text = '# for editors\n$schema: ./node_modules/session-manager-cli/schema/config.json\nkms: true\n';
    assert.deepEqual(valuesOf(text), { kms: true });
    assert.deepEqual(valuesOf(''), {});
    assert.deepEqual(valuesOf('# nothing yet\n'), {});
    assert.deepEqual(valuesOf('{"kms": true, "retention": 30}', { form: 'json' }), { kms: true, retention: '30' });
  });

  it('may be a member of package.json', () => {
    const text = '{"name": "x", "sessionManager": {"kms": true,\n "retenton": 1}, "scripts": {}}';
    assert.equal(
      complaint(text, { form: 'package', file: 'package.json' }),
      'package.json:2:2: unknown key "retenton"; did you mean retention?',
    );
    assert.match(complaint('{"name": "x"}', { form: 'package' }), /there is no sessionManager in it/);
    assert.match(complaint('{"sessionManager": [1]}', { form: 'package' }), /:1:20: sessionManager must be a map/);
  });

  for (const [text, expected] of [
    ['retenton: 30', '1:1: unknown key "retenton"; did you mean retention?'],
    ['idleTimeout: 5', '1:1: unknown key "idleTimeout"; did you mean idle-timeout?'],
    ['kms_alias: x', '1:1: unknown key "kms_alias"; did you mean kms-alias?'],
    ['--regions: us-east-1', '1:1: unknown key "--regions"; did you mean regions?'],
    ['no-streaming: true', '1:1: unknown key "no-streaming"; did you mean streaming: false?'],
    ['override: []', '1:1: unknown key "override"; did you mean overrides?'],
    ['forc: true', '1:1: unknown key "forc"'],
    ['toString: 1', '1:1: unknown key "toString"'],
    ['__proto__: 1', '1:1: unknown key "__proto__"'],
    ['<<: {kms: true}', '1:1: unknown key "<<"'],
    ['- kms', '1:1: a configuration must be a map, with flags as its keys'],
    ['kms', '1:1: a configuration must be a map, with flags as its keys'],
    ['$schema: 1', '1:10: $schema must be a text'],
    ['yes: true', '1:1: yes is not taken from a file: it answers a question for you: give --yes where that is meant'],
    ['user: x', '1:1: user is not taken from a file: it is given on the command line only'],
    [
      'external-id: x',
      '1:1: external-id is not taken from a file: nothing secret belongs in this file, but in ~/.aws or the environment',
    ],
    [
      'aws_session_token: x',
      '1:1: aws_session_token is not taken from a file: nothing secret belongs in this file, but in ~/.aws or the environment',
    ],
    ['overrides: {}', '1:12: overrides must be a list, of match and flags'],
    ['overrides: [kms]', '1:13: an override must be a map, with flags as its keys'],
    ['overrides: [{kms: true}]', '1:13: match is missing: it says for which targets the override is'],
    ['overrides: [{match: {regions: us-east-1}}]', '1:13: this override says nothing: flags are missing beside match'],
    [
      'overrides: [{match: {regions: us-east-1}, concurrency: 3}]',
      '1:43: concurrency is about the whole run, so it cannot differ from target to target',
    ],
    [
      'overrides: [{match: {regions: us-east-1}, retenton: 3}]',
      '1:43: unknown key "retenton"; did you mean retention?',
    ],
    ['overrides: [{match: {regions: us-east-1}, overrides: []}]', '1:43: unknown key "overrides"'],
  ] as const) {
    it(`says in a line, with its place, what is wrong: ${text}`, () =>
      assert.equal(complaint(text), `session-manager.yaml:${expected}`));
  }

  it('that was found does not decide about things of others, nor that AWS is made up; one that was named does', () => {
    for (const key of ['force', 'overwrite', 'sandbox']) {
      assert.match(complaint(`${key}: true`), new RegExp(`:1:1: ${key} counts only in a file that --config names`));
      assert.deepEqual(valuesOf(`${key}: true`, { named: true }), { [key]: true });
      assert.deepEqual(valuesOf(`${key}: false`), { [key]: false });
    }
    assert.match(complaint('overrides: [{match: {regions: us-east-1}, force: true}]'), /:1:43: force counts only/);
  });

  it('counts its overrides, and knows where they are', () => {
    const { overrides } = configOf(
      'overrides:\n  - match: {regions: us-east-1}\n    kms: true\n  - kms: false\n    match: {accounts: 012345678901}\n',
    );
    assert.deepEqual(
      overrides.map(({ number, at }) => [number, at]),
      [
        [1, { line: 2, column: 5 }],
        [2, { line: 4, column: 5 }],
      ],
    );
  });
});
