import { type ConfigFiles, readConfigFiles, type Settings } from './config-files.ts';
import { withoutPassword } from './secrets.ts';

/** The ids of the services that are called, of which `AWS_ENDPOINT_URL_EC2` and `ec2 = endpoint_url = …` are made. */
const SERVICE_IDS = ['Account', 'CloudWatch Logs', 'EC2', 'IAM', 'KMS', 'Organizations', 'S3', 'SSM', 'STS'];

const variableOf = (serviceId: string): string => `AWS_ENDPOINT_URL_${serviceId.replaceAll(' ', '_').toUpperCase()}`;

/** Gives the settings of a profile; undefined is the one in effect. */
const settingsOf = ({ profiles }: ConfigFiles, profile = process.env['AWS_PROFILE'] || 'default'): Settings =>
  profiles.get(profile) ?? {};

/**
 * Finds the endpoint that the environment, or else a profile, names for a service. The SDK looks in the profile in effect
 * whatever profile a client is made with: getEndpointFromConfig in @smithy/core.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export async function configuredEndpoint(serviceId: string, profile: string | undefined): Promise<string | undefined> {
  const files = await readConfigFiles();
  const { env } = process;
  const settings = settingsOf(files, profile);
  const ignored = [env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'], settings['ignore_configured_endpoint_urls']];
  if (ignored.find((text) => text === 'true' || text === 'false') === 'true') return undefined;
  const services = files.services.get(settings['services'] ?? '');
  const key = `${serviceId.replaceAll(' ', '_').toLowerCase()}.endpoint_url`;
  const named = [env[variableOf(serviceId)], env['AWS_ENDPOINT_URL'], services?.[key], settings['endpoint_url']];
  return named.find((url) => url);
}

/** Finds how often a call is tried, by the environment or else a profile; undefined where neither says. */
export async function configuredAttempts(profile: string | undefined): Promise<number | undefined> {
  const { max_attempts: own } = settingsOf(await readConfigFiles(), profile);
  return [process.env['AWS_MAX_ATTEMPTS'], own]
    .map((text) => Number.parseInt(text ?? '', 10))
    .find((attempts) => attempts > 0);
}

/** What is wrong with the endpoints that the environment and a profile name: the setting, its value and the reason. */
export interface EndpointFault {
  readonly setting: string;
  readonly value: string;
  readonly why: string;
}

/** Checks the endpoints that the environment names. The SDK would go by them and fail at each call. */
export function faultOfEnvironment(environment: Settings): EndpointFault | undefined {
  const names = ['AWS_ENDPOINT_URL', ...SERVICE_IDS.map(variableOf)];
  return firstBadUrl(names.map((name) => [name, environment[name]]));
}

/** Checks the endpoints that a profile names. The SDK would take a `services` section that is not there for none, and call AWS. */
export function faultOfProfile(files: ConfigFiles, profile: string): EndpointFault | undefined {
  const settings = files.profiles.get(profile) ?? {};
  const { services: section } = settings;
  const services = files.services.get(section ?? '');
  if (section && !services) {
    const why = `there is no section [services ${section}]`;
    return { setting: `services of profile ${profile}`, value: section, why };
  }
  return firstBadUrl([
    [`endpoint_url of profile ${profile}`, settings['endpoint_url']],
    ...Object.entries(services ?? {})
      .filter(([key]) => key.endsWith('.endpoint_url'))
      .map(([key, url]) => [`${key.replace('.', ' ')} of services ${section}`, url] as const),
  ]);
}

function firstBadUrl(
  urls: readonly (readonly [setting: string, url: string | undefined])[],
): EndpointFault | undefined {
  const bad = urls.find(([, url]) => url && !(URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)));
  if (!bad) return undefined;
  return {
    setting: bad[0],
    value: withoutPassword(bad[1] ?? ''),
    why: 'it must be a URL, such as http://127.0.0.1:4566',
  };
}
