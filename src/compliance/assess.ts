import { scopeLabel } from '../aws/place.ts';
import type { Finding, Verdict } from '../checks/check.ts';
import { CLOSED_CODES } from '../engine/unread.ts';
import type { Report, TargetReport } from '../engine/report.ts';
import { checksOf, type Control } from './framework.ts';
import { FRAMEWORKS, type FrameworkName } from './index.ts';
import type { Against, Assessed, Compliance, Standing } from './standing.ts';

/** Assesses the controls of a framework by a diagnosis. What somebody has accepted counts: a risk that is taken is still there. */
export function assess(report: Report, framework: FrameworkName): Compliance {
  const { title, source, controls } = FRAMEWORKS[framework];
  const found = controls.map((control) => assessed(control, report));
  const count = (wanted: Standing): number => found.filter(({ standing }) => standing === wanted).length;
  return {
    framework,
    title,
    source,
    summary: {
      'not-satisfied': count('not-satisfied'),
      satisfied: count('satisfied'),
      'not-assessed': count('not-assessed'),
    },
    controls: found,
  };
}

function assessed(control: Control, report: Report): Assessed {
  const { id, title, asks } = control;
  const checks = checksOf(control);
  const against = checks
    .flatMap((check) => againstOf(check, control, report.targets))
    .toSorted((one, other) => WORST_FIRST.indexOf(one.verdict) - WORST_FIRST.indexOf(other.verdict));
  const reason = against.length > 0 ? undefined : openReason(control, report);
  const standing = against.length > 0 ? 'not-satisfied' : reason === undefined ? 'satisfied' : 'not-assessed';
  return { id, title, asks, standing, checks, against, ...(reason !== undefined && { reason }) };
}

const WORST_FIRST = ['fail', 'warn', 'info'] as const;

function againstOf(check: string, { byHints = [] }: Control, targets: readonly TargetReport[]): readonly Against[] {
  const counted: readonly Verdict[] = byHints.includes(check) ? WORST_FIRST : ['fail', 'warn'];
  const found = targets.flatMap((target) =>
    target.findings
      .filter((finding) => finding.check === check && counted.includes(finding.verdict))
      .map((finding) => ({ finding, place: scopeLabel(finding.scope, target) })),
  );
  const worst = WORST_FIRST.find((verdict) => found.some(({ finding }) => finding.verdict === verdict));
  if (worst === undefined) return [];
  const accepted = found.filter(({ finding }) => finding.verdict !== 'ok' && finding.accepted).length;
  const places = [...new Set(found.map(({ place }) => place))];
  return [{ check, verdict: worst, findings: found.length, ...(accepted > 0 && { accepted }), places }];
}

/** Says why nothing is known of a control against which nothing was found; undefined where it is satisfied. */
function openReason({ shownBy }: Control, { targets, selected, noop }: Report): string | undefined {
  if (shownBy.length === 0) return 'its checks can only show that it is not met, and they found nothing';
  if (noop) return 'nothing was checked';
  const left = selected === undefined ? [] : shownBy.filter((check) => !selected.includes(check));
  if (left.length > 0) return `not all of its checks were made: ${left.join(', ')}`;
  const unseen = targets.filter(isUnseen);
  if (unseen.length > 0) return `${unseen.length} of ${targets.length} targets could not be looked at`;
  const findings = targets.flatMap((target) => target.findings.filter(({ check }) => shownBy.includes(check)));
  const open = findings.filter(isUnknown).map(({ check }) => check);
  if (open.length > 0) return `unknown: ${[...new Set(open)].join(', ')}`;
  return findings.length === 0 ? 'there was nothing for its checks to look at' : undefined;
}

const isUnknown = ({ verdict }: Finding): boolean => verdict === 'unknown';

/** A region that is closed has no sessions. */
const isUnseen = ({ status, error }: TargetReport): boolean =>
  status === 'failed' || status === 'not-run' || (status === 'skipped' && !CLOSED_CODES.includes(error?.code ?? ''));
