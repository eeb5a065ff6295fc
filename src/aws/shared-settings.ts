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
  /** Takes over what the first client has, and hands it to the later ones. */
  learnFrom(config: Config): void;
}

const known = new WeakMap<object, Map<string, SharedSettings>>();

/** The settings that the clients of a service share within one run. */
export function settingsOf(run: object, service: string): SharedSettings {
  const services = known.get(run) ?? new Map<string, SharedSettings>();
  known.set(run, services);
  const settings = services.get(service) ?? newSettings();
  services.set(service, settings);
  return settings;
}

function newSettings(): SharedSettings {
  let shared: Config = {};
  let endpoint: unknown;
  return {
    get shared() {
      return shared;
    },
    learnFrom(config) {
      endpoint ??= config[ENDPOINT];
      config[ENDPOINT] = endpoint;
      shared = Object.fromEntries(LOOKED_UP.map((name) => [name, config[name]]));
    },
  };
}
