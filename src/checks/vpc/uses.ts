import type { Service } from '../../inputs/tables/policy.ts';
import { isAccessPoint } from '../../names/bucket.ts';
import type { SessionConfiguration } from '../../policies/needs/configuration.ts';
import type { Thing } from '../../policies/needs/need.ts';
import { NODE_NEEDS } from '../../policies/needs/node-needs.ts';
import type { Use } from './endpoint-policy.ts';

/** Lists what nodes ask of a service for their sessions: the rows of the table of needs that go through its endpoint. */
export function usesOf(service: Service, configuration: SessionConfiguration): readonly Use[] {
  const rows = NODE_NEEDS.filter(({ through, need }) => through === service && need !== 'agent-update');
  // What the ARNs of requests to an access point are, its alias does not tell.
  const isAliased = service === 's3' && isAccessPoint(configuration.bucket?.name ?? '');
  return rows.flatMap(({ actions, thing, inSession = [] }) => {
    const found = thing(configuration);
    if (!found) return [];
    const on = isAliased ? {} : requestedOf(found);
    const atOnce = actions.filter((action) => !inSession.includes(action));
    return [
      ...(atOnce.length > 0 ? [{ ...on, actions: atOnce }] : []),
      ...(inSession.length > 0 ? [{ ...on, actions: inSession, unproven: true } as const] : []),
    ];
  });
}

function requestedOf(thing: Thing): Pick<Use, 'resource' | 'patterns'> {
  if ('key' in thing) return thing.key.arn === undefined ? {} : { resource: thing.key.arn };
  const { patterns, request = patterns[0] ?? '*' } = thing;
  return request === '*' ? {} : { resource: request, patterns };
}
