import { compareVersions, validate } from 'compare-versions';

/**
 * What the client says it is. The agent decides by it how ports are forwarded: with four numbers, and at least 1.2.764.0, the
 * oldest plugin that AWS supports, it multiplexes connections and sends no keepalives of its own.
 */
export const CLIENT_VERSION = '1.2.835.0';

/** From which agent on, exclusively, it can do what. Source: agent/session/datachannel of aws/amazon-ssm-agent. */
const AFTER = {
  /** Ends the session when told so. */
  termination: '2.3.722.0',
  /** Forwards many connections in one session. */
  multiplexing: '3.0.196.0',
  /** Can do without keepalives; older ones end a session on which they hear nothing for 30 s. */
  quietMultiplexing: '3.1.1511.0',
} as const;

/** Tells whether an agent of this version can do something; one whose version cannot be read is taken for a new one. */
export const canDo = (ability: keyof typeof AFTER, agentVersion: string): boolean =>
  !validate(agentVersion) || compareVersions(agentVersion, AFTER[ability]) > 0;

/** From which agent on, inclusively, it can do what. Source: RELEASENOTES.md of aws/amazon-ssm-agent. */
export const SINCE = {
  /** Connects to ports of other hosts; older ones connect to the same port of their own. */
  otherHosts: '3.1.1374.0',
  /** Keeps the error output of a command apart, and tells its exit code. */
  exitCodes: '3.1.1511.0',
} as const;

/** Tells whether an agent of this version is certainly too old for something. */
export const isTooOld = (ability: keyof typeof SINCE, agentVersion: string): boolean =>
  validate(agentVersion) && compareVersions(agentVersion, SINCE[ability]) < 0;
