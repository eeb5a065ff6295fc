import type { Network, RouteTable, Rule, SecurityGroup } from '../../facts/network.ts';
import { anyOf, type Answer } from '../../policies/reading/statement-match.ts';
import { coverage } from './cidr.ts';

/** The other side of a connection. */
export interface Peer {
  /** IPv4; `INTERNET` for public services. */
  readonly cidr: string;
  /** Ids. */
  readonly groups?: readonly string[];
  /** The prefix list that the services are in. */
  readonly prefixList?: string;
}

const HTTPS = 443;

/**
 * Tells whether groups together let HTTPS through, to or from a peer. `unknown` where part of the peer is let through,
 * where it depends on a prefix list, or where a group is not known. Answers need no rule.
 * https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
 */
export function groupsAdmit(
  { securityGroups = [], routeTables = [] }: Network,
  ids: readonly string[],
  direction: 'ingress' | 'egress',
  peer: Peer,
): Answer {
  const groups = ids.map((id) => securityGroups.find((group) => group.id === id));
  const known = groups.flatMap((group) => group ?? []);
  const unseen: Answer = known.length < groups.length || groups.length === 0 ? 'unknown' : 'no';
  return anyOf([rulesAdmit(rulesOf(known, direction), peer, routeTables), unseen]);
}

/** Tells whether a prefix list is that of a gateway endpoint: all that it has is addresses of S3 or DynamoDB. */
const isOfGateway = (list: string, tables: readonly RouteTable[]): boolean =>
  tables.some(({ routes }) =>
    routes.some(({ target, destination }) => destination === list && target.startsWith('vpce-')),
  );

const rulesOf = (groups: readonly SecurityGroup[], direction: 'ingress' | 'egress'): readonly Rule[] =>
  groups.flatMap((group) => group[direction]).filter(isHttps);

const isHttps = ({ protocol, from = 0, to = 65_535 }: Rule): boolean =>
  protocol === '-1' || (['tcp', '6'].includes(protocol) && from <= HTTPS && HTTPS <= to);

function rulesAdmit(
  rules: readonly Rule[],
  { cidr, groups = [], prefixList }: Peer,
  tables: readonly RouteTable[],
): Answer {
  if (rules.some((rule) => rule.groups.some((id) => groups.includes(id)))) return 'yes';
  const lists = rules.flatMap(({ prefixLists }) => prefixLists);
  if (prefixList !== undefined && lists.includes(prefixList)) return 'yes';
  const cidrs = rules.flatMap((rule) => rule.cidrs);
  // Without rules, nothing is let through.
  const covered = cidrs.length === 0 ? 'none' : coverage(cidr, cidrs);
  if (covered === 'all') return 'yes';
  const others = lists.filter((list) => !isOfGateway(list, tables));
  return covered === 'part' || others.length > 0 ? 'unknown' : 'no';
}
