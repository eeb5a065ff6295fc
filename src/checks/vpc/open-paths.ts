import type { AwsCommand } from '../remedy.ts';
import type { Dependency } from './dependencies.ts';
import { pathBarriers } from './path-barriers.ts';
import type { Site } from './site.ts';

/**
 * Makes the commands without which hosts would not get to a service once the network is like this, other than through the endpoint itself.
 */
export function openPaths(after: Site, dependency: Dependency): readonly AwsCommand[] {
  return pathBarriers(after, asIn(after, dependency))
    .filter(({ answer }) => answer === 'no')
    .flatMap(({ remedy }) => (remedy.kind === 'commands' ? remedy.commands : []))
    .flatMap((command) => (command.kind === 'aws' ? command : []));
}

/** Gives a dependency of the same hosts as they are in this network. */
export function asIn({ hosts: all }: Pick<Site, 'hosts'>, dependency: Dependency): Dependency {
  const ids = new Set(dependency.hosts.map(({ instance }) => instance.id));
  return { ...dependency, hosts: all.filter(({ instance }) => ids.has(instance.id)) };
}
