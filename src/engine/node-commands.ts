import type { AwsCommand, Command, Remedy } from '../checks/remedy.ts';

/** The most nodes that one command is sent to: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_Target.html */
const MOST = 50;

const NODES = 'Key=InstanceIds,Values=';

/** A command for nodes in words, as in a report that was read again: what is before them, they, and what is behind. */
const IN_WORDS = /^((?:[^&]*: )?)(aws ssm send-command [^&]*?Key=InstanceIds,Values=)([\w,-]+)([^&]*)$/;

/** Reads which nodes a command is sent to, and what it does; undefined: that is something else. */
export function nodesOf(remedy: Remedy): { readonly does: string; readonly nodes: readonly string[] } | undefined {
  if (remedy.kind === 'hint') {
    const [, before = '', start = '', nodes, behind = ''] = IN_WORDS.exec(remedy.text) ?? [];
    return nodes === undefined ? undefined : { does: [before, start, behind].join('*'), nodes: nodes.split(',') };
  }
  if (remedy.kind === 'commands') {
    const [only, ...others] = remedy.commands;
    const sent = only && others.length === 0 ? nodesOf(only) : undefined;
    return sent && { ...sent, does: `${remedy.lead ?? ''}: ${sent.does}` };
  }
  if (remedy.kind !== 'aws' || remedy.operation.join(' ') !== 'ssm send-command') return undefined;
  const { targets } = remedy.options;
  if (typeof targets !== 'string' || !targets.startsWith(NODES)) return undefined;
  const { targets: _targets, ...options } = remedy.options;
  return { does: JSON.stringify({ ...remedy, options }), nodes: targets.slice(NODES.length).split(',') };
}

/** Sends a command that goes to nodes to all of these: fifty at a time, as AWS takes it. */
export function sentTo(remedy: Remedy, nodes: readonly string[]): Remedy {
  const parts = Array.from({ length: Math.ceil(nodes.length / MOST) }, (_, part) =>
    nodes.slice(part * MOST, (part + 1) * MOST).join(','),
  );
  if (remedy.kind === 'hint') {
    const text = remedy.text.replace(
      IN_WORDS,
      (_text, before: string, start: string, _nodes, behind: string) =>
        before + parts.map((part) => start + part + behind).join(' && '),
    );
    return { kind: 'hint', text };
  }
  if (remedy.kind === 'commands') {
    const commands = remedy.commands.flatMap((command) => commandsIn(sentTo(command, nodes)));
    return { ...remedy, commands };
  }
  if (remedy.kind !== 'aws') return remedy;
  const commands = parts.map((part): AwsCommand => ({
    ...remedy,
    options: { ...remedy.options, targets: `${NODES}${part}` },
  }));
  const [only] = commands;
  return commands.length === 1 && only ? only : { kind: 'commands', commands };
}

const commandsIn = (remedy: Remedy): readonly Command[] =>
  remedy.kind === 'commands' ? remedy.commands : remedy.kind === 'aws' || remedy.kind === 'setup' ? [remedy] : [];

/** Makes the first of some remedies: where it is a command that is sent to nodes, one to those of all that do the same. `covers`: tells whether another one of them is in it. */
export function firstSent(
  first: Remedy,
  rest: readonly Remedy[],
): { readonly remedy: Remedy; readonly covers: (remedy: Remedy) => boolean } {
  const sent = nodesOf(first);
  if (!sent) return { remedy: first, covers: () => false };
  const covers = (remedy: Remedy): boolean => nodesOf(remedy)?.does === sent.does;
  const nodes = [first, ...rest.filter(covers)].flatMap((remedy) => nodesOf(remedy)?.nodes ?? []);
  return { remedy: sentTo(first, [...new Set(nodes)]), covers };
}
