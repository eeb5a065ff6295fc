import type { MachineFacts } from '../../facts/machine.ts';
import type { Refusal, Setting, SshConfig } from '../../facts/ssh/config.ts';
import type { MachineCheck, Observation } from '../check.ts';
import { page } from '../page.ts';
import { hint } from '../remedy.ts';
import { type Called, calledBy, calledByScript, programsOf } from './called.ts';
import { decisionFor, destinationsOf } from './in-effect.ts';
import { commandsIn } from './shell-words.ts';

const REF = page('session-manager-getting-started-enable-ssh-connections');
const CONFIG = '~/.ssh/config';
const INSTALL = 'session-manager ssh-config --install';

/** A line by which ssh connects through Session Manager. */
interface Stanza {
  readonly setting: Setting;
  readonly called: Called;
}

/** Checks whether ssh goes through Session Manager, and whether what it would run for that is there. */
export const sshConfig: MachineCheck = {
  scope: 'machine',
  ids: ['client.ssh-config'],

  async run(facts) {
    const config = await facts.sshConfig();
    if (config.refusal) return [refused(config.refusal)];
    const commands = config.settings.filter(({ keyword }) => keyword === 'proxycommand');
    const found = await Promise.all(commands.map(async (setting) => stanzaOf(facts, setting)));
    const stanzas = found.filter((stanza) => stanza !== undefined);
    const wrong = commands.filter(({ value }) => isOneWord(value)).map(quotedAsOne);
    if (stanzas.length === 0 && wrong.length === 0) return [NONE];
    return [...wrong, ...(await Promise.all(stanzas.map((stanza) => faultOf(facts, config, stanza)))).flat()];
  },
};

const NONE: Observation = {
  check: 'client.ssh-config',
  verdict: 'info',
  subject: CONFIG,
  summary: 'SSH does not go through Session Manager: no ProxyCommand leads there',
  remedy: hint(`run ${INSTALL}, and ssh, scp and sftp do, with neither the AWS CLI nor the plugin`),
  ref: REF,
};

const at = ({ file, line }: Setting | Refusal): string => `${file}:${line}`;

const refused = (refusal: Refusal): Observation => ({
  check: 'client.ssh-config',
  verdict: 'warn',
  subject: at(refusal),
  summary: `ssh refuses its configuration, and connects to nothing: ${refusal.why}`,
  remedy: hint('correct that line; ssh -G i-0123456789abcdef0 shows what ssh understands'),
  ref: REF,
});

const about = (
  { setting }: Stanza,
  found: Pick<Observation, 'verdict' | 'summary' | 'remedy'>,
): readonly Observation[] => [{ check: 'client.ssh-config', subject: at(setting), ref: REF, ...found }];

async function stanzaOf(facts: MachineFacts, setting: Setting): Promise<Stanza | undefined> {
  const called = calledBy(setting.value);
  if (called && called.by !== 'other') return { setting, called };
  // What a tool of that name does, its text may tell.
  for (const name of programsOf(setting.value)) {
    const { script } = (await facts.program(name)) ?? {};
    const within = script === undefined ? undefined : calledByScript(script);
    if (within) return { setting, called: within };
  }
  return called && { setting, called };
}

/** Tells whether a command is in quotes as a whole, which a shell takes for the name of a program. */
function isOneWord(command: string): boolean {
  const [words = [], ...more] = commandsIn(command);
  return more.length === 0 && words.length === 1 && /\s(?:ssm\s+start-session|ssh-proxy)\s/.test(words[0] ?? '');
}

const quotedAsOne = (setting: Setting): Observation => ({
  check: 'client.ssh-config',
  verdict: 'warn',
  subject: at(setting),
  summary: 'ssh fails here: the whole ProxyCommand is in quotes, so that a shell takes it for the name of a program',
  remedy: hint(`take away the quotes around it, or remove it and run ${INSTALL}`),
  ref: REF,
});

async function faultOf(facts: MachineFacts, config: SshConfig, stanza: Stanza): Promise<readonly Observation[]> {
  const { called, setting } = stanza;
  const effect = await effectOf(facts, config, setting);
  if (effect.kind === 'refused') return [{ ...refused({ ...setting, why: effect.why }), subject: CONFIG }];
  if (effect.kind === 'never') {
    if (await stanzaOf(facts, effect.winner)) return [];
    return about(stanza, {
      verdict: 'warn',
      summary: `SSH does not go through Session Manager here: for the same hosts, line ${effect.winner.line} of ${effect.winner.file} comes first (${nameOf(effect.winner)}), and the first counts`,
      remedy: hint('move it above that line, or exclude its hosts there, such as Host * !i-* !mi-*'),
    });
  }
  const lacking: string[] = [];
  for (const name of called.needs) if (!(await facts.program(name))) lacking.push(name);
  if (lacking.length > 0) {
    return about(stanza, {
      verdict: 'warn',
      summary: `SSH fails here: its ProxyCommand needs ${lacking.join(' and ')}, not to be found on this machine`,
      remedy: hint(
        `remove it and run ${INSTALL}, which needs neither the AWS CLI nor the plugin; or install ${lacking.join(' and ')}`,
      ),
    });
  }
  if (!called.isShell) return [];
  return about(stanza, {
    verdict: 'info',
    summary: 'its ProxyCommand names no document, and so starts a shell, which does not carry SSH',
    remedy: hint(`add --document-name AWS-StartSSHSession --parameters portNumber=%p, or remove it and run ${INSTALL}`),
  });
}

const nameOf = ({ keyword }: Setting): string => (keyword === 'proxyjump' ? 'ProxyJump' : 'ProxyCommand');

type Effect =
  | { readonly kind: 'some' }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'never'; readonly winner: Setting };

/** Finds out whether a setting is what ssh goes by for one of the hosts that it is for. */
async function effectOf(facts: MachineFacts, config: SshConfig, setting: Setting): Promise<Effect> {
  let winner: Setting | undefined;
  for (const to of destinationsOf(setting)) {
    const answer = to.user === undefined ? await facts.sshAnswer(to.host) : undefined;
    if (answer && 'refusal' in answer) return { kind: 'refused', why: answer.refusal };
    const decision = decisionFor(config, to, setting.within);
    if (answer?.proxyCommand === setting.value || decision.setting === setting || !decision.sure)
      return { kind: 'some' };
    winner ??= decision.setting;
  }
  return winner ? { kind: 'never', winner } : { kind: 'some' };
}
