import { createHash } from 'node:crypto';
import { accountLabel } from '../aws/place.ts';
import type { Fault } from '../checks/check.ts';
import type { TargetReport } from './report.ts';

/** What a finding is known by, besides its place. */
type Known = Pick<Fault, 'check' | 'subject'>;

/** Where a target is. */
type Where = Pick<TargetReport, 'account' | 'profile' | 'region'>;

/** Gives the path of the place of a finding: nothing for the machine; the account (its profile, where that is not known); then the region. */
export function placeOf(where: Where, { scope }: Pick<Fault, 'scope'>): readonly string[] {
  if (scope === 'machine') return [];
  const owner = accountLabel(where);
  return scope === 'account' ? [owner] : [owner, where.region];
}

/**
 * Gives what a finding is recognised by in every run of every version: 16 hexadecimal digits that depend on its check, its place and its
 * subject alone. Two findings may share them: `identitiesOf` numbers these.
 */
export const identityOf = (place: readonly string[], { check, subject = '' }: Known): string =>
  createHash('sha256')
    .update([check, ...place, subject].join('\n'))
    .digest('hex')
    .slice(0, 16);

/** Gives the identities of all findings that are not ok, each once: those that share one are numbered from the second on, as `…:2`. */
export function identitiesOf(targets: readonly (Where & Pick<TargetReport, 'findings'>)[]): ReadonlyMap<Fault, string> {
  const identify = identifier();
  return new Map(targets.flatMap((target) => [...identify(target)]));
}

/** Makes what gives the identities of one target after the other, as `identitiesOf` does of all. */
export function identifier(): (target: Where & Pick<TargetReport, 'findings'>) => ReadonlyMap<Fault, string> {
  const numbered = numberer();
  return (target) =>
    new Map(
      target.findings.flatMap((finding) =>
        finding.verdict === 'ok' ? [] : [[finding, numbered(identityOf(placeOf(target, finding), finding))]],
      ),
    );
}

/** Makes what numbers identities that have been there before, as `…:2`; a number that one has already is replaced. */
export function numberer(): (identity: string) => string {
  const seen = new Map<string, number>();
  return (identity) => {
    const bare = unnumbered(identity);
    const count = (seen.get(bare) ?? 0) + 1;
    seen.set(bare, count);
    return count === 1 ? bare : `${bare}:${count}`;
  };
}

/** Gives an identity without the number that tells it from others that are alike. */
export const unnumbered = (identity: string): string => identity.replace(/:\d+$/, '');

/** Numbers what is not there any more after what is: no identity is that of both. */
export function numberedAfter<One extends { readonly id: string }>(
  targets: readonly (Where & Pick<TargetReport, 'findings'>)[],
  gone: readonly One[],
): readonly One[] {
  const numbered = numberer();
  for (const identity of identitiesOf(targets).values()) numbered(identity);
  return gone.map((one) => ({ ...one, id: numbered(one.id) }));
}
