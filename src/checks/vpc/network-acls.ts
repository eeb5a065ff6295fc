import type { Acl, AclEntry, Network } from '../../facts/network.ts';
import { type Answer, yesOrNo } from '../../policies/reading/statement-match.ts';
import { coverage, INTERNET } from './cidr.ts';

/** Traffic that crosses the border of a subnet in one direction; the peer is on the other side. */
export interface Passage {
  readonly egress: boolean;
  readonly ports: Ports;
  /** IPv4. */
  readonly peer: string;
}

interface Ports {
  readonly from: number;
  readonly to: number;
}

export const HTTPS: Ports = { from: 443, to: 443 };

/**
 * Gives the ports that answers go to, on Linux or on Windows.
 * https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports
 */
export const answerPorts = (windows: boolean): Ports =>
  windows ? { from: 49_152, to: 65_535 } : { from: 32_768, to: 60_999 };

/** Finds the ACL of a subnet; undefined where it is not known. */
export const aclOf = ({ acls = [] }: Network, subnet: string): Acl | undefined =>
  acls.find(({ subnets }) => subnets.includes(subnet));

/**
 * Tells whether an ACL lets TCP pass: the first rule that matches decides, and without one nothing passes. `unknown` where rules
 * that match in part disagree.
 */
export function passes(acl: Acl, passage: Passage): Answer {
  const partial = new Set<boolean>();
  for (const entry of entriesOf(acl, passage.egress)) {
    const fit = fitOf(entry, passage);
    if (fit === 'none') continue;
    // Where only some public addresses are blocked, they are hardly those of AWS.
    if (fit === 'all' && entry.allow && passage.peer === INTERNET) return 'yes';
    partial.add(entry.allow);
    if (fit === 'all') return partial.size > 1 ? 'unknown' : yesOrNo(entry.allow);
  }
  return partial.has(true) ? 'unknown' : 'no';
}

/** Finds a number for a rule that comes before all others of its direction; undefined where there is no room. */
export function ruleNumber(acl: Acl, egress: boolean, before: number): number | undefined {
  const [first] = entriesOf(acl, egress);
  const number = (first?.number ?? 100) - before;
  return number >= 1 ? number : undefined;
}

/** A rule, and the number that it is to have. */
interface Move {
  readonly entry: AclEntry;
  readonly to: number;
}

/** The rule that AWS puts last, which has no other number. */
const LAST = 32_767;

/**
 * Finds which rules of a direction have to move, in this order, so that there are `size` free numbers before all; none where those are
 * free. Undefined where there is no room for that, or for rules about ICMP, of which not all is read.
 */
export function roomBefore(acl: Acl, egress: boolean, size: number): readonly Move[] | undefined {
  if (ruleNumber(acl, egress, size) !== undefined) return [];
  const entries = entriesOf(acl, egress).filter(({ number }) => number < LAST);
  for (let count = 1; count <= entries.length; count += 1) {
    const base = Math.max(entries[count - 1]?.number ?? 0, size);
    if (base + count >= (entries[count]?.number ?? LAST)) continue;
    const moved = entries.slice(0, count);
    if (moved.some(({ protocol }) => ICMP.has(protocol))) return undefined;
    return moved.map((entry, index) => ({ entry, to: base + 1 + index })).toReversed();
  }
  return undefined;
}

const ICMP: ReadonlySet<string> = new Set(['1', '58', 'icmp', 'icmpv6']);

const entriesOf = ({ entries }: Acl, egress: boolean): readonly AclEntry[] =>
  entries.filter((entry) => entry.egress === egress).toSorted((one, other) => one.number - other.number);

function fitOf({ protocol, cidr, from, to }: AclEntry, { ports, peer }: Passage): 'all' | 'part' | 'none' {
  if (!['-1', '6', 'tcp'].includes(protocol)) return 'none';
  const range = { from: from ?? 0, to: to ?? 65_535 };
  if (protocol !== '-1' && (range.to < ports.from || range.from > ports.to)) return 'none';
  const addresses = coverage(peer, [cidr]);
  const whole = protocol === '-1' || (range.from <= ports.from && range.to >= ports.to);
  return addresses === 'all' && !whole ? 'part' : addresses;
}
