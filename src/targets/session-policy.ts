import { readFile } from 'node:fs/promises';
import { invalid } from '../inputs/values.ts';

/** The most characters that AssumeRole takes: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const MOST = 2048;

const FLAG = '--session-policy';

/** Reads a session policy, from a file unless it is JSON itself, and gives it without blanks. Throws a UserError where it is none, or too long. */
export async function readSessionPolicy(given: string): Promise<string> {
  const isJson = /^\s*\{/.test(given);
  const text = isJson ? given : await contentOf(given);
  const label = isJson ? 'the policy' : given;
  const policy = JSON.stringify(parse(text, label));
  if (policy.length > MOST) {
    throw invalid(FLAG, label, `it has ${policy.length} characters without blanks, and AWS takes ${MOST} at most`);
  }
  // The pattern of Policy in the service model of STS.
  if (/[^\t\n\r\u0020-\u00FF]/.test(policy)) throw invalid(FLAG, label, 'AWS takes only characters of Latin-1 in it');
  return policy;
}

async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file, and it is no JSON' : `it cannot be read (${code})`;
    throw invalid(FLAG, file, why, [], { cause: error });
  }
}

function parse(text: string, label: string): object {
  let policy: unknown;
  try {
    policy = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw invalid(FLAG, label, `it is no JSON: ${(error as Error).message}`, [], { cause: error });
  }
  const fault = faultOf(policy);
  if (fault !== undefined) throw invalid(FLAG, label, fault);
  return policy as object;
}

/** Says why AWS would refuse a policy, as far as that is certain. */
function faultOf(policy: unknown): string | undefined {
  const { Statement } = (typeof policy === 'object' && policy !== null ? policy : {}) as { Statement?: unknown };
  const statements = [Statement].flat().filter((statement) => statement !== undefined);
  if (statements.length === 0) return 'an IAM policy has a Statement';
  for (const statement of statements) {
    const members = (typeof statement === 'object' && statement !== null ? statement : {}) as Record<string, unknown>;
    const has = (...names: readonly string[]): boolean => names.some((name) => members[name] !== undefined);
    if (!['Allow', 'Deny'].includes(String(members['Effect']))) return 'each statement has the Effect Allow or Deny';
    if (!has('Action', 'NotAction')) return 'each statement has an Action';
    if (!has('Resource', 'NotResource')) return 'each statement has a Resource';
    if (has('Principal', 'NotPrincipal')) return 'a session policy names no Principal';
  }
  return undefined;
}
