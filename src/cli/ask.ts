import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** The user pressed Ctrl-C instead of an answer, or a signal came. */
export class AnswerRefusedError extends Error {
  constructor(message = 'interrupted: nothing was changed') {
    super(message);
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
  let answer: string | undefined;
  try {
    answer = await answerTo(`${question} (y/N) `, input, output, interrupt);
  } finally {
    // The cursor stands behind the question.
    if (answer === undefined) output.write('\n');
  }
  return /^y(es)?$/i.test((answer ?? '').trim());
}

/** Asks on the terminal for a line of text; the end of the input (Ctrl-D) is an empty one. */
export async function askText(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<string> {
  return ((await answerTo(question, input, output, undefined)) ?? '').trim();
}

/** Asks on the terminal for what nobody should see; the end of the input (Ctrl-D) is a refusal, too. `interrupt` ends the question. */
export async function askSecretly(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  interrupt?: AbortSignal,
): Promise<string> {
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    // The terminal shows what is typed until readline listens: only then may anybody begin to type.
    const answer = await answerTo('', input, unseen, interrupt, () => output.write(question));
    if (answer === undefined) throw new AnswerRefusedError();
    return answer.trim();
  } finally {
    output.write('\n');
  }
}

/** Resolves to undefined where the input ends. Throws an AnswerRefusedError on Ctrl-C, and when `interrupt` fires. */
async function answerTo(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  interrupt: AbortSignal | undefined,
  listening?: () => void,
): Promise<string | undefined> {
  // On a terminal readline shows what is typed by itself, so that output which shows nothing hides it.
  const terminal = (input as Partial<NodeJS.ReadStream>).isTTY === true;
  const line = createInterface({ input, output, terminal });
  const ended = new AbortController();
  let refused = false;
  const refuse = (): void => {
    refused = true;
    line.close();
  };
  line.once('SIGINT', refuse);
  interrupt?.addEventListener('abort', refuse, { signal: ended.signal });
  try {
    const none = once(line, 'close', { signal: ended.signal }).then(() => undefined);
    // Node rejects the question on Ctrl-D, or only closes the line, depending on its version.
    const given = line.question(question).catch(() => undefined);
    listening?.();
    const answer = await Promise.race([given, none]);
    if (refused) throw new AnswerRefusedError();
    return answer;
  } finally {
    ended.abort();
    line.close();
  }
}
