import type { Hook } from '@oclif/core/hooks';
import { noSuchCommand, refuse } from '../refusal.ts';

/** Says in one line that there is no such command, or that a command takes no arguments. */
const hook: Hook.CommandNotFound = async function commandNotFound({ id, argv = [], config }) {
  this.exit(refuse(noSuchCommand(id, config.commandIDs), argv));
};

export default hook;
