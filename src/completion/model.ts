import { type Values, valuesOf } from './values.ts';

/** A flag, as a shell completes it. */
export interface CompletedFlag {
  /** As they are typed: `--regions`, `-r`. */
  readonly names: readonly string[];
  readonly help: string;
  /** Absent: it takes no value. */
  readonly values?: Values;
  readonly repeatable: boolean;
}

/** A command, as a shell completes it. */
export interface CompletedCommand {
  /** As it is typed: `export terraform`. */
  readonly name: string;
  readonly help: string;
  readonly flags: readonly CompletedFlag[];
  /** What its first argument can be; absent: it takes none, or anything. */
  readonly first?: Values;
}

/** Flags with the commands that have them, so that a script says of each once what it is. */
export interface FlagGroup {
  readonly commands: readonly string[];
  readonly flags: readonly CompletedFlag[];
}

/** What oclif knows of a command. */
export interface KnownCommand {
  readonly id: string;
  readonly summary?: string | undefined;
  readonly description?: string | undefined;
  readonly hidden: boolean;
  readonly flags: Readonly<Record<string, KnownFlag>>;
  readonly args: Readonly<Record<string, { readonly options?: readonly string[] }>>;
}

interface KnownFlag {
  readonly name: string;
  readonly type: 'boolean' | 'option';
  readonly description?: string | undefined;
  readonly char?: string | undefined;
  readonly hidden?: boolean | undefined;
  readonly multiple?: boolean | undefined;
  readonly options?: readonly string[];
  readonly allowNo?: boolean;
}

/** Takes from what oclif knows of commands what a shell completes. `bin`: what the program is called. */
export const completedCommands = (known: readonly KnownCommand[], bin: string): readonly CompletedCommand[] =>
  known
    .filter(({ hidden }) => !hidden)
    .map((command) => completed(command, bin))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));

function completed({ id, summary, description = '', flags, args }: KnownCommand, bin: string): CompletedCommand {
  const name = id.replaceAll(':', ' ');
  const [argument] = Object.values(args);
  const first = argumentOf(name, argument?.options);
  return {
    name,
    help: oneLine((summary ?? description).replaceAll('<%= config.bin %>', bin)),
    flags: [
      ...Object.values(flags)
        .filter(({ hidden }) => !hidden)
        .flatMap(completedFlags),
      HELP,
    ],
    ...(first && { first }),
  };
}

const HELP: CompletedFlag = { names: ['--help', '-h'], help: 'show help', repeatable: false };

function completedFlags(flag: KnownFlag): readonly CompletedFlag[] {
  const { name, type, description = '', char, allowNo } = flag;
  const one: CompletedFlag = {
    names: [`--${name}`, ...(char === undefined ? [] : [`-${char}`])],
    help: oneLine(description),
    ...(type === 'option' && { values: valuesOf(flag) }),
    repeatable: flag.multiple === true,
  };
  return [one, ...(allowNo ? [{ ...one, names: [`--no-${name}`], help: `not: ${one.help}` }] : [])];
}

function argumentOf(name: string, options: readonly string[] | undefined): Values | undefined {
  if (options) return { kind: 'words', words: options, isList: false };
  if (name === 'help') return { kind: 'commands' };
  return ['merge', 'scp'].includes(name) ? { kind: 'files' } : undefined;
}

const MOST = 100;

/** Makes one line of a text, and cuts it at a word. */
function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= MOST ? line : `${line.slice(0, MOST).replace(/\s+\S*$/, '')} …`;
}

/** Groups flags by the commands that have them. */
export function flagGroups(commands: readonly CompletedCommand[]): readonly FlagGroup[] {
  const owners = new Map<string, { readonly flag: CompletedFlag; readonly names: string[] }>();
  for (const { name, flags } of commands) {
    for (const flag of flags) {
      const key = JSON.stringify(flag);
      const known = owners.get(key);
      if (known) known.names.push(name);
      else owners.set(key, { flag, names: [name] });
    }
  }
  const groups = new Map<string, { readonly commands: readonly string[]; readonly flags: CompletedFlag[] }>();
  for (const { flag, names } of owners.values()) {
    const key = names.join();
    const known = groups.get(key);
    if (known) known.flags.push(flag);
    else groups.set(key, { commands: names, flags: [flag] });
  }
  return [...groups.values()];
}

/** Lists what several commands begin with: `export`. */
export const topicsOf = (commands: readonly CompletedCommand[]): readonly string[] => [
  ...new Set(commands.flatMap(({ name }) => (name.includes(' ') ? [name.slice(0, name.indexOf(' '))] : []))),
];

/** Lists the words that can come next where a topic, or nothing, has been typed, with what they are. */
export function below(
  commands: readonly CompletedCommand[],
  topic: string,
): readonly { readonly name: string; readonly help: string }[] {
  if (topic !== '') {
    return commands.flatMap(({ name, help }) =>
      name.startsWith(`${topic} `) ? [{ name: name.slice(topic.length + 1), help }] : [],
    );
  }
  const topics = topicsOf(commands).map((name) => ({
    name,
    help: below(commands, name)
      .map((one) => one.name)
      .join(', '),
  }));
  const plain = commands.filter(({ name }) => !name.includes(' ')).map(({ name, help }) => ({ name, help }));
  return [...plain, ...topics].toSorted((one, other) => (one.name < other.name ? -1 : 1));
}
