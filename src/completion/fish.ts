import { below, type CompletedCommand, type CompletedFlag, flagGroups, topicsOf } from './model.ts';
import { fishQuoted } from './quote.ts';
import type { Values } from './values.ts';

/** Writes the script that completes command lines in fish, from 3.1 on. */
export function fishScript(commands: readonly CompletedCommand[], bin: string): string {
  const line = (...words: readonly string[]): string => ['complete -c', bin, ...words].join(' ');
  const at = (names: readonly string[]): string =>
    `-n ${fishQuoted(`__session_manager_at ${names.map((name) => (name === '' ? "''" : fishQuoted(name))).join(' ')}`)}`;
  return [
    `# Completion of ${bin} for fish, made by: ${bin} completion fish`,
    '',
    MACHINE.replaceAll('@TOPICS', topicsOf(commands).join(' ')).replaceAll(
      '@NAMES',
      below(commands, '')
        .map(({ name }) => name)
        .join(' '),
    ),
    line('-f'),
    ...['', ...topicsOf(commands)].flatMap((topic) =>
      below(commands, topic).map(({ name, help }) => line(at([topic]), '-a', name, '-d', fishQuoted(help))),
    ),
    ...['help', 'version'].map((name) => line(at(['']), '-l', name)),
    ...flagGroups(commands).flatMap(({ commands: names, flags }) =>
      flags.map((flag) => line(at(names), ...flagWords(flag))),
    ),
    ...commands.flatMap(({ name, first }) => (first ? [line(at([name]), ...argumentWords(name, first))] : [])),
    '',
  ].join('\n');
}

function flagWords({ names, help, values }: CompletedFlag): readonly string[] {
  return [
    ...names.flatMap((name) => (name.startsWith('--') ? ['-l', name.slice(2)] : ['-s', name.slice(1)])),
    ...(values ? valueWords(values) : []),
    '-d',
    fishQuoted(help),
  ];
}

const argumentWords = (name: string, first: Values): readonly string[] =>
  first.kind === 'files' || first.kind === 'any'
    ? ['-F']
    : ['-n', fishQuoted(`__session_manager_first ${fishQuoted(name)}`), '-a', wordsOf(first)];

function valueWords(values: Values): readonly string[] {
  if (values.kind === 'files') return ['-r', '-F'];
  return values.kind === 'any' ? ['-x'] : ['-x', '-a', wordsOf(values)];
}

function wordsOf(values: Exclude<Values, { readonly kind: 'files' | 'any' }>): string {
  if (values.kind === 'commands') return fishQuoted('(__session_manager_names)');
  const words = values.kind === 'words' ? values.words.join(' ') : '(__session_manager_profiles)';
  return fishQuoted(values.isList ? `(__session_manager_list ${words})` : words);
}

// What functions print is offered line by line, and fish quotes it on the line.
const MACHINE = String.raw`# Prints the words that have been typed behind the program, flags left out.
function __session_manager_words
    set -l typed (commandline -opc)
    string match -v -- '-*' $typed[2..-1]
end

# Tells whether the command that was typed is one of these; an empty one stands for none.
function __session_manager_at
    set -l typed (__session_manager_words)
    set -l command "$typed[1]"
    if contains -- "$command" @TOPICS; and test (count $typed) -gt 1
        set command "$typed[1] $typed[2]"
    end
    contains -- "$command" $argv
end

# Tells whether no argument of the command $argv has been typed, as far as that is known without its flags.
function __session_manager_first
    test (count (__session_manager_words)) -eq (count (string split ' ' -- $argv))
end

# Prints these words for a list with commas between them, but for those that are in it.
function __session_manager_list
    set -l token (commandline -ct | string replace -r '^--[^=]*=' '' | string replace -ra '^["\']|\\\\' '')
    set -l given (string match -r '^.*,' -- "$token")
    set -l words (string split , -- "$given")
    for word in $argv
        string match -q '*,*' -- $word; or contains -- $word $words; or printf '%s%s\n' "$given" $word
    end
end

function __session_manager_names
    printf '%s\n' @NAMES
end

# Prints the names of the profiles in the files of ~/.aws.
function __session_manager_profiles
    set -l config $HOME/.aws/config
    set -q AWS_CONFIG_FILE; and test -n "$AWS_CONFIG_FILE"; and set config $AWS_CONFIG_FILE
    set -l credentials $HOME/.aws/credentials
    set -q AWS_SHARED_CREDENTIALS_FILE; and test -n "$AWS_SHARED_CREDENTIALS_FILE"; and set credentials $AWS_SHARED_CREDENTIALS_FILE
    set -l seen
    for file in $config $credentials
        set -l path (string replace -r '^~' "$HOME" -- $file)
        test -f "$path" -a -r "$path"; or continue
        for name in (string replace -rf '^\s*\[\s*([^\]]*[^\]\s])\s*\]\s*(?:[;#].*)?$' '$1' <$path)
            if string match -qr '^(?:profile|sso-session|services)(?:\s|\.)' -- $name
                string match -qr '^profile(?:\s|\.)' -- $name; or continue
                set name (string replace -r '^profile(?:\s+|\.)' '' -- $name)
            else if test "$file" = "$config" -a "$name" != default
                continue
            end
            if string match -qr '^(["\']).+\1$' -- $name
                set name (string sub -s 2 -l (math (string length -- $name) - 2) -- $name)
            else if string match -qr '[\s"\']' -- $name
                continue
            end
            string match -qr '[[:cntrl:]]' -- $name; or contains -- $name $seen; and continue
            set -a seen $name
        end
    end
    test (count $seen) -eq 0; or printf '%s\n' $seen
end
`;
