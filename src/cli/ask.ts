import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';

/** The user pressed Ctrl-C instead of an answer. */
export class AnswerRefusedError extends Error {
  constructor() {
    super('interrupted: nothing was changed');
    this.name = 'AnswerRefusedError';
  }
}

/** Asks on the terminal; only y and yes mean yes, and the end of the input (Ctrl-D) means no. */
export async function ask(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<boolean> {
  const line = createInterface({ input, output });
  const ended = new AbortController();
  let refused = false;
  line.once('SIGINT', () => {
    refused = true;
    line.close();
  });
  try {
    const none = once(line, 'close', { signal: ended.signal }).then(() => '');
    // Node rejects the question on Ctrl-D, or only closes the line, depending on its version.
    const given = line.question(`${question} (y/N) `).catch(() => '');
    const answer = await Promise.race([given, none]);
    if (refused) throw new AnswerRefusedError();
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    ended.abort();
    line.close();
    if (refused) output.write('\n');
  }
}
