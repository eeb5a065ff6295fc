// A region with as many alike nodes as a test wants, where all is well, and some that are odd.
import { parseSeed } from '../../src/sandbox/seed/seed.ts';
import type { State } from '../../src/sandbox/state/state.ts';
import { CORE } from './identities.ts';
import { ACCOUNT, REGION } from './world.ts';

type Part = Readonly<Record<string, unknown>>;

/** What is odd about the node with a number; nothing unless it is said. */
interface Odd {
  readonly instance?: (index: number) => Part;
  readonly node?: (index: number) => Part;
  readonly region?: Part;
  /** Roles besides `web`, each in an instance profile of its name. */
  readonly roles?: Part;
}

/** The id of the node with a number. */
export const nodeId = (index: number): string => `i-${index.toString(16).padStart(17, '0')}`;

const byId = (count: number, make: (index: number) => Part): Part =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [nodeId(index), make(index)]));

export const manyNodes = (count: number, odd?: Odd): State => parseSeed(manyNodesText(count, odd));

/** The same as text for `sandbox --seed`. */
export function manyNodesText(count: number, { instance, node, region, roles = {} }: Odd = {}): string {
  const profiles = ['web', ...Object.keys(roles)].map((name) => [name, { roles: [name] }]);
  const content = {
    schemaVersion: '1.0',
    sessionType: 'Standard_Stream',
    inputs: { cloudWatchLogGroupName: 'sessions', cloudWatchStreamingEnabled: true },
  };
  return JSON.stringify({
    iam: {
      [ACCOUNT]: {
        roles: { web: { attached: [CORE, 'arn:aws:iam::aws:policy/CloudWatchLogsFullAccess'] }, ...roles },
        instanceProfiles: Object.fromEntries(profiles),
      },
    },
    accounts: {
      [ACCOUNT]: {
        [REGION]: {
          vpcs: { 'vpc-1': { cidr: '10.0.0.0/16' } },
          subnets: {
            'subnet-1': { vpc: 'vpc-1', cidr: '10.0.0.0/17' },
            'subnet-2': { vpc: 'vpc-1', cidr: '10.0.128.0/17' },
          },
          routeTables: {
            'rtb-1': { vpc: 'vpc-1', main: true, routes: [{ destination: '0.0.0.0/0', target: 'igw-1' }] },
          },
          securityGroups: { 'sg-1': { vpc: 'vpc-1' }, 'sg-2': { vpc: 'vpc-1', egress: [] } },
          logGroups: { sessions: { retentionInDays: 365 } },
          documents: { 'SSM-SessionManagerRunShell': { type: 'Session', content } },
          instances: byId(count, (index) => ({
            subnet: 'subnet-1',
            securityGroups: ['sg-1'],
            publicIp: '198.51.100.7',
            profile: 'web',
            ...instance?.(index),
          })),
          nodes: byId(count, (index) => ({ ...node?.(index) })),
          ...region,
        },
      },
    },
  });
}
