import type { FoundLog, RecordedText } from '../engine/log.ts';
import { visible, withoutCommands } from './visible.ts';

type Session = FoundLog['session'];

/** Turns what a session wrote into what is printed, piece by piece. */
export interface RecordingPrinter {
  /** What comes before everything else. */
  readonly head: string;
  print(piece: RecordedText): string;
  /** Gives what is left. */
  end(): string;
}

/** The formats of a recording, by the values of `--format`. */
export type RecordingFormat = 'text' | 'cast' | 'json';

/** Makes what prints the recording of a session. `raw`: text as it is, which a terminal obeys. */
export function recordingPrinter(session: Session, format: RecordingFormat, raw: boolean): RecordingPrinter {
  if (format === 'cast') return castPrinter(session);
  if (format === 'json') return { head: '', print: jsonLine, end: () => '' };
  return raw ? { head: '', print: ({ text }) => text, end: () => '' } : textPrinter();
}

// A line may end in the next piece.
function textPrinter(): RecordingPrinter {
  let open = '';
  return {
    head: '',
    print({ text }) {
      const lines = (open + text).split('\n');
      open = lines.pop() ?? '';
      return lines.map((line) => `${shown(line)}\n`).join('');
    },
    end() {
      const rest = open;
      open = '';
      return rest === '' ? '' : `${shown(rest)}\n`;
    },
  };
}

const shown = (line: string): string =>
  withoutCommands(
    line
      .replace(/\r$/, '')
      .split('\t')
      .map((part) => visible(part, Infinity))
      .join('\t'),
  );

const jsonLine = ({ text, time }: RecordedText): string =>
  `${harmless({ time: time === undefined ? null : new Date(time).toISOString(), text })}\n`;

/** A terminal's size is in no recording. */
const SIZE = { width: 80, height: 24 };

/**
 * Prints a recording for asciinema, with the times of its events; where it has none, everything is there at once:
 * https://docs.asciinema.org/manual/asciicast/v2/
 */
function castPrinter({ id, node, owner, began }: Session): RecordingPrinter {
  const title = [id, ...(node === '' ? [] : [`on ${node}`]), ...(owner === '' ? [] : [`by ${owner}`])].join(' ');
  const timestamp = began === undefined ? {} : { timestamp: Math.floor(began.getTime() / 1000) };
  let first: number | undefined;
  let now = 0;
  return {
    head: `${harmless({ version: 2, ...SIZE, ...timestamp, title })}\n`,
    print({ text, time }) {
      if (text === '') return '';
      if (time !== undefined) {
        first ??= time;
        // Clocks may be set back.
        now = Math.max(now, (time - first) / 1000);
      }
      return `${harmless([now, 'o', text.replace(/\r?\n/g, '\r\n')])}\n`;
    },
    end: () => '',
  };
}

/** Writes JSON in one line, in which everything that a terminal obeys or nobody sees is escaped. */
const harmless = (value: unknown): string =>
  JSON.stringify(value).replace(/[\p{Cf}\p{Zl}\p{Zp}\u007F-\u009F]/gu, (found) =>
    Array.from(found, (character) => unitsOf(character)).join(''),
  );

const unitsOf = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
