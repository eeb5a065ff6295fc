import assert from 'node:assert/strict';
import { mergedStatements } from '../../../src/policies/documents/merge.ts';
import type { Statement } from '../../../src/policies/reading/policy.ts';
import { statementsFor } from '../../../src/policies/documents/session-needs.ts';
import { isGranted } from '../granted.ts';
import { placeIn } from '../places.ts';

const statement = (Sid: string, more: Partial<Statement> = {}): Statement => ({
  Sid,
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::a',
  ...more,
});
const A = statement('A');
const B = statement('B', { Action: ['s3:PutObject'] });

describe('merged statements', () => {
  it('are those of both lists, in their order', () => {
    assert.deepEqual(mergedStatements([A], [B]), [A, B]);
    assert.deepEqual(mergedStatements([], [A, B]), [A, B]);
    assert.deepEqual(mergedStatements([A, B], []), [A, B]);
  });

  it('are the same where nothing is new', () => {
    assert.deepEqual(mergedStatements([A, B], [statement('A', { Action: ['s3:GetObject'] })]), [A, B]);
  });

  it('have the actions and resources of both where their Sid is the same, each once and in order', () => {
    const more = statement('A', { Action: ['s3:PutObject', 's3:GetObject'], Resource: 'arn:aws:s3:::0' });
    assert.deepEqual(mergedStatements([A, B], [more]), [
      { ...A, Action: ['s3:GetObject', 's3:PutObject'], Resource: ['arn:aws:s3:::0', 'arn:aws:s3:::a'] },
      B,
    ]);
  });

  it('have the values of both conditions, operator by operator and key by key', () => {
    const first = { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/b' }, StringLike: { x: ['1', '2'] } };
    const second = { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/a' }, StringLike: { x: '2' } };
    const [merged] = mergedStatements([statement('A', { Condition: first })], [statement('A', { Condition: second })]);
    assert.deepEqual(merged?.Condition, {
      'ForAnyValue:StringEquals': { 'kms:ResourceAliases': ['alias/a', 'alias/b'] },
      StringLike: { x: ['1', '2'] },
    });
  });

  it('have the values of both conditions, in whatever case the key is written', () => {
    const first = { StringEquals: { 'KMS:viaservice': 'a' } };
    const second = { StringEquals: { 'kms:ViaService': ['b'], other: 'c' } };
    const [merged] = mergedStatements([statement('A', { Condition: first })], [statement('A', { Condition: second })]);
    assert.deepEqual(merged?.Condition, { StringEquals: { 'KMS:viaservice': ['a', 'b'], other: 'c' } });
  });

  it('do not take statements without Sid for the same', () => {
    const { Sid: _, ...nameless } = A;
    assert.deepEqual(mergedStatements([nameless], [B]), [nameless, B]);
    const other = { ...nameless, Action: 's3:PutObject' };
    assert.deepEqual(mergedStatements([nameless], [other]), [nameless, other]);
  });

  it('change neither list', () => {
    const there = [structuredClone(A)];
    const more = [statement('A', { Action: 's3:PutObject' })];
    mergedStatements(there, more);
    assert.deepEqual([there, more], [[A], [statement('A', { Action: 's3:PutObject' })]]);
  });

  it('grant to nodes what either list grants, and nothing beyond', () => {
    const configuration = (region: string, logGroup: string, alias: string) => ({
      place: placeIn(region),
      logGroup,
      key: { aliases: [alias] },
    });
    const [here, there] = [configuration('eu-west-1', 'a', 'alias/a'), configuration('us-east-1', 'b', 'alias/b')];
    const needs = new Set(['logs', 'kms-decrypt'] as const);
    const merged = mergedStatements(statementsFor(needs, [here]), statementsFor(needs, [there]));
    const write = (region: string, group: string) =>
      isGranted(merged, {
        action: 'logs:PutLogEvents',
        resource: `arn:aws:logs:${region}:111122223333:log-group:${group}:log-stream:x`,
      });
    const decrypt = (alias: string) =>
      isGranted(merged, {
        action: 'kms:Decrypt',
        resource: 'arn:aws:kms:us-east-1:111122223333:key/1',
        context: { 'kms:ResourceAliases': [alias] },
      });
    assert.deepEqual([write('eu-west-1', 'a'), write('us-east-1', 'b'), write('us-east-1', 'c')], [true, true, false]);
    assert.deepEqual([decrypt('alias/a'), decrypt('alias/b'), decrypt('alias/c')], [true, true, false]);
  });
});
