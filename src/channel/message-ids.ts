import { randomUUID } from 'node:crypto';

/** The digits of a UUID that count. */
const COUNTED = 12;

/** Makes what gives a UUID for each message of a stream: one is random, and its last digits are counted up, which costs a tenth of another random one. */
export function messageIds(): () => string {
  const same = randomUUID().slice(0, -COUNTED);
  let count = 0;
  return () => {
    count += 1;
    return same + count.toString(16).padStart(COUNTED, '0');
  };
}
