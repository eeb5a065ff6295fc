import assert from 'node:assert/strict';
import { ANYWHERE, hasToken, pieces, tokensInJson, tokenText, withToken } from '../../src/export/tokens.ts';

describe('tokens for what an engine knows only where it works', () => {
  const { region, account } = ANYWHERE;

  it('take a text apart, and leave nothing empty', () => {
    assert.deepEqual(pieces(`arn:${region}${account}`), ['arn:', { token: 'region' }, { token: 'account' }]);
    assert.deepEqual(pieces('plain ${AWS::Region}'), ['plain ${AWS::Region}']);
    assert.deepEqual(pieces(''), []);
  });

  it('are told from any text of a user', () => {
    assert.ok(hasToken(`a ${account}`));
    assert.ok(!hasToken('a {account} ${account} \\u0000account\\u0000'));
  });

  it('survive JSON, and a text that looks like their edges there stays a text', () => {
    const written = JSON.stringify({ key: tokenText('keyArn'), text: String.raw`\u0000region\u0000` });
    assert.deepEqual(pieces(tokensInJson(written)), [
      '{"key":"',
      { token: 'keyArn' },
      String.raw`","text":"\\u0000region\\u0000"}`,
    ]);
  });

  it('stand for a text wherever it is within a value', () => {
    const value = { a: ['x arn y', 1], b: { c: 'arn' }, d: null };
    const keyArn = tokenText('keyArn');
    assert.deepEqual(withToken(value, 'arn', 'keyArn'), { a: [`x ${keyArn} y`, 1], b: { c: keyArn }, d: null });
  });
});
