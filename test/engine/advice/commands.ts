// What a line of advice says, as a shell would read it, and what it does.
import assert from 'node:assert/strict';
import { Parser } from '@oclif/core';
import { setupFlags, targetFlags } from '../../../src/cli/flags.ts';
import type { RawInputs } from '../../../src/inputs/inputs.ts';
import { dnsEntryOf } from '../../../src/sandbox/services/ec2/vpc-endpoints.ts';
import type { RawScope } from '../../../src/targets/scope.ts';
import type { World } from '../world.ts';
import { followAws } from './aws-cli.ts';

interface Line {
  /** The shell variable that takes what the command prints. */
  readonly variable?: string;
  readonly words: readonly string[];
}

/** Splits a line into commands and these into words, as a POSIX shell does with quotes; `&&` parts commands. */
const split = (line: string): readonly Line[] =>
  line.split(/ && (?=\w+=\$\(|aws |session-manager )/).map((part): Line => {
    const [, variable, inner] = /^(\w+)=\$\((.*)\)$/s.exec(part) ?? [];
    const words = [...(inner ?? part).matchAll(/(?:'[^']*'|"[^"]*"|\\.|[^\s'"\\])+/g)].map(([word]) =>
      word.replaceAll(/'([^']*)'|"([^"]*)"|\\(.)/g, (_, one, two, escaped) => String(one ?? two ?? escaped)),
    );
    return { words, ...(variable !== undefined && { variable }) };
  });

const linesOf = (advice: string): readonly Line[] =>
  split(advice.replace(/^[^:]+: (?=session-manager |aws |\w+=\$\()/, ''));

/** Gives the commands of a piece of advice, after the words that say when. */
export const commandsOf = (advice: string): readonly (readonly string[])[] => linesOf(advice).map(({ words }) => words);

/** Does what a line says, word for word, each command only if the one before it has succeeded. */
export async function followCommands(on: World, advice: string): Promise<void> {
  const variables = new Map<string, string>();
  const expanded = (word: string): string =>
    word.replaceAll(/\$(\w+)/g, (_, name: string) => variables.get(name) ?? `$${name}`);
  for (const { variable, words: written } of linesOf(advice)) {
    const [program, ...words] = written.map(expanded);
    if (variable !== undefined) variables.set(variable, await printedBy(on, words));
    else if (program === 'session-manager') await followOurs(on, words);
    else if (program === 'aws') await followAws(on, words);
    else assert.fail(`this is no command: ${advice}`);
  }
}

/** Gives what a command prints of the names of an endpoint. */
async function printedBy(on: World, words: readonly string[]): Promise<string> {
  const after = (option: string): string => words[words.indexOf(`--${option}`) + 1] ?? assert.fail(option);
  assert.equal(words[1], 'describe-vpc-endpoints');
  const id = after('vpc-endpoint-ids');
  const endpoint = (await on.region()).vpcEndpoints[id] ?? assert.fail(`there is no endpoint ${id}`);
  const { dnsName, hostedZoneId } = dnsEntryOf(id, endpoint);
  return after('query').endsWith('.DnsName') ? dnsName : hostedZoneId;
}

async function followOurs(on: World, [command, ...words]: readonly string[]): Promise<void> {
  assert.equal(command, 'setup');
  const { flags } = await Parser.parse([...words], { flags: { ...targetFlags, ...setupFlags }, strict: true });
  const reports = await on.setupWhole(flags as RawInputs, flags as RawScope);
  assert.ok(reports.length > 0);
  assert.deepEqual(
    reports.flatMap(({ error }) => error ?? []),
    [],
    words.join(' '),
  );
}
