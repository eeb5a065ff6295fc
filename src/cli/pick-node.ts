import { nodesIn } from '../engine/nodes.ts';
import { TargetError } from '../errors.ts';
import { visible } from '../render/visible.ts';
import type { Place } from '../session/find-node.ts';
import type { Target } from '../targets/target.ts';
import { choose, type Option } from './choose.ts';

/** Lets the user choose one of the nodes of these targets; what cannot be read is left out. Rejects where there is none at all. */
export async function pickNode(targets: readonly Target[]): Promise<Place> {
  process.stderr.write('reading the nodes…');
  const found = await Promise.allSettled(targets.map(optionsOf)).finally(() => process.stderr.write('\r\u001B[K'));
  const options = found.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  for (const one of found) if (one.status === 'rejected' && options.length === 0) throw one.reason;
  if (options.length === 0) {
    const where = targets.map(({ account, region }) => `${account}/${region}`).join(', ');
    throw new TargetError('NoSuchNode', `there are no nodes in ${where}`, 'session-manager doctor tells why');
  }
  // Sorting keeps the order of those that are alike.
  return choose(options.toSorted((one, other) => Number(one.faint ?? false) - Number(other.faint ?? false)));
}

async function optionsOf(target: Target): Promise<readonly Option<Place>[]> {
  return (await nodesIn(target)).map(({ id, name, computer, platform, system, state }) => ({
    cells: [name ?? computer ?? '-', id, system ?? platform, `${target.account}/${target.region}`, state].map((text) =>
      visible(text),
    ),
    faint: state !== 'online',
    value: { target, node: id },
  }));
}
