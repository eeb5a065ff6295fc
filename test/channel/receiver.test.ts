import assert from 'node:assert/strict';
import type { Message } from '../../src/channel/message.ts';
import { receiver } from '../../src/channel/receiver.ts';

function noted() {
  const events: string[] = [];
  const inbox = receiver({
    deliver: ({ sequence }) => events.push(`deliver ${sequence}`),
    acknowledge: ({ sequence }) => events.push(`acknowledge ${sequence}`),
  });
  const take = (sequence: number): void => inbox.take({ sequence } as Message);
  return { take, events };
}

describe('a receiver', () => {
  it('acknowledges what has its turn after it was delivered', () => {
    const { take, events } = noted();
    take(0);
    take(1);
    assert.deepEqual(events, ['deliver 0', 'acknowledge 0', 'deliver 1', 'acknowledge 1']);
  });

  it('keeps what is early, acknowledges it at once, and delivers it in its turn', () => {
    const { take, events } = noted();
    for (const sequence of [2, 1, 0]) take(sequence);
    assert.deepEqual(events, [
      'acknowledge 2',
      'acknowledge 1',
      'deliver 0',
      'acknowledge 0',
      'deliver 1',
      'deliver 2',
    ]);
  });

  it('acknowledges what it has had again, since its peer would repeat it for ever', () => {
    const { take, events } = noted();
    for (const sequence of [0, 0, 2, 2]) take(sequence);
    assert.deepEqual(events, ['deliver 0', 'acknowledge 0', 'acknowledge 0', 'acknowledge 2', 'acknowledge 2']);
  });

  it('does not acknowledge what it cannot keep, so that it comes again', () => {
    const { take, events } = noted();
    for (let sequence = 1; sequence <= 10_000; sequence += 1) take(sequence);
    assert.equal(events.length, 10_000);
    take(10_001);
    assert.equal(events.length, 10_000);
    take(0);
    take(10_001);
    assert.equal(events.at(-2), 'deliver 10001');
  });
});
