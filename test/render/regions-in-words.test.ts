import assert from 'node:assert/strict';
import { inWords, regionsInWords } from '../../src/render/regions-in-words.ts';

const ALL = ['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'eu-west-1', 'eu-west-2', 'ap-southeast-2'];

describe('regions in words', () => {
  it('are counted where they are all of the run, and there are more than three', () => {
    assert.equal(regionsInWords(ALL, ALL), 'all 7 regions');
    assert.equal(regionsInWords(ALL.toReversed(), ALL), 'all 7 regions');
    assert.equal(regionsInWords(ALL.slice(0, 3), ALL.slice(0, 3)), 'us-east-1, us-east-2 and us-west-1');
    assert.equal(regionsInWords(['us-east-1'], ['us-east-1']), 'us-east-1');
  });

  it('are told by what is missing, where that is less', () => {
    assert.equal(regionsInWords(ALL.slice(1), ALL), 'all 7 regions but us-east-1');
    const more = [...ALL, 'sa-east-1'];
    assert.equal(regionsInWords(more.slice(2), more), 'all 8 regions but us-east-1 and us-east-2');
    assert.doesNotMatch(regionsInWords(ALL.slice(3), ALL), /all/);
    assert.equal(regionsInWords(ALL.slice(0, 3), ALL.slice(0, 4)), 'us-east-1, us-east-2 and us-west-1');
  });

  it('are named otherwise, each once, as many as there is room for', () => {
    assert.equal(regionsInWords(['us-east-1', 'eu-west-1', 'us-east-1'], ALL), 'us-east-1 and eu-west-1');
    assert.equal(regionsInWords(ALL.slice(0, 4), ALL), 'us-east-1, us-east-2, us-west-1 and us-west-2');
    assert.equal(regionsInWords(ALL.slice(0, 4), ALL, 2), 'us-east-1, us-east-2 and 2 more regions');
    assert.equal(regionsInWords(ALL.slice(0, 3), ALL, 2), 'us-east-1, us-east-2 and 1 more region');
  });

  it('are all of an account that could not be entered, which count for nobody else', () => {
    assert.equal(regionsInWords(['all'], ['all', ...ALL]), 'all regions');
    assert.equal(regionsInWords(ALL, ['all', ...ALL]), 'all 7 regions');
  });

  it('of nothing are nothing', () => {
    assert.equal(regionsInWords([], ALL), '');
    assert.equal(inWords([], 3, 'account'), '');
  });
});
