import { Duplex } from 'node:stream';

/** Makes the two ends of a connection that leaves no process: what is written to one is read at the other. */
export function duplexPair(): readonly [Duplex, Duplex] {
  /** What goes on when the end of this number reads again. */
  const waiting: [(() => void) | undefined, (() => void) | undefined] = [undefined, undefined];
  const endOf = (own: 0 | 1, other: 0 | 1): Duplex =>
    new Duplex({
      allowHalfOpen: false,
      read() {
        const goOn = waiting[own];
        waiting[own] = undefined;
        goOn?.();
      },
      write(chunk: Buffer, _encoding, done) {
        // As over a network: a copy, since writers use their memory again, and never before the writer has gone on.
        const copy = Buffer.from(chunk);
        setImmediate(() => {
          if (ends[other].destroyed) return done();
          // What is written next waits until this was read.
          waiting[other] = done;
          ends[other].push(copy);
        });
      },
      final(done) {
        setImmediate(() => {
          if (!ends[other].destroyed) ends[other].push(null);
          done();
        });
      },
      destroy(error, done) {
        setImmediate(() => {
          if (!ends[other].destroyed && !ends[other].readableEnded) ends[other].push(null);
        });
        done(error);
      },
    });
  const ends: readonly [Duplex, Duplex] = [endOf(0, 1), endOf(1, 0)];
  return ends;
}
