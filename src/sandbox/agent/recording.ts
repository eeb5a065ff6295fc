/** The most bytes of a session that are recorded: the sandbox keeps its state in one file. */
const MOST = 4 * 1024 * 1024;

/** The most bytes of one event, as the agent has it. */
const EVENT = 200_000;

/** What a session has shown, for its log. */
export interface Recording {
  add(data: Buffer): void;
  /** Gives the whole lines that have not been given yet; `isOver`: also the last, which may not end. */
  news(isOver: boolean): string;
  whole(): string;
}

export function recording(): Recording {
  let bytes = Buffer.alloc(0);
  const parts: Buffer[] = [];
  let length = 0;
  let given = 0;
  const joined = (): Buffer => {
    if (parts.length > 0) bytes = Buffer.concat([bytes, ...parts.splice(0)]);
    return bytes;
  };
  return {
    add(data) {
      const taken = data.subarray(0, MOST - length);
      length += taken.length;
      if (taken.length > 0) parts.push(Buffer.from(taken));
    },
    news(isOver) {
      const all = joined();
      const end = isOver ? all.length : all.lastIndexOf('\n') + 1;
      if (end <= given) return '';
      const text = all.toString('utf8', given, end);
      given = end;
      return text;
    },
    whole: () => joined().toString(),
  };
}

/** What the events of a session that is streamed say of it. */
export interface Streamed {
  readonly region: string;
  readonly node: string;
  readonly owner: string;
  readonly sessionId: string;
  readonly runAsUser: string;
}

/**
 * Makes the events of lines that are streamed while the session runs: JSON, whose lines have neither tabs, carriage returns nor
 * what is for the terminal (agent/agentlogstocloudwatch/cloudwatchlogspublisher in aws/amazon-ssm-agent). `now`: milliseconds.
 */
export function streamedEvents(text: string, about: Streamed, now: number): readonly string[] {
  return cut(text.replaceAll(CONTROL, '')).map((part) => {
    const lines = part.replaceAll('\t', ' ').replaceAll('\r', '').split('\n');
    if (lines.at(-1) === '') lines.pop();
    return JSON.stringify({
      eventVersion: '1.0',
      eventTime: new Date(now).toISOString().replace(/\.\d+/, ''),
      awsRegion: about.region,
      target: { id: about.node },
      userIdentity: { arn: about.owner },
      runAsUser: about.runAsUser,
      sessionId: about.sessionId,
      sessionData: lines,
    });
  });
}

/** Makes the events of a log that is uploaded when the session is over: its lines as they are. */
export const uploadedEvents = (log: string): readonly string[] =>
  cut(log)
    .map((part) => part.replaceAll('\r\n', '\n').replace(/\n$/, ''))
    .filter((part) => part !== '');

/** Makes the file that is uploaded when the session is over, as `script` writes it. Times are milliseconds. */
export const logFile = (text: string, began: number, ended: number): string =>
  `Script started on ${timeOf(began)}\n${text}\nScript done on ${timeOf(ended)}\n`;

const timeOf = (time: number): string =>
  new Date(time)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z/, '+00:00');

/** Sequences that are for a terminal: colours, moves of the cursor, its title. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)|[@-Z\\-_=>])/g;

/** Cuts a text into events, at ends of lines where it can. */
function cut(text: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  let size = 0;
  for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    const length = Buffer.byteLength(line);
    if (size > 0 && size + length > EVENT) {
      parts.push(part);
      [part, size] = ['', 0];
    }
    part += line;
    size += length;
  }
  return size > 0 ? [...parts, part] : parts;
}
