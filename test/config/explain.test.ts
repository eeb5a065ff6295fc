import assert from 'node:assert/strict';
import { explainRun, explainTarget, type Origins } from '../../src/config/explain.ts';
import { KEYS, TARGET_KEYS } from '../../src/config/keys.ts';
import { type Flags, resolverOf } from '../../src/config/overrides.ts';
import { configOf } from './files.ts';

const CONFIG = configOf(
  'regions: [us-east-1, eu-west-1]\nretention: 30\noverrides:\n  - match: {regions: eu-west-1}\n    retention: 365\n    s3-bucket: null\n',
);
const FLAGS: Flags = {
  regions: ['us-east-1, eu-west-1'],
  retention: '30',
  kms: true,
  'idle-timeout': '5',
  tag: ['a=b'],
};

const ORIGINS: Origins = {
  flags: FLAGS,
  config: CONFIG,
  applied: new Set(['regions', 'retention']),
  given: (flag) => {
    if (flag === 'kms') return { from: 'flag' };
    return flag === 'idle-timeout' ? { from: 'environment', variable: 'SESSION_MANAGER_IDLE_TIMEOUT' } : undefined;
  },
};
const resolve = resolverOf(CONFIG, { flags: FLAGS, given: new Set(['kms']), known: new Set(TARGET_KEYS) });

describe('the explanation of values', () => {
  it('has every flag once: of the run, or of each target', () => {
    const run = Object.keys(explainRun(ORIGINS));
    const target = Object.keys(explainTarget(ORIGINS, resolve({ region: 'us-east-1' })));
    assert.deepEqual([...run, ...target].toSorted(), Object.keys(KEYS).toSorted());
  });

  it('says of each where it comes from: a flag, a variable, a line of the file, the default', () => {
    assert.deepEqual(explainRun(ORIGINS)['regions'], {
      value: ['us-east-1', 'eu-west-1'],
      source: { from: 'file', file: 'session-manager.yaml', line: 1, column: 10 },
    });
    const values = explainTarget(ORIGINS, resolve({ region: 'us-east-1' }));
    assert.deepEqual(values['kms'], { value: true, source: { from: 'flag' } });
    assert.deepEqual(values['idle-timeout']?.source, { from: 'environment', variable: 'SESSION_MANAGER_IDLE_TIMEOUT' });
    assert.deepEqual(values['kms-alias'], { value: 'session', source: { from: 'default' } });
    assert.deepEqual(values['grant'], { value: null, source: { from: 'default' }, otherwise: 'off' });
    assert.deepEqual(values['max-duration'], {
      value: null,
      source: { from: 'default' },
      otherwise: 'none in a new document',
    });
  });

  it('says which override decides in a target, also where that takes a value back', () => {
    const there = explainTarget(ORIGINS, resolve({ region: 'eu-west-1' }));
    assert.deepEqual(there['retention'], {
      value: '365',
      source: { from: 'override', override: 1, file: 'session-manager.yaml', line: 5, column: 16 },
    });
    assert.deepEqual(there['s3-bucket']?.value, null);
    assert.equal(there['s3-bucket']?.source.from, 'override');
    const elsewhere = explainTarget(ORIGINS, resolve({ region: 'us-east-1' }));
    assert.deepEqual([elsewhere['retention']?.value, elsewhere['retention']?.source.from], ['30', 'file']);
  });
});
