import assert from 'node:assert/strict';
import { readPlacedName } from '../../src/session/placed-name.ts';

const isRegion = (name: string): boolean => ['eu-west-1', 'us-gov-west-1'].includes(name);
const isProfile = (name: string): boolean => ['prod', 'team.one', 'Prod'].includes(name);
const read = (text: string) => readPlacedName(text, isRegion, isProfile);

describe('a name that says where the node is', () => {
  for (const [text, name, region, profile] of [
    ['web-1.eu-west-1.prod', 'web-1', 'eu-west-1', 'prod'],
    ['i-0123456789abcdef0.us-gov-west-1.Prod', 'i-0123456789abcdef0', 'us-gov-west-1', 'Prod'],
    ['a.b.c.eu-west-1.team.one', 'a.b.c', 'eu-west-1', 'team.one'],
    ['web.eu-west-1.eu-west-1.prod', 'web.eu-west-1', 'eu-west-1', 'prod'],
  ] as const) {
    it(`is read from ${text}`, () => assert.deepEqual(read(text), { name, region, profile }));
  }

  for (const text of [
    'web-1',
    'web-1.eu-west-1',
    'eu-west-1.prod',
    'web-1.eu-west-1.nobody',
    'web-1.eu-west-9.prod',
    'ip-10-0-0-1.eu-west-1.compute.internal',
    'web.prod',
  ]) {
    it(`is not read from ${text}`, () => assert.equal(read(text), undefined));
  }
});
