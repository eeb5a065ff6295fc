import type { Hook } from '@oclif/core/hooks';
import { UserError } from '../../errors.ts';
import { ownWords } from '../command-line.ts';

/** Says of a command that there is not that there is none, also where its help is asked for: oclif has other words. */
const hook: Hook.Init = async function init({ id, argv, config }) {
  if (id === undefined) return;
  const words = ownWords([id, ...argv]);
  const at = words.findIndex((word) => word === '-h' || word === '--help');
  if (at < 0) return;
  const topic = (id === 'help' ? argv : asked(words, at)).filter((word) => !word.startsWith('-')).join(':');
  const isKnown = topic === '' || (config.findCommand(topic) ?? config.findTopic(topic)) !== undefined;
  if (isKnown && !words.includes('--json')) return;
  const { noSuchCommand, refuse } = await import('../refusal.ts');
  const error = isKnown
    ? new UserError('usage', 'help is text: leave out --json')
    : noSuchCommand(topic, config.commandIDs);
  this.exit(refuse(error, argv));
};

// `doctor --help`, `--help doctor`; other words can be values of flags.
const asked = ([first = '', ...rest]: readonly string[], at: number): readonly string[] =>
  at === 0 ? rest : [first, ...rest.slice(at, at + 1)];

export default hook;
