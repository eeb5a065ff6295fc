import { compareVersions, validate } from 'compare-versions';
import type { Node } from '../../facts/nodes.ts';
import type { SessionSettings } from '../../facts/session-settings.ts';
import { SINCE } from '../../policies/needs/agent-versions.ts';
import type { SessionConfiguration } from '../../policies/needs/configuration.ts';
import type { Service } from '../../inputs/tables/policy.ts';
import type { Target } from '../../targets/target.ts';
import { page } from '../page.ts';
import type { Use } from './endpoint-policy.ts';
import type { Host } from './site.ts';
import { usesOf } from './uses.ts';

/** A service that some hosts have to reach. */
export interface Dependency {
  readonly service: Service;
  readonly hosts: readonly Host[];
  /** The verdict if they do not. */
  readonly verdict: 'info' | 'warn' | 'fail';
  readonly effect: string;
  /** The same where an endpoint policy refuses them: that is an immediate answer, not a timeout. */
  readonly whenDenied?: Pick<Dependency, 'verdict' | 'effect'>;
  /** What nodes ask of it. */
  readonly uses: readonly Use[];
  readonly ref: string;
}

const ENDPOINTS = page('setup-create-vpc');
const MESSAGES = page('systems-manager-setting-up-messageAPIs');

/**
 * Lists the services that the hosts of a VPC have to reach, by the preferences of the region and the agents that run.
 * `keyArn`: of the key of sessions, where it is known.
 */
export function dependenciesOf(
  hosts: readonly Host[],
  nodes: readonly Node[],
  settings: SessionSettings | undefined,
  place: Pick<Target, 'region' | 'partition' | 'account'>,
  keyArn?: string,
): readonly Dependency[] {
  const { key, logGroup, bucket, bucketEncryptionRequired: required = false } = settings ?? {};
  const configuration = configurationIn(place, settings, keyArn);
  const commands = usesOf('ec2messages', configuration);
  const dependencies: readonly (Dependency | undefined)[] = [
    {
      service: 'ssm',
      hosts,
      verdict: 'fail',
      effect: 'nodes cannot register',
      uses: usesOf('ssm', configuration),
      ref: ENDPOINTS,
    },
    {
      service: 'ssmmessages',
      hosts,
      verdict: 'fail',
      effect: 'sessions cannot be started',
      uses: usesOf('ssmmessages', configuration),
      ref: ENDPOINTS,
    },
    {
      service: 'ec2messages',
      // Not every region has it.
      hosts: commands.length > 0 ? hosts.filter(hasOldAgent(nodes)) : [],
      verdict: 'warn',
      effect: `agents before ${SINCE.withoutEc2messages} may take no commands`,
      uses: commands,
      ref: MESSAGES,
    },
    key === undefined
      ? undefined
      : {
          service: 'kms',
          hosts,
          verdict: 'fail',
          effect: 'sessions cannot be encrypted, and end at once',
          uses: usesOf('kms', configuration),
          ref: page('session-manager-getting-started-privatelink'),
        },
    logGroup === undefined
      ? undefined
      : {
          service: 'logs',
          hosts,
          verdict: 'fail',
          effect: 'sessions keep waiting for it, and are not logged',
          uses: usesOf('logs', configuration),
          // Agents before 3.3.2958.0 cannot be told another name for it: https://github.com/aws/amazon-ssm-agent/issues/432
          ref: 'https://github.com/aws/amazon-ssm-agent/issues/639',
        },
    bucket === undefined
      ? {
          service: 's3',
          hosts,
          verdict: 'info',
          effect: 'agents cannot be updated',
          uses: [],
          ref: page('ssm-agent-technical-details'),
        }
      : {
          service: 's3',
          hosts,
          verdict: 'fail',
          effect: required
            ? 'sessions are refused, since the encryption of the bucket cannot be checked'
            : 'sessions keep waiting for it, and are not logged to the bucket',
          ...(!required && {
            // Sessions go on, but nothing is left of them where this is their only log.
            whenDenied: {
              verdict: logGroup === undefined ? 'fail' : 'warn',
              effect: 'sessions are not logged to the bucket',
            } as const,
          }),
          uses: usesOf('s3', configuration),
          ref: page('session-manager-getting-started-privatelink'),
        },
  ];
  return dependencies.flatMap((dependency) => (dependency && dependency.hosts.length > 0 ? dependency : []));
}

function configurationIn(
  place: SessionConfiguration['place'],
  { logGroup, key, bucket: name, prefix, bucketEncryptionRequired, undecided = [] }: Partial<SessionSettings> = {},
  keyArn?: string,
): SessionConfiguration {
  const bucket = name !== undefined && {
    name,
    ...(prefix !== undefined && { prefix }),
    ...(undecided.includes('s3KeyPrefix') && { prefixUndecided: true as const }),
    encryptionRequired: bucketEncryptionRequired ?? false,
  };
  return {
    place,
    ...(logGroup !== undefined && { logGroup }),
    ...(key !== undefined && { key: { ...(keyArn !== undefined && { arn: keyArn }), aliases: [] } }),
    ...(bucket && { bucket }),
  };
}

function hasOldAgent(nodes: readonly Node[]): (host: Host) => boolean {
  const old = nodes.filter(
    ({ agentVersion }) => validate(agentVersion) && compareVersions(agentVersion, SINCE.withoutEc2messages) < 0,
  );
  const ids = new Set(old.map(({ id }) => id));
  return ({ instance }) => ids.has(instance.id);
}
