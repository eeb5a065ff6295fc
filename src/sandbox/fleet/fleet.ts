import { sessionsInIreland, sessionsInVirginia } from './sessions.ts';
import { emptyIam } from '../state/iam.ts';
import { emptyRegion, emptyState, type State } from '../state/state.ts';
import { networks, NETWORKS } from './network.ts';
import { nodesInDevelopment, nodesInFrankfurt, nodesInIreland, nodesInVirginia } from './nodes.ts';
import { FLEET_ACCOUNT, fleetIam } from './roles.ts';
import {
  fleetBuckets,
  settingsInDevelopment,
  settingsInFrankfurt,
  settingsInIreland,
  settingsInVirginia,
} from './settings.ts';

const DEVELOPMENT = '111111111111';

/**
 * Makes up a small fleet in which every family of checks of `doctor` has something to find, and something that is fine: in
 * us-east-1, eu-west-1 and eu-central-1 of the sandbox's own account, and a little in another one. The same at any time, except for when
 * nodes that are online were last heard of, and sessions were. `now`: milliseconds since the epoch.
 */
export function fleetState(now = Date.now()): State {
  const virginia = sessionsInVirginia(now);
  const ireland = sessionsInIreland(now);
  return {
    ...emptyState(),
    accounts: {
      [FLEET_ACCOUNT]: {
        'us-east-1': {
          ...emptyRegion(),
          ...settingsInVirginia(virginia.streams),
          pastSessions: virginia.pastSessions,
          ...networks('us-east-1', [NETWORKS.web, NETWORKS.ledger]),
          ...nodesInVirginia(now),
        },
        'eu-west-1': {
          ...emptyRegion(),
          ...settingsInIreland(ireland.streams),
          pastSessions: ireland.pastSessions,
          ...networks('eu-west-1', [NETWORKS.webInEurope, NETWORKS.orders]),
          ...nodesInIreland(now),
        },
        'eu-central-1': {
          ...emptyRegion(),
          ...settingsInFrankfurt(),
          ...networks('eu-central-1', [NETWORKS.webInGermany]),
          ...nodesInFrankfurt(now),
        },
      },
      [DEVELOPMENT]: {
        'us-east-1': {
          ...emptyRegion(),
          ...settingsInDevelopment(DEVELOPMENT),
          ...networks('us-east-1', [NETWORKS.development]),
          ...nodesInDevelopment(now),
        },
      },
    },
    iam: { [FLEET_ACCOUNT]: fleetIam(), [DEVELOPMENT]: emptyIam() },
    buckets: fleetBuckets(ireland.objects),
  };
}
