const HEADS: Readonly<Record<string, string>> = { 'ssh-rsa': 'RSA', 'ssh-ed25519': 'ED25519' };

/** The sizes of RSA keys that are taken, in bits. */
const BITS = [2048, 4096];

/**
 * Reads a public key as a line of an authorized_keys file has it: its type, and its bytes in base64, without a comment.
 * Undefined for what EC2 Instance Connect does not take. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-connect-prerequisites.html
 */
export function readPublicKey(line: string): string | undefined {
  const [, type = '', encoded = ''] = /^\s*(\S+)\s+([A-Za-z0-9+/]+={0,2})(\s.*)?$/s.exec(line) ?? [];
  if (!Object.hasOwn(HEADS, type)) return undefined;
  const parts = partsOf(Buffer.from(encoded, 'base64'));
  if (parts?.[0]?.toString() !== type) return undefined;
  const isWhole =
    type === 'ssh-rsa'
      ? parts.length === 3 && BITS.includes(bitsOf(parts[2]))
      : parts.length === 2 && parts[1]?.length === 32;
  return isWhole ? `${type} ${encoded}` : undefined;
}

/** Names the type of a key as refusals do; a key of another type is taken for RSA. */
export const kindOf = (line: string): string => HEADS[line.trim().split(/\s/)[0] ?? ''] ?? 'RSA';

/** The strings of SSH's wire format, of which a key is made; undefined if it is cut off. */
function partsOf(bytes: Buffer): readonly Buffer[] | undefined {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    if (at + 4 > bytes.length) return undefined;
    const length = bytes.readUInt32BE(at);
    if (at + 4 + length > bytes.length) return undefined;
    parts.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return parts;
}

/** Counts the bits of a number, which begins with a zero byte where its first bit would be a sign. */
function bitsOf(number: Buffer | undefined): number {
  const bytes = number?.[0] === 0 ? number.subarray(1) : number;
  return bytes ? bytes.length * 8 : 0;
}
