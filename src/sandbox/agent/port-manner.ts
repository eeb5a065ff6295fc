import { compareVersions, validate } from 'compare-versions';
import { canDo } from '../../channel/version.ts';

/** How an agent forwards a port. */
export interface PortManner {
  /** Many connections at once; else one after the other. */
  readonly isMultiplexed: boolean;
  /** Says now and then that it is there. */
  readonly keepsAlive: boolean;
}

/** The first client that multiplexes, and the last one that does not know agents which keep quiet: agent/session/plugins/port. */
const [MULTIPLEXING_CLIENT, LAST_LOUD_CLIENT] = ['1.1.70', '1.2.331.0'] as const;

/** Tells how an agent of a version forwards ports for a client of another: each end goes by the version of the other. */
export function mannerOf(agentVersion: string, clientVersion: string): PortManner {
  const compared = (to: string): number => (validate(clientVersion) ? compareVersions(clientVersion, to) : 1);
  return {
    isMultiplexed: canDo('multiplexing', agentVersion) && compared(MULTIPLEXING_CLIENT) >= 0,
    keepsAlive: !canDo('quietMultiplexing', agentVersion) || compared(LAST_LOUD_CLIENT) <= 0,
  };
}
