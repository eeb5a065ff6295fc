import assert from 'node:assert/strict';
import { blamed, formOf, isTyped, strangeVariables, switchOf, wantsJson } from '../../src/cli/environment.ts';
import { variables } from '../../src/cli/flags.ts';
import { badInput } from '../aws.ts';

describe('the environment', () => {
  it('has variables that are on or off, and nothing else', () => {
    for (const on of ['1', 'true', 'YES', 'on']) assert.equal(switchOf('X', { X: on }), true, on);
    for (const off of ['0', 'False', 'no', 'off']) assert.equal(switchOf('X', { X: off }), false, off);
    for (const environment of [{}, { X: '' }]) assert.equal(switchOf('X', environment), undefined);
    badInput(() => switchOf('X', { X: 'maybe' }), 'X "maybe"', 'true or false');
  });

  it('asks for JSON as --json does', () => {
    assert.deepEqual(
      [wantsJson(['--json'], {}), wantsJson([], { SESSION_MANAGER_JSON: 'on' }), wantsJson([], {})],
      [true, true, false],
    );
  });

  it('is beaten by what is typed, where JSON and another format are asked for', () => {
    const format = { env: 'SESSION_MANAGER_FORMAT' };
    const csv = { SESSION_MANAGER_FORMAT: 'csv' };
    assert.equal(formOf(format, ['--json'], csv), 'json');
    assert.equal(formOf(format, ['--format', 'csv'], { SESSION_MANAGER_JSON: '1' }), 'format');
    assert.equal(formOf(format, ['--format=csv', '--json'], {}), 'both');
    assert.equal(formOf(format, [], { SESSION_MANAGER_JSON: '1', ...csv }), 'both');
    assert.equal(formOf(undefined, [], { SESSION_MANAGER_JSON: '1', ...csv }), 'json');
    assert.equal(formOf({}, [], { SESSION_MANAGER_JSON: '1', ...csv }), 'json');
  });

  it('may have every variable of every flag', () => {
    const all = Object.fromEntries(
      [...variables, 'SESSION_MANAGER_JSON', 'SESSION_MANAGER_DATA_DIR'].map((name) => [name, '']),
    );
    assert.ok(variables.includes('SESSION_MANAGER_REGIONS') && variables.includes('SESSION_MANAGER_SEED'));
    assert.deepEqual(strangeVariables({ ...all, SESSION_MANAGERS: '1', PATH: '' }, variables), []);
  });

  it('leads nobody to skip a question', () => {
    const [line = ''] = strangeVariables({ SESSION_MANAGER_YESS: '1' }, variables);
    assert.doesNotMatch(line, /SESSION_MANAGER_YES\b/);
  });
});

describe('a flag', () => {
  it('is typed in any of its forms', () => {
    for (const word of ['--regions', '--regions=x', '-r', '-rx'])
      assert.ok(isTyped('regions', { char: 'r' }, [word]), word);
    assert.ok(isTyped('streaming', {}, ['--no-streaming']));
    for (const word of ['--regions-x', '-x', 'regions']) assert.ok(!isTyped('regions', { char: 'r' }, [word]), word);
    assert.ok(!isTyped('regions', {}, ['--', '--regions']));
  });

  it('is not blamed for the value of its variable', () => {
    const flags = { kms: { env: 'SESSION_MANAGER_KMS' }, 'kms-key': { env: 'SESSION_MANAGER_KMS_KEY' } };
    const message = '--kms makes a key and --kms-key uses one';
    const from = (environment: NodeJS.ProcessEnv, ...argv: readonly string[]): string =>
      blamed(message, flags, { argv, environment });
    assert.equal(from({ SESSION_MANAGER_KMS: '1' }), 'SESSION_MANAGER_KMS makes a key and --kms-key uses one');
    assert.equal(from({ SESSION_MANAGER_KMS: '1' }, '--kms'), message);
    assert.equal(from({}), message);
  });
});
