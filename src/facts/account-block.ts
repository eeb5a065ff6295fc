import { isNotOffered } from '../aws/errors.ts';
import type { Target } from '../targets/target.ts';

/** What the public access block of a whole account does for every bucket of it. */
export interface AccountBlock {
  readonly ignoresAcls: boolean;
  /** True if public policies are for the bucket's own account only. */
  readonly restrictsPolicies: boolean;
}

const OFF: AccountBlock = { ignoresAcls: false, restrictsPolicies: false };

/**
 * Reads the public access block of an account, which counts beside those of its buckets: what either of them blocks is blocked. Rejects
 * where reading it is denied. https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetPublicAccessBlock.html
 */
export async function readAccountBlock(target: Target): Promise<AccountBlock> {
  const client = await target.s3Control();
  withoutHosts(client.config as unknown as EndpointConfig);
  try {
    const { PublicAccessBlockConfiguration: switches } = await client.getPublicAccessBlock({
      AccountId: target.account,
    });
    return {
      ignoresAcls: switches?.IgnorePublicAcls === true,
      restrictsPolicies: switches?.RestrictPublicBuckets === true,
    };
  } catch (error) {
    if ((error as Error).name === 'NoSuchPublicAccessBlockConfiguration' || isNotOffered(error)) return OFF;
    throw error;
  }
}

interface EndpointConfig {
  endpointProvider: (parameters: Readonly<Record<string, unknown>>, ...more: readonly unknown[]) => unknown;
}

/** Has an endpoint other than AWS asked under its own name, which need not have a host for each account: a header names it, too. */
function withoutHosts(config: EndpointConfig): void {
  const { endpointProvider } = config;
  config.endpointProvider = (parameters, ...more) =>
    endpointProvider(
      parameters['Endpoint'] === undefined ? parameters : { ...parameters, RequiresAccountId: false },
      ...more,
    );
}
