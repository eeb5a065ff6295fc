import type { Service } from '../../inputs/tables/policy.ts';
import type { SessionConfiguration } from '../needs/configuration.ts';
import { NODE_NEEDS } from '../needs/node-needs.ts';
import type { Policy } from '../reading/policy.ts';
import { statementsOf } from './statements.ts';

/** The Sids of statements that have other names here than in the policy of a role. */
const SIDS: Readonly<Partial<Record<string, string>>> = {
  UploadLogs: 'SessionLogs',
  CheckBucketEncryption: 'SessionLogBucket',
};

/**
 * Makes the policy of an endpoint through which nodes reach a service for their sessions and the update of their agents, in all of these
 * regions. Anything else that goes through the endpoint needs statements of its own. Everybody is let through, without conditions:
 * their own policies decide what they are allowed.
 */
export function endpointPolicy(service: Service, configurations: readonly SessionConfiguration[]): Policy {
  const rows = NODE_NEEDS.filter(({ through }) => through === service);
  const statements = statementsOf(rows, configurations.map(withEncryptionCheck));
  return {
    Version: '2012-10-17',
    Statement: statements.map(({ Sid = '', Effect, Action = [], Resource = [] }) => ({
      Sid: SIDS[Sid] ?? Sid,
      Effect,
      Principal: '*',
      Action,
      Resource,
    })),
  };
}

// The agent looks at the encryption of the bucket before every upload, whether it is required or not.
const withEncryptionCheck = ({ bucket, ...configuration }: SessionConfiguration): SessionConfiguration => ({
  ...configuration,
  ...(bucket && { bucket: { ...bucket, encryptionRequired: true } }),
});
