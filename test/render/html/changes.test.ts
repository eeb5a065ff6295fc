import assert from 'node:assert/strict';
import { changesData, changeState, changeStates } from '../../../src/render/html/changes.ts';
import { change, report, target } from '../reports.ts';

const retention = { field: 'retentionInDays', have: null, want: 30 };

describe('the cards of changes', () => {
  it('put alike changes together, with their differences, failures first', () => {
    const update = change({ action: 'update', differences: [retention], summary: 'Updating the group in us-east-1' });
    const { cards, places, states, texts } = changesData(
      report([
        target({ changes: [update, change({ status: 'failed', resource: 'kms-key', summary: 'Creating key' })] }),
        target({ region: 'eu-west-1', changes: [{ ...update, summary: 'Updating the group in eu-west-1' }] }),
      ]),
    );
    assert.deepEqual(
      cards.map(({ state, label, rows }) => [states[state]?.id, label, rows.length]),
      [
        ['failed', 'kms-key', 1],
        ['update', 'log-group', 2],
      ],
    );
    assert.deepEqual(places, [
      [0, 'us-east-1'],
      [0, 'eu-west-1'],
    ]);
    assert.deepEqual(cards[1]?.rows[0]?.[4], { fields: [[0, 1]] });
    assert.deepEqual(texts, ['change', 'retentionInDays: none -> 30']);
  });

  it('say why something is kept, and what delete takes away', () => {
    const kept = change({ action: 'keep', status: 'kept', reason: 'others made it', loss: 'all logs' });
    const fields = (command: string): unknown => {
      const { cards, texts } = changesData(report([target({ changes: [kept] })], { command }));
      return cards[0]?.rows[0]?.[4]?.fields?.map((field) => field.map((part) => texts[part]));
    };
    assert.deepEqual(fields('delete'), [
      ['reason', 'others made it'],
      ['lost', 'all logs'],
    ]);
    assert.deepEqual(fields('setup'), [['reason', 'others made it']]);
  });

  it('are in the state of their action once it is planned or done', () => {
    const idOf = (extra: Parameters<typeof change>[0]): string | undefined =>
      changeStates(false)[changeState(change(extra))]?.id;
    assert.equal(idOf({ action: 'delete', status: 'planned' }), 'delete');
    assert.equal(idOf({ action: 'create', status: 'not-run' }), 'not-run');
    assert.equal(idOf({ action: 'none', status: 'unchanged' }), 'unchanged');
    assert.equal(idOf({ action: 'keep', status: 'kept' }), 'kept');
    assert.equal(changeStates(true).find(({ id }) => id === 'create')?.heading, 'To create');
  });
});
