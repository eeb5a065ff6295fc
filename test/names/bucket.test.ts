import assert from 'node:assert/strict';
import { isAccessPoint } from '../../src/names/bucket.ts';

describe('names of a bucket', () => {
  it('are told from aliases of access points', () => {
    for (const alias of [
      'logs-hrzrlukc5m36ft7okagglf3gmwluquse1b-s3alias',
      'logs-1a4n8yjrb3kda96f67zwrwiiuse1a--ol-s3',
    ]) {
      assert.equal(isAccessPoint(alias), true, alias);
    }
    for (const name of ['logs', 's3alias', 'logs-s3alias-eu', 'logs--ol-s3-2'])
      assert.equal(isAccessPoint(name), false, name);
  });
});
