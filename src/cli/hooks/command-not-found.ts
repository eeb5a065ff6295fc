import type { Hook } from '@oclif/core/hooks';
import { closest, distance } from 'fastest-levenshtein';
import { EXIT, UserError } from '../../errors.ts';
import { describeError } from '../../render/error.ts';
import { jsonText } from '../../render/visible.ts';

/** Says in one line that there is no such command, or that a command takes no arguments. */
const hook: Hook.CommandNotFound = async function commandNotFound({ id, argv, config }) {
  const [name = '', ...rest] = id.split(':');
  const known = config.commandIDs;
  const near = closest(name, known);
  const error = known.includes(name)
    ? new UserError('usage', `${name} takes no arguments: ${rest.join(' ')}`)
    : distance(name, near) <= 3
      ? new UserError('usage', `there is no command ${name}; did you mean ${near}?`, [near])
      : new UserError('usage', `there is no command ${name}; the commands are ${known.join(', ')}`, known);
  const { error: described, text } = describeError(error);
  if (argv?.includes('--json')) process.stdout.write(`${jsonText({ error: described })}\n`);
  else process.stderr.write(`${text}\n`);
  this.exit(EXIT.usage);
};

export default hook;
