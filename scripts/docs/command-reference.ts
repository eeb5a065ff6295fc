import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Config, Help, type Interfaces } from '@oclif/core';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Reads the commands from `src`, so that nothing has to be built. */
async function configOfSource(): Promise<Config> {
  const pjson = JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8')) as Interfaces.PJSON;
  pjson.oclif.commands = './src/commands';
  const config = new Config({ root: ROOT, pjson, isRoot: true });
  await config.load();
  return config;
}

/** Prints the help of every command that is not hidden, as it is shown on a terminal of 120 columns. */
export async function commandReference(): Promise<string> {
  const config = await configOfSource();
  const help = new Help(config, { maxWidth: 120, stripAnsi: true });
  const commands = config.commands
    .filter(({ hidden, pluginType, id }) => !hidden && pluginType === 'core' && id !== 'help')
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));
  const sections = commands.map((command) => {
    const name = `session-manager ${command.id.replaceAll(':', ' ')}`;
    // By its name in brackets, since oclif opens this method to subclasses only.
    return `## ${name}\n\n\`\`\`text\n${help['formatCommand'](command).trim()}\n\`\`\``;
  });
  const contents = commands.map(({ id, summary = '' }) => {
    const name = `session-manager ${id.replaceAll(':', ' ')}`;
    return `- [${name}](#${name.replaceAll(' ', '-')}): ${summary}`;
  });
  return [contents.join('\n'), ...sections].join('\n\n');
}
