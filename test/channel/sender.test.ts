import assert from 'node:assert/strict';
import { sender } from '../../src/channel/sender.ts';
import { virtualClock } from './virtual-clock.ts';

describe('a sender', () => {
  const noted = () => {
    const clock = virtualClock();
    const sent: number[] = [];
    let room = 0;
    const outbox = sender({ clock, transmit: (frame) => sent.push(frame.readUInt32BE(0)), onRoom: () => (room += 1) });
    const send = (count: number): void => {
      for (let index = 0; index < count; index += 1) {
        outbox.send((sequence) => {
          const frame = Buffer.alloc(4);
          frame.writeUInt32BE(sequence, 0);
          return frame;
        });
      }
    };
    return { clock, sent, outbox, send, room: () => room };
  };

  it('says that it is full when more waits than may be on its way, and when there is room again', () => {
    const { outbox, send, room, sent } = noted();
    send(63);
    assert.equal(outbox.isFull(), false);
    send(2);
    assert.equal(outbox.isFull(), true);
    assert.equal(sent.length, 64);
    assert.equal(room(), 0);
    outbox.acknowledged(0);
    assert.equal(sent.at(-1), 64);
    assert.equal(room(), 1);
  });

  it('repeats the same bytes, at longer and longer intervals of a second at most', () => {
    const { clock, sent, send } = noted();
    send(1);
    clock.pass(10_000);
    assert.ok(sent.every((sequence) => sequence === 0));
    assert.ok(sent.length >= 10 && sent.length <= 14, `${sent.length}`);
  });

  it('repeats at once what later messages have overtaken', () => {
    const { sent, send, outbox } = noted();
    send(5);
    for (const sequence of [1, 2]) outbox.acknowledged(sequence);
    assert.equal(sent.length, 5);
    outbox.acknowledged(3);
    assert.deepEqual(sent.slice(5), [0]);
  });

  it('sends nothing while there is no connection, and then the oldest first', () => {
    const { clock, sent, send, outbox } = noted();
    send(3);
    outbox.pause();
    send(1);
    clock.pass(5000);
    assert.deepEqual(sent, [0, 1, 2]);
    outbox.acknowledged(1);
    outbox.resume();
    assert.deepEqual(sent.slice(3), [0, 2, 3]);
  });

  it('ignores acknowledgements of what it never sent, or twice', () => {
    const { outbox, send } = noted();
    send(1);
    for (const sequence of [7, -1, Number.NaN, 0, 0]) outbox.acknowledged(sequence);
    assert.equal(outbox.silence(), 0);
  });

  it('tells how long its peer has been silent', () => {
    const { clock, outbox, send } = noted();
    send(2);
    clock.pass(10_000);
    assert.equal(outbox.silence(), 10_000);
    outbox.acknowledged(0);
    outbox.acknowledged(1);
    assert.equal(outbox.silence(), 0);
  });

  it('is drained when all is acknowledged, or given up', async () => {
    const { outbox, send } = noted();
    await outbox.drained();
    send(2);
    const order: string[] = [];
    const drained = outbox.drained().then(() => order.push('drained'));
    outbox.acknowledged(0);
    await Promise.resolve();
    order.push('half');
    outbox.acknowledged(1);
    await drained;
    assert.deepEqual(order, ['half', 'drained']);
    send(1);
    const given = outbox.drained();
    outbox.stop();
    await given;
  });
});
