import assert from 'node:assert/strict';
import type { InputTable, RawOf } from '../../src/inputs/input.ts';
import { checkNeeds, readerOf } from '../../src/inputs/reader.ts';
import { badInput } from '../aws.ts';

const TABLE = {
  on: { kind: 'switch', help: '' },
  kept: { kind: 'switch', negatable: true, default: true, help: '' },
  name: { kind: 'text', rules: [[/^[a-z]+$/, 'small letters only']], default: 'ann', needs: 'on', help: '', value: '' },
  password: { kind: 'text', secret: true, rules: [[/^\w{2,}$/, 'at least two']], help: '', value: '' },
  days: { kind: 'number', least: 1, most: 9, unit: 'days', default: 3, help: '', value: '' },
  places: { kind: 'list', all: true, rules: [[/^\d$/, 'one digit']], help: '', value: '' },
  tasks: { kind: 'list', options: ['cook', 'wash'], default: ['cook', 'wash'], help: '', value: '' },
  form: { kind: 'choice', options: ['text', 'sarif'], default: 'text', help: '' },
  quiet: { kind: 'switch', negatable: true, needs: 'on', help: '' },
} as const satisfies InputTable;

const reading = (raw: RawOf<typeof TABLE>) => readerOf(TABLE, raw);

describe('reading inputs', () => {
  it('gives each the type of its row', () => {
    const read = reading({ on: false, name: 'bea', days: '9', places: ['1,2', '3'], tasks: 'wash', form: 'sarif' });
    assert.deepEqual(
      [read('on'), read('name'), read('days'), read('places'), read('tasks'), read('form')],
      [false, 'bea', 9, ['1', '2', '3'], ['wash'], 'sarif'],
    );
  });

  it('gives the default where nothing was given, or nothing', () => {
    const read = reading({});
    assert.deepEqual(
      [read('kept'), read('name'), read('days'), read('tasks'), read('form'), read('on'), read('places')],
      [true, 'ann', 3, ['cook', 'wash'], 'text', undefined, undefined],
    );
  });

  it('takes all for a list where its row does, and only alone', () => {
    assert.equal(reading({ places: 'all' })('places'), 'all');
    badInput(
      () => reading({ places: '1,all' })('places'),
      '--places "1,all": all cannot be combined with other values',
    );
    badInput(() => reading({ tasks: 'all' })('tasks'), '--tasks "all": it must be one of cook, wash');
  });

  it('names the flag, the value and what is allowed', () => {
    badInput(() => reading({ name: 'Ann' })('name'), '--name "Ann": small letters only');
    badInput(() => reading({ days: '10' })('days'), '--days "10": it must be a whole number from 1 to 9 days');
    badInput(() => reading({ places: '1,x' })('places'), '--places "x": one digit');
  });

  it('never shows a secret', () => {
    assert.equal(badInput(() => reading({ password: '!' })('password')).message, '--password: at least two');
  });

  it('checks that what an input needs is given too', () => {
    for (const raw of [{}, { on: true, name: 'x', quiet: false }, { on: true }]) checkNeeds(TABLE, raw);
    const raws = [{ name: 'x' }, { name: 'x', on: false }, { quiet: false }, { quiet: true }];
    for (const raw of raws) badInput(() => checkNeeds(TABLE, raw), ' needs --on');
  });
});
