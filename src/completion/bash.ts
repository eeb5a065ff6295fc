import { profileReader } from './headings.ts';
import { below, type CompletedCommand, flagGroups, topicsOf } from './model.ts';
import { shellQuoted } from './quote.ts';
import type { Values } from './values.ts';

/** Writes the script that completes command lines in bash, from 3.2 on. */
export function bashScript(commands: readonly CompletedCommand[], bin: string): string {
  return [
    `# Completion of ${bin} for bash, made by: ${bin} completion bash`,
    '',
    '# Puts into commands the names that can come after $1. Fails where there is none.',
    '_session_manager_commands() {',
    '  case $1 in',
    ...['', ...topicsOf(commands)].map(
      (topic) => `    ${pattern([topic])}) commands=(${words(below(commands, topic).map(({ name }) => name))}) ;;`,
    ),
    '    *) commands=() ;;',
    '  esac',
    '  ((${#commands[@]} > 0))',
    '}',
    '',
    '# Puts into flags those of the command $1.',
    '_session_manager_flags() {',
    '  flags=()',
    '  [[ -n $1 ]] || flags=(--help --version)',
    ...flagGroups(commands).flatMap((group) => [
      `  case $1 in ${pattern(group.commands)})`,
      `    flags+=(${words(group.flags.flatMap(({ names }) => names))}) ;;`,
      '  esac',
    ]),
    '}',
    '',
    '# Says what the value of the flag $2 of the command $1 can be: kind, and found where these are words. Fails where it takes none.',
    '_session_manager_values() {',
    '  kind=',
    ...flagGroups(commands).flatMap((group) => {
      const byValues = grouped(group.flags.flatMap(({ names, values }) => (values ? [[names, values] as const] : [])));
      if (byValues.length === 0) return [];
      return [
        `  case $1 in ${pattern(group.commands)})`,
        '    case $2 in',
        ...byValues.map(([names, values]) => `      ${pattern(names)}) ${valuesText(values)} ;;`),
        '    esac ;;',
        '  esac',
      ];
    }),
    '  [[ -n $kind ]]',
    '}',
    '',
    '# Says the same of the first argument of the command $1.',
    '_session_manager_argument() {',
    '  kind=',
    '  case $1 in',
    ...grouped(commands.flatMap(({ name, first }) => (first ? [[[name], first] as const] : []))).map(
      ([names, values]) => `    ${pattern(names)}) ${valuesText(values)} ;;`,
    ),
    '  esac',
    '  [[ -n $kind ]]',
    '}',
    '',
    MACHINE.replace('@PROFILES', () => profileReader((nth) => `\${BASH_REMATCH[${nth}]}`))
      .replaceAll('@{', '${')
      .replace('@BIN', bin),
  ].join('\n');
}

const words = (all: readonly string[]): string => all.map(shellQuoted).join(' ');

const pattern = (all: readonly string[]): string => all.map((one) => (one === '' ? "''" : shellQuoted(one))).join('|');

/** Puts those together that have the same values. */
function grouped(
  entries: readonly (readonly [names: readonly string[], values: Values])[],
): readonly (readonly [names: readonly string[], values: Values])[] {
  const found = new Map<string, readonly [names: string[], values: Values]>();
  for (const [names, values] of entries) {
    const key = JSON.stringify(values);
    const known = found.get(key);
    if (known) known[0].push(...names);
    else found.set(key, [[...names], values]);
  }
  return [...found.values()];
}

function valuesText(values: Values): string {
  if (values.kind === 'words') return `kind=${values.isList ? 'list' : 'word'} found=(${words(values.words)})`;
  if (values.kind === 'profiles') return `kind=${values.isList ? 'list' : 'word'}; _session_manager_profiles`;
  if (values.kind === 'commands') return 'kind=word; _session_manager_commands ""; found=("${commands[@]}")';
  return `kind=${values.kind}`;
}

