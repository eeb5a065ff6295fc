/** A private hosted zone, beside the VPCs that it is associated with. */
export interface HostedZone {
  /** Without the dot at its end. */
  name: string;
  /** Ids. */
  vpcs: string[];
  /** Another account, or a service of AWS, `vpce.amazonaws.com`, that it belongs to; absent: the account that the VPC is in. */
  owner?: string;
  records: DnsRecord[];
}

export interface DnsRecord {
  /** The whole name, without the dot at its end. */
  name: string;
  type: 'A' | 'AAAA' | 'CNAME' | 'NS' | 'SOA' | 'TXT';
  /** Addresses, or what else the type holds; empty for an alias. */
  values: string[];
  /** The name that it is an alias of. */
  alias?: string;
}
