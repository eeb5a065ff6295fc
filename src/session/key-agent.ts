import type { Duplex } from 'node:stream';
import type { OneTimeKey } from './one-time-key.ts';
import { sshNumber, sshString, sshStrings } from './ssh-wire.ts';

// https://datatracker.ietf.org/doc/html/draft-ietf-sshm-ssh-agent
const FAILURE = 5;
const REQUEST_IDENTITIES = 11;
const IDENTITIES = 12;
const SIGN_REQUEST = 13;
const SIGNATURE = 14;

/** The longest message that OpenSSH's agent takes, in bytes. */
const LONGEST = 256 * 1024;

/**
 * Answers one client of an ssh agent that holds one key: what it holds, and signatures by it; everything else is refused, in
 * the order in which it came. `ready` resolves when the key may be used, and is asked before each answer that needs it; where it
 * rejects, the agent holds nothing.
 */
export function serveKey(client: Duplex, key: OneTimeKey, ready: () => Promise<unknown>): void {
  let rest: Buffer = Buffer.alloc(0);
  let answering = Promise.resolve();
  const answerAfter = async (before: Promise<void>, message: Buffer): Promise<void> => {
    await before;
    const answer = await answerTo(message, key, ready);
    if (client.writable) client.write(sshString(answer));
  };
  client.on('error', () => client.destroy());
  client.on('data', (data: Buffer) => {
    rest = Buffer.concat([rest, data]);
    while (rest.length >= 4) {
      const length = rest.readUInt32BE(0);
      if (length === 0 || length > LONGEST) return void client.destroy();
      if (rest.length < 4 + length) return undefined;
      const message = rest.subarray(4, 4 + length);
      rest = rest.subarray(4 + length);
      answering = answerAfter(answering, message);
    }
    return undefined;
  });
  client.on('end', () => void answering.then(() => client.end()));
}

async function answerTo(message: Buffer, key: OneTimeKey, ready: () => Promise<unknown>): Promise<Buffer> {
  const isReady = (): Promise<boolean> =>
    ready().then(
      () => true,
      () => false,
    );
  if (message[0] === REQUEST_IDENTITIES) {
    if (!(await isReady())) return Buffer.concat([Buffer.of(IDENTITIES), sshNumber(0)]);
    return Buffer.concat([Buffer.of(IDENTITIES), sshNumber(1), sshString(key.blob), sshString('session-manager')]);
  }
  if (message[0] !== SIGN_REQUEST) return Buffer.of(FAILURE);
  const [blob, data] = sshStrings(message.subarray(1), 2) ?? [];
  if (!blob?.equals(key.blob) || !data || !(await isReady())) return Buffer.of(FAILURE);
  return Buffer.concat([Buffer.of(SIGNATURE), sshString(key.sign(data))]);
}
