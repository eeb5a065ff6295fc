import { once, onceEach } from '../once.ts';
import { configuredAttempts, configuredEndpoint } from './profile-settings.ts';

// What the SDK looks up in the environment and ~/.aws is the same for every client of a service. A new client would
// look it up again, which costs as much as two calls; so each takes it from the first one.
const LOOKED_UP = [
  'authSchemePreference',
  'defaultsMode',
  'retryMode',
  'useDualstackEndpoint',
  'useFipsEndpoint',
  'userAgentAppId',
];

type Config = Record<string, unknown>;

/** The settings that the clients of one service share. */
export interface SharedSettings {
  /** The settings to give to a new client. */
  readonly shared: Config;
  /** Keeps what the first client has looked up for the later ones. */
  learnFrom(config: Config): void;
  /** Finds how often a call is tried, as `configuredAttempts` does, once. */
  readonly attempts: () => Promise<number | undefined>;
  /** Finds the endpoint of a service by its id, as `configuredEndpoint` does, once. */
  /** How the middlewares of calls are sorted, by the call. */
  readonly orders: Map<string, readonly number[]>;
  readonly endpointOf: (serviceId: string) => Promise<string | undefined>;
}

const known = new WeakMap<object, Map<object, Map<string, SharedSettings>>>();

/**
 * Finds the settings that the clients of a service share within one run and profile; the class of the clients stands
 * for the service.
 */
export function sharedSettingsOf(run: object, service: object, profile?: string): SharedSettings {
  const services = known.get(run) ?? new Map<object, Map<string, SharedSettings>>();
  known.set(run, services);
  const profiles = services.get(service) ?? new Map<string, SharedSettings>();
  services.set(service, profiles);
  const settings = profiles.get(profile ?? '') ?? newSettings(profile);
  profiles.set(profile ?? '', settings);
  return settings;
}

function newSettings(profile: string | undefined): SharedSettings {
  let first: Config | undefined;
  return {
    get shared() {
      return first ? Object.fromEntries(LOOKED_UP.map((name) => [name, first?.[name]])) : {};
    },
    learnFrom(config) {
      // A client wraps what it is given: settings passed on from client to client would be wrapped once more by each.
      first ??= config;
    },
    orders: new Map(),
    attempts: once(() => configuredAttempts(profile)),
    endpointOf: onceEach((serviceId) => configuredEndpoint(serviceId, profile)),
  };
}
