import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';

/** The user pressed Ctrl-C instead of an answer, or a signal came. */
export class AnswerRefusedError extends Error {
  constructor() {
    super('interrupted: nothing was changed');
    this.name = 'AnswerRefusedError';
  }
}

/** Asks on the terminal; only y and yes mean yes, and the end of the input (Ctrl-D) means no. `interrupt` ends the question. */
export async function ask(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  interrupt?: AbortSignal,
): Promise<boolean> {
  const line = createInterface({ input, output });
  const ended = new AbortController();
  let refused = false;
  let answered = false;
  const refuse = (): void => {
    refused = true;
    line.close();
  };
  line.once('SIGINT', refuse);
  interrupt?.addEventListener('abort', refuse, { once: true });
  try {
    const none = once(line, 'close', { signal: ended.signal }).then(() => '');
    // Node rejects the question on Ctrl-D, or only closes the line, depending on its version.
    const asked = line.question(`${question} (y/N) `);
    const given = asked.then(
      (text) => {
        answered = true;
        return text;
      },
      () => '',
    );
    const answer = await Promise.race([given, none]);
    if (refused) throw new AnswerRefusedError();
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    ended.abort();
    interrupt?.removeEventListener('abort', refuse);
    line.close();
    // The cursor stands behind the question.
    if (!answered) output.write('\n');
  }
}
