import { commandsIn } from './shell-words.ts';

/** How a command leads through Session Manager. */
export interface Called {
  /** `aws`: by `aws ssm start-session`, which starts the plugin; `own`: by `session-manager ssh-proxy`; `other`: by another tool. */
  readonly by: 'aws' | 'own' | 'other';
  /** The programs that have to be there for it to work; empty where that is not certain. */
  readonly needs: readonly string[];
  /** True if a session is started that no document makes one for SSH. */
  readonly isShell: boolean;
}

/** What is looked at, and whether it runs with the PATH of whoever runs it. */
interface Context {
  readonly sure: boolean;
  readonly needs: readonly string[];
}

/**
 * Finds out whether a command, such as a ProxyCommand, leads through Session Manager: directly, by a shell, or by a tool that
 * starts it with credentials. Undefined: nothing in it says so.
 */
export const calledBy = (command: string): Called | undefined => inLine(expanded(command), { sure: true, needs: [] });

/** Lists the programs that a ProxyCommand begins with, one for each of its simple commands. */
export const programsOf = (command: string): readonly string[] =>
  commandsIn(expanded(command)).flatMap((words) => words.slice(0, 1));

// The tokens of ssh that are the same for every host.
const expanded = (command: string): string =>
  command.replaceAll(/%([%d])/g, (_, token: string) => (token === 'd' ? '~' : '%'));

