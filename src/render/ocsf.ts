import { accountLabel } from '../aws/place.ts';
import { partitionOf } from '../aws/regions.ts';
import { CATALOGUE } from '../checks/catalogue.ts';
import type { Finding } from '../checks/check.ts';
import { controlsOf } from '../compliance/index.ts';
import type { Gone, Report } from '../engine/report.ts';
import { adviceOf } from './advice.ts';
import type { Source } from './asff.ts';
import { type FindingRecord, goneFrom, recordsOf } from './records.ts';
import { resourceOf } from './resource-of.ts';
import { jsonLine } from './visible.ts';

/** The version of the schema: https://schema.ocsf.io/1.5.0/classes/compliance_finding */
const SCHEMA = '1.5.0';

const SEVERITIES = {
  fail: { severity_id: 4, severity: 'High' },
  warn: { severity_id: 3, severity: 'Medium' },
  unknown: { severity_id: 2, severity: 'Low' },
  info: { severity_id: 1, severity: 'Informational' },
  ok: { severity_id: 1, severity: 'Informational' },
} as const;

const COMPLIANCE = {
  fail: { status_id: 3, status: 'Fail' },
  warn: { status_id: 2, status: 'Warning' },
  unknown: { status_id: 0, status: 'Unknown' },
  info: { status_id: 1, status: 'Pass' },
  ok: { status_id: 1, status: 'Pass' },
} as const;

/** What happened to a finding since the earlier report. */
const ACTIVITIES = { new: [1, 'Create'], unchanged: [2, 'Update'], gone: [3, 'Close'] } as const;

/** A finding of this report, or one that is gone. */
interface Event {
  readonly id: string;
  readonly target: FindingRecord['target'];
  readonly finding: Finding | Gone;
  readonly since: keyof typeof ACTIVITIES;
}

/**
 * Prints a diagnosis as events of the Open Cybersecurity Schema Framework, one Compliance Finding a line: what is ok passes. What an earlier
 * report had, and is gone, is closed. https://schema.ocsf.io/1.5.0/classes/compliance_finding
 */
export function* diagnosisOcsf(report: Report, source: Source): Generator<string> {
  for (const { id, target, finding } of recordsOf(report)) {
    const since = finding.verdict === 'ok' ? undefined : finding.since;
    yield jsonLine(eventOf({ id, target, finding, since: since ?? 'new' }, report, source));
  }
  for (const gone of goneFrom(report))
    yield jsonLine(eventOf({ id: gone.id, target: gone, finding: gone, since: 'gone' }, report, source));
}

function eventOf(event: Event, report: Report, { version, time }: Source): object {
  const { id, finding, since } = event;
  const { check, verdict, summary } = finding;
  const [activity, activityName] = ACTIVITIES[since];
  const now = Date.parse(time);
  const earlier = Date.parse(report.since?.time ?? time);
  const fault = 'remedy' in finding ? finding : undefined;
  // The title of a check is the fault, which is not there.
  const title = (verdict === 'ok' ? undefined : CATALOGUE[check]?.title) ?? check;
  const onMachine = finding.scope === 'machine';
  const judged = since === 'gone' ? 'ok' : verdict;
  return {
    activity_id: activity,
    activity_name: activityName,
    category_uid: 2,
    category_name: 'Findings',
    class_uid: 2003,
    class_name: 'Compliance Finding',
    type_uid: 200_300 + activity,
    type_name: `Compliance Finding: ${activityName}`,
    time: now,
    ...(fault?.accepted ? SEVERITIES.info : SEVERITIES[judged]),
    ...lifecycleOf(event),
    status_code: verdict,
    message: summary,
    metadata: {
      version: SCHEMA,
      product: { name: 'session-manager', vendor_name: 'session-manager', version },
      event_code: check,
      ...(!onMachine && { profiles: ['cloud'] }),
    },
    finding_info: {
      uid: id,
      title,
      desc: summary,
      analytic: { uid: check, name: title, type_id: 1, type: 'Rule' },
      first_seen_time: since === 'new' ? now : earlier,
      last_seen_time: since === 'gone' ? earlier : now,
      modified_time: now,
    },
    compliance: complianceOf(check, judged),
    resources: [resourceFor(event)],
    ...(!onMachine && { cloud: cloudOf(event) }),
    ...(fault && {
      remediation: { desc: adviceOf(fault.remedy), ...(fault.ref !== undefined && { references: [fault.ref] }) },
    }),
    unmapped: {
      scope: finding.scope,
      verdict,
      ...(fault?.accepted && { accepted: fault.accepted }),
      ...(fault?.unread && { unread: fault.unread }),
      ...(fault?.causedBy && { caused_by: fault.causedBy }),
      ...(fault?.causes !== undefined && { causes: fault.causes }),
      ...(report.run?.caller !== undefined && { caller: report.run.caller }),
    },
  };
}

/** Says how far a finding has been dealt with: one that somebody has accepted is suppressed, one that is gone resolved. */
function lifecycleOf({ finding, since }: Event): object {
  if (since === 'gone') return { status_id: 4, status: 'Resolved' };
  if (finding.verdict === 'ok') return {};
  return 'accepted' in finding ? { status_id: 3, status: 'Suppressed' } : { status_id: 1, status: 'New' };
}

function complianceOf(check: string, verdict: keyof typeof COMPLIANCE): object {
  const controls = controlsOf(check);
  const looksAt = CATALOGUE[check]?.looksAt;
  return {
    control: check,
    ...(looksAt !== undefined && { desc: looksAt }),
    ...COMPLIANCE[verdict],
    ...(controls.length > 0 && {
      standards: [...new Set(controls.map(({ framework }) => framework.title))],
      requirements: controls.map(({ framework, control }) => `${framework.title} ${control.id}`),
    }),
  };
}

function accountOf(target: FindingRecord['target']): object {
  const { account, accountName } = target;
  const name = accountName ?? (account === null ? accountLabel(target) : undefined);
  return {
    ...(account !== null && { uid: account }),
    ...(name !== undefined && { name }),
    type: 'AWS Account',
    type_id: 10,
  };
}

function cloudOf({ target, finding }: Event): object {
  return {
    provider: 'AWS',
    account: accountOf(target),
    cloud_partition: partitionOf(target.region).name,
    ...(finding.scope === 'region' && { region: target.region }),
  };
}

function resourceFor({ target, finding }: Event): object {
  const subject = 'subject' in finding ? finding.subject : undefined;
  const arn = 'arn' in finding ? finding.arn : undefined;
  if (finding.scope === 'machine') return { type: 'Machine', name: subject ?? 'this machine' };
  const { account, region } = target;
  const { type, uid, partition } = resourceOf(subject, { account: account ?? accountLabel(target), region }, arn);
  const name = 'name' in finding && finding.name !== undefined ? finding.name : subject;
  return {
    // Without the id of the account, no ARN is right.
    ...(account === null ? { name: name ?? accountLabel(target) } : { uid, ...(name !== undefined && { name }) }),
    type,
    cloud_partition: partition,
    ...(finding.scope === 'region' && { region }),
    owner: { account: accountOf(target) },
  };
}
