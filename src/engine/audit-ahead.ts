import { type AccountAudit, auditAccount } from '../audit/account.ts';
import { auditRegion, type RegionAudit } from '../audit/region.ts';
import { beginReading } from '../audit/role-audit.ts';
import { regionFacts } from '../facts/region.ts';
import { readRoles, type Roles } from '../facts/roles.ts';
import { resourcesOf } from '../resources/index.ts';
import type { Target } from '../targets/target.ts';
import type { Begun } from './order.ts';
import { type Reads, readsOn } from './reads.ts';
import type { Work } from './work.ts';

/** The reads of the closing audit that are made while targets are still worked on: they depend on nothing that setup writes. */
export interface AuditAhead {
  /** Begins to read, beside the work on a target. */
  begin(work: Work): void;
  /** Gives the facts of a target whose work is done; what setup may have changed is as it is now. */
  factsOf(target: Target): RegionAudit;
  /**
   * Gives the facts of the account of these regions, and the reads of its resources; undefined without regions. The
   * reads are made anew if the work has changed something: it can take minutes.
   */
  accountOf(regions: readonly RegionAudit[]): { readonly facts: AccountAudit; readonly reads: Reads } | undefined;
}

interface AccountAhead {
  /** The target through which IAM is asked. */
  readonly target: Target;
  readonly roles: Promise<Roles>;
  readonly reads: Reads;
}

/** Prepares the reads; nothing is read before the work on a target begins. */
export function readAhead(questionFor: Begun['questionFor']): AuditAhead {
  const regions = new Map<Target, { readonly facts: RegionAudit; readonly reads: Reads }>();
  const accounts = new Map<string, AccountAhead>();
  const startAccount = (target: Target): void => {
    if (accounts.has(target.account)) return;
    const roles = target.iam().then(readRoles);
    const reads = readsOn(target, questionFor(target).inputs);
    accounts.set(target.account, { target, roles, reads });
    unawaited(roles, ...resourcesOf('account').map((resource) => reads.of(resource)));
  };
  return {
    begin({ target, reads }) {
      const facts = auditRegion(regionFacts(target, questionFor(target), reads.of));
      regions.set(target, { facts, reads });
      // Where these cannot be read, nothing is set up, and nothing audited.
      const start = async (): Promise<void> => {
        await facts.preferences();
        startAccount(target);
        beginReading([facts]);
      };
      unawaited(start());
    },
    factsOf(target) {
      const { facts, reads } = regions.get(target) ?? {};
      if (!facts || !reads) return auditRegion(regionFacts(target, questionFor(target)));
      if (!reads.hasChanged()) return facts;
      const { instances, nodes, hostManagementRole, bucketNamed } = facts;
      const untouched = { instances, nodes, hostManagementRole, bucketNamed };
      return auditRegion(regionFacts(target, questionFor(target), reads.of, untouched));
    },
    accountOf(found) {
      const [first] = found;
      const before = first && accounts.get(first.target.account);
      // What was read through a target that failed may have failed with it.
      const known = before && found.some(({ target }) => target === before.target) ? before : undefined;
      const facts = auditAccount(found, () => Promise.resolve(true), known && { roles: () => known.roles });
      const isCurrent = !found.some(({ target }) => regions.get(target)?.reads.hasChanged());
      const reads = known && isCurrent ? known.reads : undefined;
      return facts && { facts, reads: reads ?? readsOn(facts.target, questionFor(facts.target).inputs) };
    },
  };
}

/** Lets reads go on; a failure reaches whoever awaits that read later. */
function unawaited(...reads: readonly Promise<unknown>[]): void {
  for (const read of reads) read.catch(() => undefined);
}
