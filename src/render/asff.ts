import { partitionOf } from '../aws/regions.ts';
import { CATALOGUE } from '../checks/catalogue.ts';
import type { Fault } from '../checks/check.ts';
import { controlsOf } from '../compliance/index.ts';
import { numberer } from '../engine/identity.ts';
import type { Gone, Report } from '../engine/report.ts';
import { adviceOf } from './advice.ts';
import { faultsOf, goneFrom } from './records.ts';
import { resourceOf } from './resource-of.ts';
import { field } from './texts.ts';
import { jsonLine } from './visible.ts';

/** The most findings, and the most bytes, that BatchImportFindings takes at once: https://docs.aws.amazon.com/securityhub/latest/partnerguide/guidelines-batchimportfindings.html */
const MOST_FINDINGS = 100;
const MOST_BYTES = 6_000_000;

/** What Security Hub shows for a verdict, by its own definitions of severities. */
const LABELS = { fail: 'HIGH', warn: 'MEDIUM', unknown: 'LOW', info: 'INFORMATIONAL' } as const;
const STATUSES = { fail: 'FAILED', warn: 'WARNING', unknown: 'NOT_AVAILABLE', info: 'PASSED' } as const;

/** The partitions that a resource can name; for the others the format has no names. */
const PARTITIONS: readonly string[] = ['aws', 'aws-cn', 'aws-us-gov'];

const CHECKS = 'Software and Configuration Checks';

/** How Security Hub classifies findings that are about a framework, by the title of the framework. */
const CLASSIFIERS: readonly (readonly [title: RegExp, classifier: string])[] = [
  [/^NIST SP 800-53/, 'NIST 800-53 Controls (USA)'],
  [/^PCI DSS/, 'PCI-DSS Controls'],
  [/^CIS/, 'CIS AWS Foundations Benchmark'],
  [/^SOC 2/, 'SOC 2'],
  [/^ISO.*27001/, 'ISO 27001 Controls'],
];

/** Which tool has found it, and when. */
export interface Source {
  readonly version: string;
  /** When it looked, as `2026-11-26T12:00:00.000Z`. */
  readonly time: string;
}

/** A finding that is there, or is gone, and where it is imported. */
interface Entry {
  readonly id: string;
  readonly account: string;
  readonly accountName?: string | undefined;
  readonly region: string;
  readonly finding: Fault | Gone;
  /** When it was first known of. */
  readonly since: string;
}

/**
 * Prints a diagnosis in the Security Finding Format of AWS, ready for BatchImportFindings: a batch a line, as an array of at most a hundred
 * findings of one account and region. What is about the machine, or an account whose id is not known, is left out. What an earlier report
 * had, and is gone, is archived. https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html
 */
export function* diagnosisAsff(report: Report, source: Source): Generator<string> {
  const batches = new Map<string, Batch>();
  for (const entry of entriesOf(report, source)) {
    const place = `${entry.account}/${entry.region}`;
    const line = jsonLine(findingOf(entry, source));
    const bytes = Buffer.byteLength(line) + 1;
    const batch = batches.get(place) ?? { lines: [], bytes: 0 };
    batches.set(place, batch);
    if (batch.lines.length === MOST_FINDINGS || batch.bytes + bytes >= MOST_BYTES) {
      yield `[${batch.lines.join(',')}]`;
      batch.lines = [];
      batch.bytes = 0;
    }
    batch.lines.push(line);
    batch.bytes += bytes;
  }
  for (const { lines } of batches.values()) yield `[${lines.join(',')}]`;
}

interface Batch {
  lines: string[];
  bytes: number;
}

function* entriesOf(report: Report, { time }: Source): Generator<Entry> {
  const earlier = report.since?.time ?? time;
  const idOf = placed();
  for (const { id: identity, target, finding } of faultsOf(report)) {
    const { account, accountName, region } = target;
    if (account === null || finding.scope === 'machine') continue;
    const id = idOf(target, identity);
    yield { id, account, accountName, region, finding, since: finding.since === 'unchanged' ? earlier : time };
  }
  for (const gone of goneFrom(report)) {
    const { account, accountName, region, scope } = gone;
    if (account === null || scope === 'machine') continue;
    yield { id: idOf(gone, gone.id), account, accountName, region, finding: gone, since: earlier };
  }
}

