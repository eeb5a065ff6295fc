import { shellWord } from '../aws/shell-word.ts';
import type { AwsCommand, AwsOptions, Command, Remedy, SetupCommand } from '../checks/remedy.ts';

/** A piece of advice within which no line may break. */
export interface Piece {
  readonly text: string;
  /** True if it is for a shell, a policy or a file, rather than only for reading. */
  readonly copied: boolean;
}

/** Puts a remedy into words, on one line; its commands can be pasted into a POSIX shell. */
export const adviceOf = (remedy: Remedy): string =>
  remedy.kind === 'hint'
    ? remedy.text
    : piecesOf(remedy)
        .map(({ text }) => text)
        .join(' ');

/** Puts a remedy into words, in pieces between which a line may break. */
export function piecesOf(remedy: Remedy): readonly Piece[] {
  if (remedy.kind === 'hint') return piecesOfText(remedy.text);
  if (remedy.kind === 'statement') {
    const { lead, statement, alternative } = remedy;
    const end = alternative === undefined ? '' : ',';
    return [
      ...piecesOfText(`${lead}:`),
      { text: `${JSON.stringify(statement)}${end}`, copied: true },
      ...(alternative === undefined ? [] : piecesOfText(`or ${alternative}`)),
    ];
  }
  const { lead, commands } = remedy.kind === 'commands' ? remedy : { lead: undefined, commands: [remedy] };
  const variables = commands.flatMap((command) => (command.kind === 'aws' ? (command.variable ?? []) : []));
  const account = commands.flatMap((command) => (command.kind === 'aws' ? (command.account ?? []) : []))[0];
  return [
    ...(lead === undefined ? [] : piecesOfText(`${lead}:`)),
    ...(account === undefined ? [] : piecesOfText(`in account ${account}:`)),
    { text: commands.map((command) => commandLine(command, variables)).join(' && '), copied: true },
  ];
}

// What people copy stays in one piece: a policy statement, a command up to the end of its clause, anything quoted, and
// whatever follows a colon if there are braces or quotes in it.
const PIECE =
  /[a-z]+=\$\(aws .+|(?<=:\s)(?=.*[{"]).+|\{.*\}\S*|\(?(?:aws|session-manager|ssm-cli) (?:'[^']*'|"[^"]*"|.)+?(?:[,;)](?=\s)|$)|(["']).*?\1\S*|\S+/gs;

/** Splits text that was written by hand in the same way; it can contain commands and statements. */
export const piecesOfText = (text: string): readonly Piece[] =>
  (text.match(PIECE) ?? []).map((piece) => ({
    text: piece,
    copied: /^\(?(?:aws|session-manager|ssm-cli) |^[a-z]+=\$\(aws |[{"]/.test(piece),
  }));

/** Takes what is not copied off a piece that is: the parentheses and the comma of `(session-manager policy instance),`. */
export function codeParts(piece: string): { readonly before: string; readonly code: string; readonly behind: string } {
  const parts = piece.startsWith('(') ? /^(\()(.*?)(\)?[,;:]?)$/s : /^()(.*?)([,;:]?)$/s;
  const [, before = '', code = '', behind = ''] = parts.exec(piece) ?? [];
  return { before, code, behind };
}

/** `variables`: those that commands before it set. */
function commandLine(command: Command, variables: readonly string[]): string {
  if (command.kind === 'setup') return setupWords(command).map(shellWord).join(' ');
  const line = awsWords(command)
    .map((word) => (variables.some((name) => word.includes(`$${name}`)) ? `"${word}"` : shellWord(word)))
    .join(' ');
  return command.variable === undefined ? line : `${command.variable}=$(${line})`;
}

const setupWords = ({ invocation, regions, profile, accounts, flags }: SetupCommand): readonly string[] => [
  'session-manager',
  'setup',
  ...Object.entries({
    ...invocation,
    regions: regions.join(','),
    profiles: profile,
    accounts: accounts.length > 0 ? accounts.join(',') : undefined,
    ...flags,
  }).flatMap(([name, value]) => flagWords(name, value)),
];

function flagWords(name: string, value: string | boolean | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  if (typeof value === 'boolean') return [value ? `--${name}` : `--no-${name}`];
  return [value].flat().flatMap((one) => [`--${name}`, one]);
}

const awsWords = ({ operation, options, region, profile }: AwsCommand): readonly string[] => [
  'aws',
  ...operation,
  ...optionWords({ ...options, region, ...(profile !== undefined && { profile }) }),
];

const optionWords = (options: AwsOptions): readonly string[] =>
  Object.entries(options).flatMap(([name, value]) => [`--${name}`, ...(value === true ? [] : [value].flat())]);
