import type { AwsCommand } from '../remedy.ts';
import type { Dependency } from './dependencies.ts';
import { pathBarriers } from './path-barriers.ts';
import type { Site } from './site.ts';

/**
 * Makes the commands without which hosts would not get to a service once the network is like this, other than through the endpoint itself.
 */
export function openPaths(after: Site, dependency: Dependency): readonly AwsCommand[] {
  const ids = new Set(dependency.hosts.map(({ instance }) => instance.id));
  const hosts = after.hosts.filter(({ instance }) => ids.has(instance.id));
  return pathBarriers(after, { ...dependency, hosts })
    .filter(({ answer }) => answer === 'no')
    .flatMap(({ remedy }) => (remedy.kind === 'commands' ? remedy.commands : []))
    .flatMap((command) => (command.kind === 'aws' ? command : []));
}