/** Makes what numbers identities in each account and region by itself: Security Hub knows a finding by its id and these two. */
function placed(): (where: { readonly account: string | null; readonly region: string }, identity: string) => string {
  const places = new Map<string, (identity: string) => string>();
  return ({ account, region }, identity) => {
    const place = `${account}/${region}`;
    const numbered = places.get(place) ?? numberer();
    places.set(place, numbered);
    return numbered(identity);
  };
}

function findingOf(entry: Entry, { version, time }: Source): object {
  const { id, account, accountName, region, finding, since } = entry;
  const { check, subject, summary, verdict } = finding;
  const fault = 'remedy' in finding ? finding : undefined;
  const { name: partition } = partitionOf(region);
  const controls = controlsOf(check);
  const severity = { Label: fault && !fault.accepted ? LABELS[verdict] : 'INFORMATIONAL' };
  const types = typesOf(controls.map(({ framework }) => framework.title));
  const named = fault?.name === undefined ? subject : `${subject}, ${fault.name}`;
  const { title = check, effect } = CATALOGUE[check] ?? {};
  return {
    SchemaVersion: '2018-10-08',
    Id: `session-manager/${id}`,
    ProductArn: `arn:${partition}:securityhub:${region}:${account}:product/${account}/default`,
    ProductName: 'session-manager',
    CompanyName: 'session-manager',
    GeneratorId: `session-manager/${check}`,
    AwsAccountId: account,
    ...(accountName !== undefined && { AwsAccountName: field(accountName, 50) }),
    Types: types,
    FirstObservedAt: since,
    LastObservedAt: fault ? time : since,
    CreatedAt: since,
    UpdatedAt: time,
    Severity: { ...severity, Original: verdict },
    // The first ones are those of a finding that is new; these are updated.
    FindingProviderFields: { Severity: { ...severity, Original: verdict }, Types: types },
    Title: field(named === undefined ? title : `${title}: ${named}`, 256),
    Description: field(effect === undefined ? summary : `${summary}; the effect: ${effect}`, 1024),
    ...(fault && { Remediation: { Recommendation: recommendationOf(fault) } }),
    ProductFields: fieldsOf(entry, version),
    Resources: [resourceFor(entry)],
    Compliance: {
      Status: fault ? STATUSES[verdict] : 'PASSED',
      ...(controls.length > 0 && {
        RelatedRequirements: controls
          .slice(0, 32)
          .map(({ framework, control }) => field(`${framework.title} ${control.id}`, 64)),
      }),
    },
    ...(fault?.accepted && { Workflow: { Status: 'SUPPRESSED' } }),
    RecordState: fault ? 'ACTIVE' : 'ARCHIVED',
  };
}

const typesOf = (titles: readonly string[]): readonly string[] => [
  `${CHECKS}/AWS Security Best Practices`,
  ...CLASSIFIERS.filter(([title]) => titles.some((one) => title.test(one))).map(
    ([, classifier]) => `${CHECKS}/Industry and Regulatory Standards/${classifier}`,
  ),
];

const recommendationOf = ({ remedy, ref }: Fault): object => ({
  Text: field(adviceOf(remedy), 512),
  ...(ref !== undefined && { Url: ref }),
});

/** Gives what the format has no members for: at most 50 texts of at most 2048 characters. */
function fieldsOf({ finding }: Entry, version: string): Readonly<Record<string, string>> {
  const own: Readonly<Record<string, string | undefined>> = {
    check: finding.check,
    scope: finding.scope,
    verdict: finding.verdict,
    subject: finding.subject,
    ...('remedy' in finding && {
      name: finding.name,
      advice: adviceOf(finding.remedy),
      accepted: finding.accepted?.reason,
      'accepted-by': finding.accepted?.owner,
      'accepted-until': finding.accepted?.expires,
      since: finding.since,
      'caused-by': finding.causedBy?.map((cause) => [cause.check, cause.subject ?? []].flat().join(' ')).join('; '),
    }),
  };
  return {
    ProviderName: 'session-manager',
    ProviderVersion: version,
    ...Object.fromEntries(
      Object.entries(own).flatMap(([name, text]) =>
        text === undefined ? [] : [[`session-manager/${name}`, field(text, 2048)]],
      ),
    ),
  };
}

function resourceFor({ account, region, finding }: Entry): object {
  const { asff, uid, partition } = resourceOf(finding.subject, { account, region }, finding.arn);
  return {
    Type: asff,
    Id: field(uid, 512),
    ...(PARTITIONS.includes(partition) && { Partition: partition }),
    Region: region,
  };
}
