// What the SDK finds out from the environment and ~/.aws is the same for every client of a service. A new client would
// find it out again, which costs as much as two calls; so each takes it from the first one.
const LOOKED_UP = [
  'authSchemePreference',
  'defaultsMode',
  'retryMode',
  'useDualstackEndpoint',
  'useFipsEndpoint',
  'userAgentAppId',
];
const ENDPOINT = 'serviceConfiguredEndpoint';

type Config = Record<string, unknown>;

/** What the clients of one service share. */
export interface SharedSettings {
  /** To be given to a new client. */
  readonly shared: Config;
  /** Takes over what the first client has, and hands its configured endpoint to the later ones. */
  learnFrom(config: Config): void;
}

const known = new WeakMap<object, Map<object, Map<string, SharedSettings>>>();

/**
 * Finds the settings that the clients of a service share within one run and profile; the class of the clients stands
 * for the service.
 */
export function sharedSettingsOf(run: object, service: object, profile = ''): SharedSettings {
  const services = known.get(run) ?? new Map<object, Map<string, SharedSettings>>();
  known.set(run, services);
  const profiles = services.get(service) ?? new Map<string, SharedSettings>();
  services.set(service, profiles);
  const settings = profiles.get(profile) ?? newSettings();
  profiles.set(profile, settings);
  return settings;
}

function newSettings(): SharedSettings {
  let first: Config | undefined;
  return {
    get shared() {
      return first ? Object.fromEntries(LOOKED_UP.map((name) => [name, first?.[name]])) : {};
    },
    learnFrom(config) {
      // A client wraps what it is given: settings taken from each in turn would be wrapped once for every client.
      first ??= config;
      config[ENDPOINT] = first[ENDPOINT];
    },
  };
}