/** The same of the text of a script, which is read as text: it may be in any language. */
export function calledByScript(script: string): Called | undefined {
  const text = script.replaceAll(/\\\r?\n/g, ' ').replaceAll(/^\s*(?:#|\/\/).*$/gm, '');
  const isShell = /^#!.*\b(?:sh|bash|dash|ksh|zsh)\b/.test(script);
  const sure = isShell && !/\bPATH=|^\s*(?:\.|source|eval)\s/m.test(text);
  const of = (by: Called['by'], ...needs: readonly string[]): Called => ({
    by,
    needs: sure ? needs : [],
    isShell: false,
  });
  if (/\baws\b[^\n]*\bssm\b[^\n]*\bstart-session\b/.test(text)) return of('aws', 'aws', PLUGIN);
  if (text.includes(PLUGIN)) return of('aws', PLUGIN);
  return /\bssh-proxy\b|\bstart_session\b/.test(text) ? of('other') : undefined;
}

const PLUGIN = 'session-manager-plugin';

function inLine(line: string, context: Context): Called | undefined {
  const changesPath = /\bPATH\b|(?:^|[;&|]\s*)(?:source|\.|eval)\s/.test(line);
  for (const words of commandsIn(line)) {
    const called = inCommand(words, changesPath ? { ...context, sure: false } : context);
    if (called) return called;
  }
  return undefined;
}

const SHELL = /^(?:sh|bash|dash|ash|ksh|zsh|fish)$/;
const WINDOWS_SHELL = /^(?:powershell|pwsh|cmd)$/;

/** Programs that start another one with the same PATH; `true`: it is part of the shell. */
const TRANSPARENT: Readonly<Record<string, boolean>> = {
  exec: true,
  command: true,
  time: true,
  env: false,
  nice: false,
  nohup: false,
  timeout: false,
  stdbuf: false,
  'aws-vault': false,
  'aws-okta': false,
  'aws-runas': false,
  chamber: false,
  saml2aws: false,
};

function inCommand(all: readonly string[], context: Context): Called | undefined {
  const words = all.slice(all.findIndex((word) => !/^\w+=/.test(word)));
  const [program = '', ...rest] = words;
  const name = nameOf(program);
  if (SHELL.test(name)) return inShell(rest, context);
  if (WINDOWS_SHELL.test(name)) {
    const text = rest.filter((word) => !/^[-/]\w+$/.test(word)).join(' ');
    return inLine(text, { ...context, sure: false });
  }
  const needs = [...context.needs, program];
  const found = (by: Called['by'], more: readonly string[] = [], isShell = false): Called => ({
    by,
    needs: context.sure && !needs.some(isOfWindows) ? [...needs, ...more].filter(isPlain) : [],
    isShell,
  });
  if (name === 'aws') {
    if (!isStartSession(rest)) return undefined;
    const hasDocument = rest.some((word) => /^--(?:document-name|cli-input-)/.test(word));
    return found('aws', [PLUGIN], !hasDocument);
  }
  if (rest.includes('ssh-proxy')) {
    if (name === 'session-manager') return found('own');
    if (name === 'node') return found('own', rest.filter((word) => /\.[cm]?js$/.test(word)).slice(0, 1));
    if (rest.some((word) => /session-manager/.test(word))) return found('own');
    return found('other');
  }
  const wrapped = wrappedIn(rest);
  const isTransparent = Object.hasOwn(TRANSPARENT, name) && !rest.includes('-i');
  const inner =
    wrapped &&
    inCommand(wrapped, {
      sure: context.sure && isTransparent,
      needs: TRANSPARENT[name] === true ? context.needs : needs,
    });
  if (inner) return inner;
  if (rest.some((word, at) => word === 'start-session' && rest[at - 1] === 'ssm'))
    return { ...found('aws'), needs: [] };
  // assume prod --exec 'aws ssm …'
  const line = rest.find((_, at) => /^--?(?:exec|command|e|c)$/.test(rest[at - 1] ?? ''));
  const started = line === undefined ? undefined : inLine(line, { sure: false, needs: [] });
  if (started) return started;
  if (RUNNER.test(name) && rest.some((word) => OTHER_TOOL.test(nameOf(word)))) return { ...found('other'), needs: [] };
  return OTHER_TOOL.test(name) ? found('other') : undefined;
}

/** Programs that start a tool by its name, wherever it is. */
const RUNNER = /^(?:uvx?|npx|bunx|pipx|python[\d.]*|docker|podman)$/;

// Of the other system of this machine, with a PATH of its own: below WSL, or Cygwin.
const isOfWindows = (name: string): boolean =>
  process.platform !== 'win32' && (/^[a-z]:[/\\]/i.test(name) || /\.exe$/i.test(name));

// A name that a shell or ssh would complete, or that is relative to where ssh is started, is not known.
const isPlain = (name: string): boolean =>
  !/[$%`*]/.test(name.replace(/^\$(?:HOME|\{HOME\})(?=\/)/, '')) &&
  (/^(?:~|\/|\$HOME|\$\{HOME\})/.test(name) || !name.includes('/'));

/** Finds the command that a program is given to start: behind `--`, or from the first word on that is a program known here. */
function wrappedIn(rest: readonly string[]): readonly string[] | undefined {
  const end = rest.indexOf('--');
  const start = rest.findIndex((word) => KNOWN.test(nameOf(word)) || Object.hasOwn(TRANSPARENT, nameOf(word)));
  const at = start !== -1 && (end === -1 || start < end || rest.length === end + 1) ? start : end + 1;
  return end === -1 && start === -1 ? undefined : rest.slice(at);
}

const KNOWN = /^(?:aws|session-manager|sh|bash|dash|ash|ksh|zsh|fish)$/;

/** Tools that open sessions by themselves, or by the plugin: aws-gate, sigil, ssm-proxy, aws-ssm-ssh-proxy-command.sh … */
const OTHER_TOOL =
  /(?:^|[-_.])(?:ssm|aws-gate|sigil|gossm|ssmsh|session-manager|ssm-session-client|cloudx-proxy)(?:$|[-_.])/i;

function inShell(rest: readonly string[], context: Context): Called | undefined {
  const at = rest.findIndex((word) => /^-[a-z]*c[a-z]*$/.test(word));
  const options = rest.slice(0, at + 1).join(' ');
  // Such a shell reads files that may set the PATH.
  const sure = context.sure && !/-\w*[li]|--login|--rcfile/.test(options);
  const line = at === -1 ? undefined : rest[at + 1];
  return line === undefined ? undefined : inLine(line, { ...context, sure });
}

const isStartSession = (words: readonly string[]): boolean => {
  const ssm = words.indexOf('ssm');
  return ssm !== -1 && words.includes('start-session', ssm);
};

/** The name of a program without its folders: `C:\bin\aws.exe` is `aws`. */
const nameOf = (program: string): string =>
  (program.split(/[/\\]/).at(-1) ?? '').replace(/\.(?:exe|cmd|bat)$/i, '').toLowerCase();
