import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256Node } from '@smithy/core/checksum';
import type { CredentialProvider } from './credentials/kept.ts';
import { holdCredentials } from './secrets.ts';

/** The service that data channels are signed for. */
const SERVICE = 'ssmmessages';

/**
 * Signs the request that opens a WebSocket, with SigV4, and gives its headers; none if the address is signed already. Clients
 * that do not sign will be refused: https://docs.aws.amazon.com/systems-manager/latest/userguide/plugin-version-history.html
 */
export async function signedUpgrade(
  url: URL,
  region: string,
  credentials: CredentialProvider,
  now = new Date(),
): Promise<Readonly<Record<string, string>>> {
  if ([...url.searchParams.keys()].some((name) => /^x-amz-/i.test(name))) return {};
  const signer = new SignatureV4({
    service: SERVICE,
    region,
    credentials: async () => holdCredentials(await credentials()),
    sha256: Sha256Node,
  });
  const { headers } = await signer.sign(
    {
      method: 'GET',
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { host: url.host },
    },
    { signingDate: now },
  );
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'host'));
}
