import assert from 'node:assert/strict';
import { placesInWords } from '../../../src/render/html/places.ts';
import { pageData } from './page-data.ts';

describe('places in words', () => {
  it('are accounts with their regions, each once', () => {
    const data = pageData([]);
    assert.equal(placesInWords(data, [0, 1, 0]), '111122223333 (payments) in us-east-1 and eu-west-1');
    assert.equal(placesInWords(data, [0, 2]), '111122223333 (payments)/us-east-1; 444455556666/us-east-1');
    assert.equal(placesInWords(data, [3, 4]), '444455556666; this machine');
  });

  it('are all regions where they are those of the page', () => {
    const places = Array.from({ length: 17 }, (_, at) => [0, `us-east-${at}`] as const);
    const data = pageData([], { places });
    assert.equal(placesInWords(data, places.keys()), '111122223333 (payments) in all 17 regions');
  });

  it('are counted where there are many accounts', () => {
    const places = Array.from({ length: 40 }, (_, at) => [at, at % 2 === 0 ? 'us-east-1' : 'eu-west-1'] as const);
    const data = pageData([], { places });
    assert.equal(placesInWords(data, places.keys(), 2), '40 accounts in us-east-1 and eu-west-1');
  });
});
