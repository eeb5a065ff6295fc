import type { Person } from '../facts/people.ts';
import type { Roles } from '../facts/roles.ts';
import type { Placed } from './run-checks.ts';

/** What knows the roles and people of an account. */
interface Known {
  roles(): Promise<Roles>;
  people?(): Promise<readonly Person[]>;
}

/** The checks that are about people. */
const OF_PEOPLE = /^(?:user|bypass)\./;

/**
 * Adds to findings about roles and users the ARNs of these, where they have a path, so that their ARN does not follow from their name. Of
 * those that cannot be read, nothing is said. Nothing is read that the checks behind the findings have not read.
 */
export async function withArns(found: readonly Placed[], { roles, people }: Known): Promise<readonly Placed[]> {
  const about = found.flatMap(({ finding }) =>
    finding.verdict !== 'ok' && /^(?:role|user)\//.test(finding.subject ?? '') ? [finding.check] : [],
  );
  if (about.length === 0) return found;
  const arns = new Map<string, string>();
  if (about.some((check) => !OF_PEOPLE.test(check))) {
    const { byName } = await roles().catch(() => ({ byName: new Map<string, { readonly arn: string }>() }));
    for (const [name, { arn }] of byName) arns.set(`role/${name}`, arn);
  }
  if (people && about.some((check) => OF_PEOPLE.test(check))) {
    for (const person of await people().catch(() => [])) if ('arn' in person) arns.set(person.name, person.arn);
  }
  return found.map((placed) => {
    const { finding } = placed;
    if (finding.verdict === 'ok' || finding.subject === undefined) return placed;
    const arn = arns.get(finding.subject);
    return arn !== undefined && hasPath(arn) ? { ...placed, finding: { ...finding, arn } } : placed;
  });
}

/** `arn:aws:iam::111122223333:role/teams/web` */
const hasPath = (arn: string): boolean => /^arn:[^:]+:iam::\d{12}:(?:role|user)\/.+\//.test(arn);
