import type { Report, Run } from '../engine/report.ts';

/**
 * Makes one run of several, such as those of shards: it lasts from the first to the last of them, and has the words that all of them
 * have. Undefined where it is not known of one of them which run it was.
 */
export function mergeRuns(reports: readonly Report[]): Run | undefined {
  const runs = reports.flatMap(({ run }) => run ?? []);
  const [first, ...others] = runs;
  if (!first || runs.length < reports.length) return undefined;
  const starts = runs.map(({ time }) => new Date(time).getTime());
  const began = Math.min(...starts);
  const ended = Math.max(...runs.map(({ seconds }, index) => (starts[index] ?? began) + seconds * 1000));
  const callers = new Set(runs.map(({ caller }) => caller));
  return {
    version: [...new Set(runs.map(({ version }) => version))].join(', '),
    time: new Date(began).toISOString(),
    seconds: Math.round(ended - began) / 1000,
    ...(callers.size === 1 && first.caller !== undefined && { caller: first.caller }),
    arguments: groupsOf(first)
      .filter((group) => others.every((run) => groupsOf(run).some((other) => isSame(group, other))))
      .flat(),
  };
}

/** Groups words: a flag, with the words up to the next one. */
function groupsOf({ arguments: words }: Run): readonly (readonly string[])[] {
  const groups: string[][] = [];
  for (const word of words) {
    if (word.startsWith('-') || groups.length === 0) groups.push([word]);
    else groups.at(-1)?.push(word);
  }
  return groups;
}

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((word, index) => word === other[index]);