// Bash breaks words at = and :, also within a value, and gives them as they are typed, quotes and all. @{ stands for ${ here.
const MACHINE = String.raw`_session_manager_profiles() {
@PROFILES
}

# Answers with those of found that $1, a word as it was typed, can become. In a list, only what comes after the last comma counts.
_session_manager_answer() {
  local raw=$1 open= text given= one part tick=$'\x60'
  case $raw in
    \"*) open=\" text=@{raw:1} ;;
    \'*) open=\' text=@{raw:1} ;;
    *) text=$raw ;;
  esac
  [[ $open == \' ]] || text=@{text//\\/}
  part=$text
  if [[ $kind == list ]]; then
    part=@{text##*,}
    given=@{text%"$part"}
    compopt -o nospace 2>/dev/null
  fi
  for one in @{found[@]+"@{found[@]}"}; do
    [[ $one == "$part"* ]] || continue
    [[ $kind == list && ( $one == *,* || ,$given == *",$one,"* ) ]] && continue
    one=$given$one
    case $open in
      \")
        # Nothing keeps a history from it there.
        [[ $one == *'!'* ]] && continue
        one=@{one//\\/\\\\} one=@{one//\"/\\\"} one=@{one//\$/\\\$} one=@{one//$tick/\\$tick}
        ;;
      \') one=@{one//\'/\'\\\'\'} ;;
      *) [[ $one == *[!A-Za-z0-9_.,/@%+=:-]* ]] && printf -v one %q "$one" ;;
    esac
    COMPREPLY+=("$one")
  done
}

# Leaves out of the answers what stands before the last = or : of $1, where these end a word.
_session_manager_cut() {
  local head=@{1%"@{1##*[=:]}"} index
  [[ -n $head && $COMP_WORDBREAKS == *"@{head:@{#head}-1}"* ]] || return 0
  for index in "@{!COMPREPLY[@]}"; do COMPREPLY[index]=@{COMPREPLY[index]#"$head"}; done
}

_session_manager() {
  local IFS=$' \t\n' word last= command= flag= kind= position=0 index at=0
  local -a typed commands flags found
  COMPREPLY=()
  for ((index = 0; index <= COMP_CWORD; index++)); do
    word=@{COMP_WORDS[index]}
    ((index == 0)) || [[ $word == [=:]* || $last == *[=:] ]] || ((at += 1))
    typed[at]=@{typed[at]-}$word
    last=$word
  done
  for ((index = 1; index < at; index++)); do
    word=@{typed[index]}
    if [[ -n $flag ]]; then
      flag=
    elif [[ $word == -- ]]; then
      return 0
    elif [[ $word == -* ]]; then
      [[ $word == *=* ]] || ! _session_manager_values "$command" "$word" || flag=$word
    elif _session_manager_commands "$command"; then
      command=@{command:+$command }$word
    else
      ((position += 1))
    fi
  done
  word=@{typed[at]} kind=
  if [[ -n $flag ]]; then
    _session_manager_values "$command" "$flag"
  elif [[ $word == --*=* ]]; then
    flag=@{word%%=*}=
    _session_manager_values "$command" "@{flag%=}"
  elif [[ $word == -* ]]; then
    _session_manager_flags "$command"
    kind=word found=("@{flags[@]}")
  elif _session_manager_commands "$command"; then
    kind=word found=("@{commands[@]}")
  elif ((position == 0)) || [[ $command == merge || $command == scp ]]; then
    _session_manager_argument "$command"
  fi
  [[ $kind != files ]] || return 0
  compopt +o default 2>/dev/null
  [[ $flag == *= ]] || flag=
  [[ -z $kind || $kind == any ]] || _session_manager_answer "@{word#"$flag"}"
  for index in "@{!COMPREPLY[@]}"; do COMPREPLY[index]=$flag@{COMPREPLY[index]}; done
  _session_manager_cut "$word"
}

complete -o default -F _session_manager @BIN
`;
