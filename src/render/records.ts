import type { Fault, Finding } from '../checks/check.ts';
import { identitiesOf, identityOf, placeOf } from '../engine/identity.ts';
import type { Gone, Report, TargetReport } from '../engine/report.ts';

/** A finding with what a database has to know of it. */
export interface FindingRecord {
  /** What it is recognised by in every run. */
  readonly id: string;
  /** The target that it is reported with; what is about the machine or an account is about no region of it. */
  readonly target: Pick<TargetReport, 'account' | 'accountName' | 'profile' | 'region'>;
  readonly finding: Finding;
}

/** Lists the findings of a report one by one, in the order in which `--json` has them. */
export function* recordsOf({ targets }: Report): Generator<FindingRecord> {
  const identities = identitiesOf(targets);
  for (const target of targets) {
    for (const finding of target.findings) {
      const id = finding.verdict === 'ok' ? undefined : identities.get(finding);
      yield { id: id ?? identityOf(placeOf(target, finding), finding), target, finding };
    }
  }
}

/** A finding that is not ok. */
export type FaultRecord = FindingRecord & { readonly finding: Fault };

/** Lists those that are not ok. */
export function* faultsOf(report: Report): Generator<FaultRecord> {
  for (const { finding, ...record } of recordsOf(report)) if (finding.verdict !== 'ok') yield { ...record, finding };
}

/** Lists what an earlier report had, and this one would have again if it were still there. */
export const goneFrom = ({ since }: Report): readonly Gone[] => since?.gone ?? [];
