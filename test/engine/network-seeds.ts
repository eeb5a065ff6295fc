// Networks as seeds, each of one node or more, for tests of what doctor says of them.
import assert from 'node:assert/strict';
import type { Fault } from '../../src/checks/check.ts';
import { parseSeed } from '../../src/sandbox/seed/seed.ts';
import type { State } from '../../src/sandbox/state/state.ts';
import { ACCOUNT, REGION, world } from './world.ts';

export const NODE = 'i-0123456789abcdef0';
export const KEY = '1234abcd-12ab-34cd-56ef-1234567890ab';
export const BUCKET = 'logs';

export type Part = Readonly<Record<string, unknown>>;

/** An interface endpoint in order, or with other members. */
export const endpoint = (service: string, more: Part = {}): Part => ({
  vpc: 'vpc-1',
  service,
  subnets: ['subnet-1'],
  securityGroups: ['sg-endpoint'],
  ...more,
});

export const ALLOW = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
export const allowing = (Action: string | readonly string[], more: Part = {}) => ({
  Version: '2012-10-17',
  Statement: [{ ...ALLOW, Action, ...more }],
});

/** Every endpoint that sessions need, each with this policy. */
export const endpoints = (
  policies: Readonly<Record<string, Part>> = {},
  services = ['ssm', 'ssmmessages', 'kms', 'logs'],
) => ({
  ...Object.fromEntries(
    services.map((service) => [
      `vpce-${service}`,
      endpoint(service, policies[service] && { policy: policies[service] }),
    ]),
  ),
  'vpce-s3': {
    vpc: 'vpc-1',
    service: 's3',
    routeTables: ['rtb-1'],
    ...(policies['s3'] && { policy: policies['s3'] }),
  },
});

export const GATEWAY_ROUTE = { destination: 'pl-6da54004', target: 'vpce-s3' };

/** A private network with all endpoints, encrypted sessions and both logs; `more`: other parts of the region. */
export const seed = (more: Part = {}, inputs: Part = {}): State =>
  parseSeed(
    JSON.stringify({
      accounts: {
        [ACCOUNT]: {
          [REGION]: {
            vpcs: { 'vpc-1': { cidr: '10.0.0.0/16' } },
            subnets: { 'subnet-1': { vpc: 'vpc-1', cidr: '10.0.1.0/24' } },
            routeTables: { 'rtb-1': { vpc: 'vpc-1', routes: [GATEWAY_ROUTE] } },
            securityGroups: {
              'sg-node': { vpc: 'vpc-1' },
              'sg-endpoint': {
                vpc: 'vpc-1',
                ingress: [{ protocol: 'tcp', from: 443, to: 443, cidrs: ['10.0.0.0/16'] }],
              },
            },
            vpcEndpoints: endpoints(),
            instances: { [NODE]: { subnet: 'subnet-1', securityGroups: ['sg-node'], profile: 'web' } },
            nodes: { [NODE]: {} },
            keys: { [KEY]: {} },
            logGroups: { sessions: {} },
            documents: {
              'SSM-SessionManagerRunShell': {
                type: 'Session',
                content: {
                  schemaVersion: '1.0',
                  sessionType: 'Standard_Stream',
                  inputs: { cloudWatchLogGroupName: 'sessions', s3BucketName: BUCKET, kmsKeyId: KEY, ...inputs },
                },
              },
            },
            ...more,
          },
        },
      },
    }),
  );

/** The faults of the network that doctor finds. */
export async function faults(state: State): Promise<readonly Fault[]> {
  const { targets } = await world({ state }).diagnose();
  const findings = targets.flatMap((target) => target.findings);
  assert.ok(findings.some(({ check }) => check.startsWith('vpc.')));
  return findings.filter((found) => found.verdict !== 'ok').filter(({ check }) => check.startsWith('vpc.'));
}

export const briefly = async (state: State): Promise<readonly string[]> =>
  (await faults(state)).map(({ check, verdict, subject }) => `${verdict} ${check} ${subject}`);

export const OFFLINE = { nodes: { [NODE]: { pingStatus: 'ConnectionLost' } } };
