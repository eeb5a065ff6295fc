import assert from 'node:assert/strict';
import { statementsOf } from '../../../src/policies/documents/statements.ts';
import type { Row, Thing } from '../../../src/policies/needs/need.ts';
import { placeIn } from '../places.ts';

interface Setting {
  readonly place: ReturnType<typeof placeIn>;
  readonly name?: string;
}

const row = (sid: string, actions: readonly string[], thing: Row<Setting>['thing'], via?: 's3'): Row<Setting> => ({
  sid,
  actions,
  thing,
  ...(via && { via }),
  on: 'things',
  ref: 'https://docs.aws.amazon.com',
});
const named = ({ name }: Setting): Thing | undefined => (name === undefined ? undefined : { patterns: [name] });
const HERE: Setting = { place: placeIn('eu-west-1'), name: 'b' };
const THERE: Setting = { place: placeIn('us-east-1'), name: 'a' };

describe('statements of needs', () => {
  it('are one for all rows of a Sid, and all places', () => {
    const rows = [row('One', ['s3:B'], named), row('Two', ['s3:C'], named), row('One', ['s3:A'], named)];
    assert.deepEqual(statementsOf(rows, [HERE, THERE]), [
      { Sid: 'One', Effect: 'Allow', Action: ['s3:A', 's3:B'], Resource: ['a', 'b'] },
      { Sid: 'Two', Effect: 'Allow', Action: 's3:C', Resource: ['a', 'b'] },
    ]);
  });

  it('are none for what is needed nowhere', () => {
    assert.deepEqual(statementsOf([row('One', ['s3:A'], named)], [{ place: HERE.place }]), []);
    assert.deepEqual(statementsOf([row('One', ['s3:A'], named)], []), []);
  });

  it('name keys by their aliases, and the service that uses them', () => {
    const rows = [row('Use', ['kms:Decrypt'], () => ({ key: { aliases: ['alias/x'] } }), 's3')];
    assert.deepEqual(statementsOf(rows, [HERE]), [
      {
        Sid: 'Use',
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: 'arn:aws:kms:*:111122223333:key/*',
        Condition: {
          'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/x' },
          StringLike: { 'kms:ViaService': 's3.*.amazonaws.com' },
        },
      },
    ]);
    const instead = [row('Use', ['kms:Decrypt'], () => ({ key: { aliases: [] }, patterns: ['key/*'] }), 's3')];
    assert.equal(statementsOf(instead, [HERE])[0]?.Resource, 'key/*');
  });

  it('keep the condition of a thing', () => {
    const condition = { StringEquals: { 'ec2:osuser': 'ann' } };
    const rows = [row('One', ['ec2:A'], () => ({ patterns: ['*'], condition }))];
    assert.deepEqual(statementsOf(rows, [HERE])[0]?.Condition, condition);
  });
});
