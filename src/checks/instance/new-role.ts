import type { RegionAudit } from '../../audit/region.ts';
import { serviceName, type TrustedService } from '../../policies/reading/trust-policy.ts';
import { type AwsCommand, awsCommand, type AwsOptions, type SetupCommand, setupCommand } from '../remedy.ts';

/** The policies of AWS with which a node registers and opens channels, by the service that hands out its role. */
const CORE: Readonly<Record<TrustedService, string>> = {
  ec2: 'AmazonSSMManagedInstanceCore',
  ssm: 'AmazonSSMManagedEC2InstanceDefaultPolicy',
};

type Place = Parameters<typeof awsCommand>[0] & Pick<RegionAudit, 'target'>;

const iam = (facts: Place, operation: string, options: AwsOptions): AwsCommand =>
  awsCommand(facts, ['iam', operation], options);

/** Makes the commands for a role that a service may hand to nodes, and under which they register. `path`: as IAM has it, `/service-role/`. */
export const newRole = (facts: Place, service: TrustedService, name: string, path?: string): readonly AwsCommand[] => [
  iam(facts, 'create-role', {
    'role-name': name,
    ...(path !== undefined && { path }),
    'assume-role-policy-document': JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: serviceName(service, facts.target) }, Action: 'sts:AssumeRole' },
      ],
    }),
  }),
  attachCore(facts, service, name),
];

/** Makes the command that lets nodes register under a role. */
export const attachCore = (facts: Place, service: TrustedService, name: string): AwsCommand =>
  iam(facts, 'attach-role-policy', {
    'role-name': name,
    'policy-arn': `arn:${facts.target.partition.name}:iam::aws:policy/${CORE[service]}`,
  });

/** Makes the command that puts a role into an instance profile. */
export const handOut = (facts: Place, role: string, profile: string): AwsCommand =>
  iam(facts, 'add-role-to-instance-profile', { 'instance-profile-name': profile, 'role-name': role });

/** Makes the command for an instance profile without a role. */
export const newProfile = (facts: Place, name: string): AwsCommand =>
  iam(facts, 'create-instance-profile', { 'instance-profile-name': name });

/** Makes the command that gives a new role what sessions need besides registering: none where they are neither logged nor encrypted. */
export async function grantTheRest(facts: RegionAudit): Promise<readonly SetupCommand[]> {
  const found = await facts.configuration().catch(() => undefined);
  const needed = [found?.logGroup, found?.bucket, found?.key].some((each) => each !== undefined);
  return needed ? [setupCommand(facts, found?.logGroup, { grant: true })] : [];
}
