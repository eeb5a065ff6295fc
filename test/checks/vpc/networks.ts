import assert from 'node:assert/strict';
import type { Dependency } from '../../../src/checks/vpc/dependencies.ts';
import { type Host, type Site, sitesOf } from '../../../src/checks/vpc/site.ts';
import type { Instance } from '../../../src/facts/instances.ts';
import type { Acl, Endpoint, Network, Route, Rule } from '../../../src/facts/network.ts';
import { ACCOUNT, testTarget } from '../../aws.ts';
import { fakeInstance } from '../facts.ts';

export const EVERYWHERE: Rule = { protocol: '-1', cidrs: ['0.0.0.0/0'], groups: [], prefixLists: [] };
export const LOCAL: Route = { destination: '10.0.0.0/16', target: 'local', active: true };
export const NAT: Route = { destination: '0.0.0.0/0', target: 'nat-1', active: true };

/** TCP 443, and to or from what is given. */
export const https = (peers: Partial<Rule>): Rule => ({
  protocol: 'tcp',
  from: 443,
  to: 443,
  cidrs: [],
  groups: [],
  prefixLists: [],
  ...peers,
});

/** The ACL that lets everything pass, as EC2 makes it. */
export const OPEN_ACL: Acl = {
  id: 'acl-1',
  subnets: ['subnet-1', 'subnet-2'],
  entries: [false, true].flatMap((egress) => [
    { number: 100, egress, allow: true, protocol: '-1', cidr: '0.0.0.0/0' },
    { number: 32_767, egress, allow: false, protocol: '-1', cidr: '0.0.0.0/0' },
  ]),
};

/** An interface endpoint in order, in both subnets. */
export const anEndpoint = (service: string, overrides: Partial<Endpoint> = {}): Endpoint => ({
  id: `vpce-${service}`,
  vpc: 'vpc-1',
  type: 'Interface',
  service: `com.amazonaws.eu-west-1.${service}`,
  state: 'available',
  subnets: ['subnet-1', 'subnet-2'],
  routeTables: [],
  securityGroups: ['sg-endpoint'],
  privateDns: true,
  ...overrides,
});

/** The gateway endpoint for S3, in the one route table. */
export const aGateway = (overrides: Partial<Endpoint> = {}): Endpoint =>
  anEndpoint('s3', {
    type: 'Gateway',
    subnets: [],
    routeTables: ['rtb-1'],
    securityGroups: [],
    privateDns: false,
    ...overrides,
  });

/** The endpoints that sessions need, without those that are named. */
export const endpointsWithout = (...services: readonly string[]): readonly Endpoint[] =>
  [...['ssm', 'ssmmessages', 'kms', 'logs'].map((service) => anEndpoint(service)), aGateway()].filter(
    ({ id }) => !services.includes(id.replace('vpce-', '')),
  );

/** All endpoints, with one of them changed. */
export const endpointsWith = (service: string, overrides: Partial<Endpoint>): readonly Endpoint[] =>
  endpointsWithout().map((endpoint) => (endpoint.id === `vpce-${service}` ? { ...endpoint, ...overrides } : endpoint));

/** A VPC with two subnets, no way out and every endpoint that sessions need: nothing is wrong with it. */
export const aNetwork = (overrides: Partial<Network> = {}): Network => ({
  vpcs: [{ id: 'vpc-1', ownerId: ACCOUNT, cidrs: ['10.0.0.0/16'], dnsSupport: true, dnsHostnames: true }],
  subnets: [
    { id: 'subnet-1', vpc: 'vpc-1', ownerId: ACCOUNT, cidr: '10.0.1.0/24', zone: 'eu-west-1a' },
    { id: 'subnet-2', vpc: 'vpc-1', ownerId: ACCOUNT, cidr: '10.0.2.0/24', zone: 'eu-west-1b' },
  ],
  routeTables: [tableWith({ destination: 'pl-s3', target: 'vpce-s3', active: true })],
  securityGroups: [
    { id: 'sg-node', ingress: [], egress: [EVERYWHERE] },
    { id: 'sg-endpoint', ingress: [https({ groups: ['sg-node'] })], egress: [] },
  ],
  acls: [OPEN_ACL],
  endpoints: endpointsWithout(),
  ...overrides,
});

/** The one route table, with more routes than the local one. */
export const tableWith = (...routes: readonly Route[]) => ({
  id: 'rtb-1',
  vpc: 'vpc-1',
  main: true,
  subnets: [],
  routes: [LOCAL, ...routes],
});

/** The VPC of this network, with these instances in it. */
export const aSite = (network: Partial<Network> = {}, instances: readonly Instance[] = [fakeInstance()]): Site =>
  sitesOf(instances, aNetwork(network), testTarget())[0] ?? assert.fail('no instance, no VPC');

/** An instance in a network that it cannot leave. */
export const aHost = (overrides: Partial<Host> = {}): Host => ({
  instance: fakeInstance(),
  table: tableWith(),
  way: 'none',
  ...overrides,
});

/** Makes the hosts of a VPC depend on ssm. */
export const aDependency = ({ hosts }: Pick<Site, 'hosts'>, overrides: Partial<Dependency> = {}): Dependency => ({
  service: 'ssm',
  hosts,
  verdict: 'fail',
  effect: 'nodes cannot register',
  uses: [{ actions: ['ssm:UpdateInstanceInformation'] }],
  ref: 'https://docs.aws.amazon.com/',
  ...overrides,
});
