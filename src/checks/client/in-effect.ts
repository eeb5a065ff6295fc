import type { Block, Setting, SshConfig } from '../../facts/ssh/config.ts';
import { allHold, conditionsOf, type Connection } from './conditions.ts';

/** Somebody and something to connect to. */
export type Destination = Pick<Connection, 'host' | 'user'>;

/** The setting that decides by which command ssh connects: the first counts, of `ProxyCommand` and `ProxyJump` together. */
export interface Decision {
  readonly setting: Setting | undefined;
  /** False if an earlier one may hold, which is not known. */
  readonly sure: boolean;
}

/** Finds what decides for a destination. What these lines ask for is taken to be so, where it is not known. */
export function decisionFor({ settings }: SshConfig, to: Destination, assumed: readonly Block[]): Decision {
  const readsAgain = settings.some(({ within }) => within.some(isFinal));
  let hostName: string | undefined;
  let user = to.user;
  let sure = true;
  for (const final of readsAgain ? [false, true] : [false]) {
    for (const setting of settings) {
      const { keyword, value, within } = setting;
      if (!DECISIVE.includes(keyword)) continue;
      const connection = { host: to.host, hostName: hostName ?? to.host, user, final };
      const holds = allHold(within, connection);
      const taken = holds === 'maybe' && within.every((block) => assumed.includes(block)) ? 'yes' : holds;
      if (taken === 'no') continue;
      if (keyword === 'hostname') {
        if (taken === 'yes') hostName ??= value.replaceAll('%h', to.host);
      } else if (keyword === 'user') {
        if (taken === 'yes') user ??= value;
      } else if (taken === 'yes') {
        return { setting, sure };
      } else {
        sure = false;
      }
    }
  }
  return { setting: undefined, sure };
}

const DECISIVE = ['hostname', 'user', 'proxycommand', 'proxyjump'];

const isFinal = ({ kind, words }: Block): boolean =>
  kind === 'match' && conditionsOf(words).some(({ name }) => name === 'final');

/** Makes up destinations for which a setting may hold: those that its own lines name. */
export function destinationsOf({ within }: Setting): readonly Destination[] {
  const all = within.flatMap(({ kind, words }) =>
    kind === 'host'
      ? [{ name: 'host', values: words }]
      : conditionsOf(words)
          .filter(({ negated }) => !negated)
          .map(({ name, value }) => ({ name, values: value.split(',') })),
  );
  const named = (...names: readonly string[]): readonly string[] =>
    all
      .filter(({ name }) => names.includes(name))
      .flatMap(({ values }) => values)
      .map((value) => value.trim())
      .filter((value) => value !== '' && !value.startsWith('!'));
  const hosts = named('host', 'originalhost').flatMap(samplesOf);
  const [user] = named('user').flatMap(samplesOf);
  return [...new Set([...hosts, ...NODES])]
    .map((host) => ({ host, user }))
    .filter(
      ({ host }) =>
        allHold(within, { host, hostName: host, user, final: true }) !== 'no' || isNever(within, host, user),
    );
}

// Without the second reading, too: `Match !final`.
const isNever = (within: readonly Block[], host: string, user: string | undefined): boolean =>
  allHold(within, { host, hostName: host, user, final: false }) !== 'no';

const NODES = ['i-0123456789abcdef0', 'mi-0123456789abcdef0'];

const samplesOf = (pattern: string): readonly string[] =>
  /[*?]/.test(pattern)
    ? FILLERS.map((filler) => pattern.replaceAll('*', filler).replaceAll('?', '0')).filter((host) => host !== '')
    : [pattern];

const FILLERS = ['0123456789abcdef0', 'web-1', 'eu-west-1', ''];
