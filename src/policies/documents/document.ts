import type { Inputs } from '../../inputs/inputs.ts';
import { UserError } from '../../errors.ts';
import type { Service, Task } from '../../inputs/tables/policy.ts';
import { endpointPolicy } from './endpoint-policy.ts';
import { instancePolicy } from './instance-policy.ts';
import { keyPolicy } from './key-policy.ts';
import { operatorPolicy } from './operator-policy.ts';
import { namesOf } from './operator-scopes.ts';
import type { Policy } from '../reading/policy.ts';
import type { SessionConfiguration } from '../needs/configuration.ts';
import type { UserAccess, UserPlace } from '../needs/user-needs.ts';
import { userPolicy } from './user-policy.ts';

/** The kinds of policies: for a node's role, those who start sessions, the key, those who run this tool, or a VPC endpoint. */
export const KINDS = ['instance', 'user', 'key', 'operator', 'vpc-endpoint'] as const;

export type PolicyKind = (typeof KINDS)[number];

/** A policy that is asked for, with what it depends on. */
export type PolicyRequest =
  | { readonly kind: 'key'; readonly inputs: Inputs }
  | { readonly kind: 'instance'; readonly inputs: Inputs; readonly bucketOwner?: string }
  | {
      readonly kind: 'vpc-endpoint';
      readonly inputs: Inputs;
      readonly bucketOwner?: string;
      readonly service: Service;
    }
  | { readonly kind: 'user'; readonly inputs: Inputs; readonly access: UserAccess }
  | { readonly kind: 'operator'; readonly inputs: Inputs; readonly tasks: readonly Task[]; readonly roleName: string };

/** Makes the document that is asked for, for an account and regions; `*` stands for any where the kind allows that. Throws a UserError where nothing is needed. */
export function documentFor(request: PolicyRequest, place: UserPlace): Policy {
  const { account, partition, regions } = place;
  const anywhere = { account, partition, region: regions[0] ?? '*' };
  if (request.kind === 'user') return userPolicy(place, request.access);
  if (request.kind === 'operator') {
    const [region = '*', ...more] = regions;
    const names = namesOf(request.inputs, request.roleName);
    return operatorPolicy({ account, partition, region: more.length === 0 ? region : '*' }, names, request.tasks);
  }
  if (request.kind === 'key') return keyPolicy(anywhere, request.inputs.logGroup.name);
  if (request.kind === 'instance') return instancePolicy(configured(request, anywhere));
  const policy = endpointPolicy(
    request.service,
    regions.map((region) => configured(request, { account, partition, region })),
  );
  if (policy.Statement.length > 0) return policy;
  throw request.service === 'kms'
    ? new UserError('nothing-needed', 'nodes use kms only for sessions that are encrypted: add --encrypt-sessions')
    : new UserError('nothing-needed', `there is no ${request.service} in ${regions.join(', ')}`);
}

/** Gives the configuration that `setup` makes of these inputs. `bucketOwner`: the account of the bucket; absent: the same. */
export function configured(
  { inputs, bucketOwner }: { readonly inputs: Inputs; readonly bucketOwner?: string },
  place: SessionConfiguration['place'],
): SessionConfiguration {
  const { logGroup, key, keyAlias, encryptSessions, preferences } = inputs;
  const { s3Bucket: name, s3Prefix: prefix, s3Encryption: encryptionRequired = false } = preferences;
  return {
    place,
    logGroup: logGroup.name,
    logGroupEncrypted: key !== undefined,
    ...(key?.kind === 'given' && { logGroupKeyArn: key.arn }),
    ...(encryptSessions && { key: key?.kind === 'given' ? { arn: key.arn, aliases: [] } : { aliases: [keyAlias] } }),
    ...(name !== undefined && {
      bucket: {
        name,
        ...(prefix !== undefined && { prefix }),
        encryptionRequired,
        ...(bucketOwner !== undefined && bucketOwner !== place.account && { foreign: true as const }),
      },
    }),
  };
}
