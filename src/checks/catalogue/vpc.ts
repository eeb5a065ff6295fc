import { page } from '../page.ts';
import type { Entry } from './entry.ts';

const ENDPOINTS = page('setup-create-vpc');
const PRIVATELINK = page('session-manager-getting-started-privatelink');
const PRIVATE_DNS = page('create-interface-endpoint', 'vpc/latest/privatelink');

/** Writes what clears a missing endpoint for a service. */
const endpointFor = (service: string): string =>
  `make an interface endpoint for ${service} in the VPC, with private DNS and a security group that lets nodes in on port 443; or give nodes a route to a NAT gateway`;

/** Explains the ids about the way from nodes to AWS. */
export const network: Readonly<Record<string, Entry>> = {
  'vpc.endpoint-ssm': {
    title: 'nodes have no way to the ssm service',
    looksAt: 'the VPC endpoints for ssm, the route tables of nodes, and whether another way leads out of their VPC',
    effect: 'they cannot register',
    clears: endpointFor('ssm'),
    verdicts: ['fail', 'warn'],
    ref: ENDPOINTS,
  },
  'vpc.endpoint-ssmmessages': {
    title: 'nodes have no way to the ssmmessages service',
    looksAt:
      'the VPC endpoints for ssmmessages, the route tables of nodes, and whether another way leads out of their VPC',
    effect: 'sessions cannot be started on them',
    clears: endpointFor('ssmmessages'),
    verdicts: ['fail', 'warn'],
    ref: ENDPOINTS,
  },
  'vpc.endpoint-ec2messages': {
    title: 'nodes with an agent before 3.3.40.0 have no way to the ec2messages service',
    looksAt:
      'nodes with an agent before 3.3.40.0, the VPC endpoints for ec2messages, and whether another way leads there',
    effect: 'such agents may take no commands',
    clears: 'update their agents, which then need no ec2messages; or make an interface endpoint for it in the VPC',
    verdicts: ['warn'],
    ref: page('systems-manager-setting-up-messageAPIs'),
  },
  'vpc.endpoint-kms': {
    title: 'sessions are encrypted, and nodes have no way to KMS',
    looksAt:
      'where the preferences name a session key: the VPC endpoints for kms, the route tables of nodes, and whether another way leads out of their VPC',
    effect: 'sessions end as soon as they begin, with "handshake timed out": nodes cannot decrypt the data key',
    clears: endpointFor('kms'),
    verdicts: ['fail', 'warn'],
    ref: PRIVATELINK,
  },
  'vpc.endpoint-logs': {
    title: 'sessions are logged, and nodes have no way to CloudWatch Logs',
    looksAt:
      'where the preferences name a log group: the VPC endpoints for logs, the route tables of nodes, and whether another way leads out of their VPC',
    effect: 'sessions keep waiting for it and are not logged',
    clears: endpointFor('logs'),
    verdicts: ['fail', 'warn'],
    ref: 'https://github.com/aws/amazon-ssm-agent/issues/639',
  },
  'vpc.endpoint-s3': {
    title: 'nodes have no way to S3',
    looksAt: 'the VPC endpoints for S3, the route tables of nodes, and whether another way leads out of their VPC',
    effect: 'agents cannot be updated; with a bucket in the preferences, sessions are refused or not logged there',
    clears: 'make a gateway endpoint for S3, which is free of charge, in the route tables of nodes',
    verdicts: ['fail', 'warn', 'info'],
    ref: PRIVATELINK,
  },
  'vpc.endpoint-state': {
    title: 'a VPC endpoint is not available',
    looksAt: 'the state of the endpoints that nodes use',
    effect: 'nodes that have no other way do not reach its service',
    clears:
      'wait where it is pending; make one that has failed anew, as it was; otherwise see its last error: aws ec2 describe-vpc-endpoints',
    verdicts: ['fail', 'warn'],
    ref: ENDPOINTS,
  },
  'vpc.endpoint-policy': {
    title: 'the policy of a VPC endpoint refuses what nodes call',
    looksAt: 'the policies of the endpoints that nodes use, and what agents call through each',
    effect: 'nodes do not reach its service',
    clears:
      'add a statement with what is lacking, for this account only (aws:PrincipalAccount), and keep those that are there; leave nodes out of a Deny',
    verdicts: ['fail', 'warn'],
    ref: PRIVATELINK,
  },
  'vpc.private-dns': {
    title: 'the private DNS of a VPC endpoint is off',
    looksAt: 'the private DNS of the endpoints that nodes use, and private hosted zones that may lead to them instead',
    effect: 'nodes that have no other way do not find its service',
    clears:
      'turn it on, once its security group lets in everybody in the VPC who will then come to it: aws ec2 modify-vpc-endpoint --private-dns-enabled',
    verdicts: ['fail', 'warn'],
    ref: PRIVATE_DNS,
  },
  'vpc.dns': {
    title: 'DNS support or DNS hostnames are off in a VPC, or it has resolvers of its own',
    looksAt: 'the DNS support and DNS hostnames of the VPCs of nodes, and the resolvers that their DHCP options name',
    effect: 'nodes do not find the services that sessions need, or not the endpoints for them',
    clears:
      'turn both on, one at a time: aws ec2 modify-vpc-attribute; check that resolvers of its own answer, also with the addresses of endpoints',
    verdicts: ['fail', 'warn'],
    ref: PRIVATE_DNS,
  },
  'vpc.dns-zone': {
    title: 'a private hosted zone of a VPC has no record for a service that its nodes need',
    looksAt: 'the private hosted zones of a VPC that answer for the names of services, and where their records lead',
    effect: 'nodes do not find that service: what the zone does not have does not exist',
    clears:
      'add a record to the zone that leads to the endpoint of the service; or take the VPC off the zone, so that AWS answers again, if no other name in it is needed there',
    verdicts: ['fail', 'warn'],
    ref: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html',
  },
  'vpc.dns-not-read': {
    title: 'all nodes of a VPC are lost, and not all that decides about names there is read',
    looksAt: 'the VPCs of which no node is online, and whether anything that was read explains that',
    effect: 'nodes may not find the services that sessions need',
    clears:
      'look at what is not read here, with the commands in the finding: DNS Firewall, resolver rules and Route 53 Profiles of the VPC',
    verdicts: ['unknown'],
    ref: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall.html',
  },
  'vpc.security-group': {
    title: 'the security group of a VPC endpoint does not let nodes in on port 443',
    looksAt: 'the inbound rules of the security groups of the endpoints that nodes use',
    effect: 'nodes do not reach its service',
    clears:
      'allow TCP on port 443 from the security groups of nodes, or from the ranges of the VPC: aws ec2 authorize-security-group-ingress',
    verdicts: ['fail', 'warn'],
    ref: ENDPOINTS,
  },
  'vpc.egress': {
    title: 'the security group of nodes does not let them out on port 443',
    looksAt: 'the outbound rules of the security groups of nodes',
    effect: 'nodes do not reach the services that sessions need',
    clears:
      'allow TCP on port 443 to the security group of the endpoint, or to the internet where there is none: aws ec2 authorize-security-group-egress',
    verdicts: ['fail', 'warn'],
    ref: ENDPOINTS,
  },
  'vpc.network-acl': {
    title: 'a network ACL blocks port 443, or the answers to high ports',
    looksAt: 'the rules of the network ACLs on the way: of the subnets of nodes, endpoints and NAT gateways',
    effect: 'nodes do not reach the services that sessions need',
    clears:
      'let TCP to port 443 pass, and its answers to ports 1024-65535, by rules that come before those that block: aws ec2 create-network-acl-entry',
    verdicts: ['fail', 'warn'],
    ref: page('custom-network-acl', 'vpc/latest/userguide'),
  },
  'vpc.route': {
    title: 'the way of nodes to the internet breaks off, at a route or behind a NAT',
    looksAt:
      'the routes of nodes to the internet, and what they lead to: gateways, NAT gateways, NAT instances, public addresses',
    effect: 'nodes do not reach the services that sessions need',
    clears:
      'lead the route to a gateway that is there and leads on, or repair what it leads to; where there are no VPC endpoints, those are another way',
    verdicts: ['fail', 'warn'],
    ref: page('nat-gateway-troubleshooting', 'vpc/latest/userguide'),
  },
  'vpc.public-access-block': {
    title: 'VPC Block Public Access keeps nodes from the internet, their way to services',
    looksAt: 'the subnets that VPC Block Public Access blocks, and what is left out of it',
    effect: 'nodes do not reach the services that sessions need',
    clears:
      'leave the subnet out, behind a NAT gateway for egress only: aws ec2 create-vpc-block-public-access-exclusion; or make VPC endpoints, which need no internet',
    verdicts: ['fail', 'warn'],
    ref: page('security-vpc-bpa', 'vpc/latest/userguide'),
  },
};
