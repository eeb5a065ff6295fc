import assert from 'node:assert/strict';
import { jsonFault } from '../../src/config/json-fault.ts';

const PIECES = ['{', '}', '[', ']', ',', ':', '"a"', '"\\n"', '"\\u12"', "'x'", '1', '01', '-0', '1.', '.5', '1.5e3'];
const MORE = ['true', 'null', 'nul', ' ', '\n', '{"a":', '"b",', '\u00A0'];

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('a fault in JSON', () => {
  it('is there exactly where JavaScript refuses a text', () => {
    let seed = 12;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    const pieces = [...PIECES, ...MORE];
    let right = 0;
    for (let count = 0; count < 30_000; count += 1) {
      const text = Array.from({ length: 1 + random(8) }, () => pieces[random(pieces.length)]).join('');
      right += isJson(text) ? 1 : 0;
      assert.equal(jsonFault(text) === undefined, isJson(text), JSON.stringify(text));
    }
    assert.ok(right > 500);
  });

  it('is found at its place, or at the end of what breaks off', () => {
    assert.equal(jsonFault('{"regions": ["us-east-1",]}'), 25);
    assert.equal(jsonFault('{"a": "tab\there"}'), 6);
    assert.equal(jsonFault('{"a": 1} {}'), 9);
    assert.equal(jsonFault('{"a": {"b": [1, 2]'), 18);
  });
});
