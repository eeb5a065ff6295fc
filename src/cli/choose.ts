import { paintFor } from '../render/paint.ts';
import { afterKey, type Choice, fitting, keysIn, NOTHING_TYPED, pageOf, pickerLines } from '../render/picker.ts';
import { AnswerRefusedError } from './ask.ts';
import { ALL_SIGNALS, onSignals } from './signals.ts';

/** Something to choose, and how it is shown. */
export interface Option<Value> extends Choice {
  readonly value: Value;
}

/**
 * Lets the user choose on the terminal, by typing and arrows; the list is on stderr, and gone afterwards. Throws an
 * AnswerRefusedError for Esc, Ctrl-C, and signals. The terminal is as it was before, on every way out.
 */
export async function choose<Value>(options: readonly Option<Value>[]): Promise<Value> {
  const { stdin, stderr } = process;
  const paint = paintFor(process.env, true);
  let picking = NOTHING_TYPED;
  let drawn = 0;
  const erase = (): void => {
    if (drawn > 0) stderr.write(`\r${drawn > 1 ? `\u001B[${drawn - 1}A` : ''}\u001B[J`);
    drawn = 0;
  };
  const draw = (): void => {
    erase();
    const lines = pickerLines(options, picking, { width: stderr.columns || 80, rows: stderr.rows || 24, paint });
    stderr.write(lines.join('\r\n'));
    drawn = lines.length;
  };
  const restore = (): void => {
    erase();
    stdin.setRawMode(false);
    stderr.write('\u001B[?25h');
  };
  process.once('exit', restore);
  stdin.setRawMode(true);
  stderr.write('\u001B[?25l');
  draw();
  let stop = (): void => undefined;
  try {
    return await new Promise<Value>((resolve, reject) => {
      const leave = (): void => reject(new AnswerRefusedError('nothing was chosen'));
      const stopSignals = onSignals(ALL_SIGNALS, (code) => {
        process.exitCode = code;
        leave();
      });
      const read = (data: Buffer): void => {
        const keys = keysIn(data.toString());
        for (const [index, key] of keys.entries()) {
          const fit = fitting(options, picking) as readonly Option<Value>[];
          const next = afterKey(picking, key, { count: fit.length, page: pageOf(stderr.rows || 24) });
          if (next === 'leave') return leave();
          if (next === 'choose') {
            const chosen = fit[picking.marked];
            // What was typed ahead is for the shell.
            const rest = keys.slice(index + 1).join('');
            stdin.pause();
            if (rest !== '') stdin.unshift(Buffer.from(rest));
            return chosen ? resolve(chosen.value) : leave();
          }
          picking = next;
        }
        draw();
      };
      stdin.on('data', read);
      stdin.once('end', leave);
      stderr.on('resize', draw);
      stop = () => {
        stopSignals();
        stdin.off('data', read);
        stdin.off('end', leave);
        stderr.off('resize', draw);
      };
    });
  } finally {
    stop();
    stdin.pause();
    process.off('exit', restore);
    restore();
  }
}
