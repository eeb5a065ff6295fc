import { UserError } from '../errors.ts';

/** A port of this machine, and where it leads. */
export interface PortPair {
  /** 0: any free one. */
  readonly local: number;
  /** Reached from the node; absent: the node itself. */
  readonly host?: string;
  readonly remote: number;
}

/** Reads `local:remote`, `local:host:remote`, or `remote` for the same port here. Throws a UserError for anything else. */
export function parsePorts(text: string): PortPair {
  const [, local, host, remote] = /^(?:(\d{1,5}):)?(?:([^:[\]\s]+|\[[0-9a-fA-F:.]+\]):)?(\d{1,5})$/.exec(text) ?? [];
  const to = Number(remote);
  const from = local === undefined ? to : Number(local);
  const isGood = remote !== undefined && to >= 1 && to <= 65_535 && from <= 65_535;
  if (!isGood || (host !== undefined && local === undefined)) {
    throw new UserError(
      'invalid-value',
      `${JSON.stringify(text)}: ports are given as local:remote or local:host:remote, such as 8080:80 or 5432:db.internal:5432, each from 1 to 65535 (local 0: any free one)`,
    );
  }
  return { local: from, remote: to, ...(host !== undefined && { host: host.replace(/^\[|\]$/g, '') }) };
}

/** Makes what a session to a port is asked for with. */
export const portRequest = ({ local, host, remote }: PortPair) => ({
  document: host === undefined ? 'AWS-StartPortForwardingSession' : 'AWS-StartPortForwardingSessionToRemoteHost',
  parameters: {
    portNumber: [`${remote}`],
    localPortNumber: [`${local}`],
    ...(host !== undefined && { host: [host] }),
  },
});
