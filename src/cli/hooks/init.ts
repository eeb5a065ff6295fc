import type { Hook } from '@oclif/core/hooks';

/** Says of a command that there is not that there is none, also where its help is asked for: oclif has other words. */
const hook: Hook.Init = async function init({ id, argv, config }) {
  if (id === undefined || id.startsWith('-') || !argv.some((word) => word === '-h' || word === '--help')) return;
  const topic = id === 'help' ? argv.filter((word) => !word.startsWith('-')).join(':') : id;
  if (topic === '' || config.findCommand(topic)) return;
  const { noSuchCommand, refuse } = await import('../refusal.ts');
  this.exit(refuse(noSuchCommand(topic, config.commandIDs), argv));
};

export default hook;
