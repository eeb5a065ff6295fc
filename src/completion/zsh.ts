import { profileReader } from './headings.ts';
import { below, type CompletedCommand, type CompletedFlag, flagGroups, topicsOf } from './model.ts';
import { shellQuoted } from './quote.ts';
import type { Values } from './values.ts';

/** Writes the script that completes command lines in zsh. */
export function zshScript(commands: readonly CompletedCommand[], bin: string): string {
  return [
    `#compdef ${bin}`,
    `# Completion of ${bin} for zsh, made by: ${bin} completion zsh`,
    '',
    '# Offers the names that can come after $1. Fails where there is none.',
    '_session_manager_commands() {',
    '  local -a found',
    '  case $1 in',
    ...['', ...topicsOf(commands)].map(
      (topic) =>
        `    (${topic === '' ? "''" : topic}) found=(${below(commands, topic)
          .map(({ name, help }) => shellQuoted(`${name}:${help}`))
          .join(' ')}) ;;`,
    ),
    '    (*) return 1 ;;',
    '  esac',
    '  _describe -t commands command found',
    '}',
    '',
    '# Puts into specs what _arguments needs to know of the command $1.',
    '_session_manager_specs() {',
    '  specs=()',
    ...flagGroups(commands).flatMap((group) => [
      `  case $1 in (${group.commands.map(shellQuoted).join('|')})`,
      '    specs+=(',
      ...group.flags.flatMap(flagSpecs).map((spec) => `      ${shellQuoted(spec)}`),
      '    ) ;;',
      '  esac',
    ]),
    '  case $1 in',
    ...commands.flatMap(({ name, first }) =>
      first ? [`    (${shellQuoted(name)}) specs+=(${shellQuoted(argumentSpec(first))}) ;;`] : [],
    ),
    '  esac',
    "  [[ $specs[-1] == '*: :'* ]] || specs+=('*: :{ : }')",
    '}',
    '',
    MACHINE.replace('@PROFILES', () => profileReader((nth) => `\${match[${nth}]-}`))
      .replaceAll('@{', '${')
      .replaceAll('@TOPICS', topicsOf(commands).join('|'))
      .replaceAll('@BIN', bin),
  ].join('\n');
}

// https://zsh.sourceforge.io/Doc/Release/Completion-System.html: _arguments
function flagSpecs({ names, help, values, repeatable }: CompletedFlag): readonly string[] {
  const others = repeatable ? '*' : names.length > 1 ? `(${names.join(' ')})` : '';
  const sign = (name: string): string => (values === undefined ? '' : name.startsWith('--') ? '=' : '+');
  const value = values === undefined ? '' : `: :${action(values)}`;
  return names.map((name) => `${others}${name}${sign(name)}[${help.replaceAll(/[\\[\]:]/g, String.raw`\$&`)}]${value}`);
}

const argumentSpec = (first: Values): string => `${first.kind === 'files' ? '*' : '1'}: :${action(first)}`;

function action(values: Values): string {
  if (values.kind === 'words') {
    const words = values.words.join(' ');
    return values.isList ? ` _session_manager_list ${words}` : `(${words})`;
  }
  if (values.kind === 'profiles') return ` _session_manager_profiles ${values.isList ? 'list' : 'one'}`;
  return { commands: " _session_manager_commands ''", files: '_files', any: ' ' }[values.kind];
}

// compadd quotes what it puts on the line. @{ stands for ${ here.
const MACHINE = String.raw`# Offers these words for a list with commas between them, but for those that are in it.
_session_manager_list() {
  local -a given left=("$@")
  if compset -P '*,'; then
    given=("@{(@s:,:)@{IPREFIX##*=}}")
    left=(@{left:|given})
  fi
  compadd -q -S , -a left
}

_session_manager_profiles() {
  local -a found match mbegin mend
  local MATCH MBEGIN MEND
  _session_manager_read
  if [[ $1 == list ]]; then
    _session_manager_list "@{(@)found:#*,*}"
  else
    compadd -a found
  fi
}

_session_manager_read() {
@PROFILES
}

_session_manager() {
  local curcontext=$curcontext command=
  local -a specs
  integer depth=1
  while (( depth < CURRENT - 1 )) && [[ -z $command || $command == (@TOPICS) ]]; do
    (( depth += 1 ))
    command=@{command:+$command }@{words[depth]}
  done
  if [[ -z $command || $command == (@TOPICS) ]]; then
    if [[ -z $command && $PREFIX == -* ]]; then
      compadd -- --help --version
    else
      _session_manager_commands "$command"
    fi
    return
  fi
  words=("@{(@)words[depth,-1]}")
  (( CURRENT -= depth - 1 ))
  _session_manager_specs "$command"
  _arguments -s -S : $specs
}

if (( ! @{+functions[compdef]} )); then
  autoload -Uz compinit && compinit -i
fi
if [[ @{funcstack[1]-} == _@BIN ]]; then
  _session_manager "$@"
else
  compdef _session_manager @BIN
fi
`;
