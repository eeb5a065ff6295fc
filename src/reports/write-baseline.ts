import { statSync } from 'node:fs';
import { isSeq, parseDocument, type ToStringOptions, visit } from 'yaml';
import { isRegion } from '../aws/regions.ts';
import { CATALOGUE } from '../checks/catalogue.ts';
import type { Fault, Finding } from '../checks/check.ts';
import { isWrong } from '../engine/fixes.ts';
import { type BaselineEntry, isAccepted, type Report, type TargetReport } from '../engine/report.ts';
import { checkPlace, saveWhole } from '../plan-file/save.ts';
import { accepting, acceptorOf, type Marking } from './accept.ts';
import { type Baseline, checkSize, parseBaseline, readBaseline } from './baseline.ts';

const FLAG = '--write-baseline';

/** Days after which what was accepted without a reason fails again. */
const DAYS = 90;

/** A file that is to accept what is found: a new one, or one that is there. */
export interface Draft {
  /** As the user has said it. */
  readonly path: string;
  readonly existing?: Baseline;
}

/** Checks that a baseline can be written there, before anything is called. Throws a UserError where not, and where something else is there. */
export function draftAt(path: string): Draft {
  checkPlace(path, FLAG);
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return size === 0 ? { path } : { path, existing: readBaseline(path) };
}

/** Makes what marks in some of the targets what will be accepted once the file is written. */
export function draftedBy({ existing }: Draft, today: string): Marking {
  const entries = existing?.entries ?? [];
  const known = existing ? acceptorOf(existing, today) : (targets: readonly TargetReport[]) => targets;
  // Whoever renews what has expired says so in the file.
  const renewed = entries.map(({ expires: _expires, ...entry }) => entry);
  const isKnown = existing && acceptorOf({ ...existing, entries: renewed }, today);
  const accepted = { reason: reasonOn(today) };
  return (targets) => {
    const before = isKnown?.(targets);
    return known(targets).map((target, at) => ({
      ...target,
      findings: target.findings.map((finding, index) => {
        const one = before?.[at]?.findings[index];
        const isOld = one !== undefined && isAccepted(one);
        return isOld || !isAcceptable(finding) ? finding : { ...finding, accepted };
      }),
    }));
  };
}

/** Tells whether a finding is accepted where all that is found is. */
const isAcceptable = (finding: Finding): finding is Fault => isOpen(finding) && isKnown(finding);

const isOpen = (finding: Finding): finding is Fault => isWrong(finding) && !isAccepted(finding);

// A report may be of a newer version, whose checks no file can name here.
const isKnown = ({ check }: Finding): boolean => Object.hasOwn(CATALOGUE, check);

const reasonOn = (today: string): string => `accepted by ${FLAG} on ${today}: say why`;

/** A baseline that was written, and what that changed, in words. */
export interface Saved {
  readonly baseline: Baseline;
  readonly said: string;
}

/** Accepts in a file all that fails or warns in a report and is not accepted yet; `largest` as for `baselineFor`. Throws a UserError where it cannot be written. */
export function saveBaseline(draft: Draft, report: Report, today: string, largest?: number): Saved {
  const { path, existing } = draft;
  const { baseline, added, dropped, expired, unknown } = baselineFor(draft, report, today, largest);
  if (baseline.text !== existing?.text) saveWhole(path, baseline.text, { flag: FLAG });
  const said = [
    `${path} accepts ${baseline.entries.length}: ${added} added`,
    ...(dropped > 0 ? [`${dropped} taken out, which match nothing any more`] : []),
    ...(expired > 0 ? [`${expired} expired, which fail until somebody renews them`] : []),
    ...(unknown > 0 ? [`${unknown} left out, whose checks this version does not know`] : []),
  ];
  return { baseline, said: said.join(', ') + (added > 0 ? '; now say in each reason why' : '') };
}

/** What a file would say, and what of it is other than before. */
interface Drafted {
  readonly baseline: Baseline;
  readonly added: number;
  readonly dropped: number;
  readonly expired: number;
  /** The number of findings that no file can name. */
  readonly unknown: number;
}

/**
 * Makes the baseline that accepts what a report has. Entries that still match stay as they are, comments and all; so do those that have
 * expired, and those of which the report has not looked at the place. Those that match nothing any more are taken out. `largest`:
 * the most bytes that such a file may have. Throws a UserError where it would be larger: nobody could read it again.
 */
export function baselineFor({ path, existing }: Draft, report: Report, today: string, largest?: number): Drafted {
  const form = existing?.form ?? (path.endsWith('.json') ? 'json' : 'yaml');
  // Whoever renews what has expired says so in the file.
  const known = existing && accepting(report, existing, '0000-00-00');
  const entries = existing?.entries ?? [];
  const gone = new Set(known?.baseline?.unmatched);
  const now = existing ? (accepting(report, existing, today).baseline?.expired ?? []) : [];
  const fresh = entriesOf(known ?? report, today);
  const unknown = report.targets
    .flatMap(({ findings }) => findings.filter(isOpen))
    .filter((one) => !isKnown(one)).length;
  const dropped = entries.flatMap((entry, index) => (gone.has(entry) ? [index] : []));
  const text = existing ? changed(existing, dropped, fresh) : fileOf(form, fresh);
  checkSize(text, path, entries.length - dropped.length + fresh.length, largest);
  const baseline = parseBaseline({ file: path, form, text });
  const kept = baseline.entries.length - fresh.length;
  return { baseline, added: fresh.length, dropped: entries.length - kept, expired: now.length, unknown };
}

/** Makes an entry for each thing that fails or warns and is not accepted. */
function entriesOf({ targets }: Report, today: string): readonly BaselineEntry[] {
  const reason = reasonOn(today);
  const expires = new Date(Date.parse(today) + DAYS * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  const found = targets.flatMap((target) =>
    target.findings.flatMap((finding) =>
      isAcceptable(finding) ? [{ ...thingOf(target, finding), reason, expires }] : [],
    ),
  );
  const once = new Map(found.map((entry) => [JSON.stringify(entry), entry]));
  return [...once].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, entry]) => entry);
}

// What is about a whole account is reported with one of its regions, and another one next time.
function thingOf({ account, region }: TargetReport, { check, scope, subject }: Fault): Omit<BaselineEntry, 'reason'> {
  return {
    ...(scope !== 'machine' && account !== null && { account }),
    // In a baseline, a region that this version does not know is a pattern.
    ...(scope === 'region' && { region: isRegion(region) ? region : `${region}*` }),
    check,
    ...(subject !== undefined && subject !== '' && { subject }),
  };
}

const HEAD = ` Findings that somebody has accepted: doctor --baseline shows them apart, and does not fail.
 Say in each reason why; owner may say who. From the day after expires on it fails again.`;

function fileOf(form: Baseline['form'], accepted: readonly BaselineEntry[]): string {
  if (form === 'json') return `${JSON.stringify({ accepted: accepted.map(ordered) }, null, 2)}\n`;
  const document = parseDocument('accepted: []\n');
  document.commentBefore = HEAD;
  return withItems(document, [], accepted);
}

const ordered = ({ check, subject, account, region, reason, owner, expires }: BaselineEntry): object =>
  JSON.parse(JSON.stringify({ check, subject, account, region, reason, owner, expires })) as object;

function changed({ form, text }: Baseline, dropped: readonly number[], fresh: readonly BaselineEntry[]): string {
  if (dropped.length === 0 && fresh.length === 0) return text;
  if (form === 'yaml') {
    const changes = withItems(parseDocument(text, { uniqueKeys: false }), dropped, fresh, styleOf(text));
    return text.includes('\r\n') ? changes.replaceAll('\n', '\r\n') : changes;
  }
  const file = JSON.parse(text.replace(/^\uFEFF/, '')) as { readonly accepted: readonly object[] };
  const accepted = file.accepted.filter((_entry, index) => !dropped.includes(index));
  return `${JSON.stringify({ ...file, accepted: [...accepted, ...fresh.map(ordered)] }, null, 2)}\n`;
}

/** Finds how a file is written where there are two ways, so that what is not changed stays as it is. */
const styleOf = (text: string): ToStringOptions => ({
  indentSeq: !/^accepted:(?:[ \t]*(?:#.*)?\r?\n)+- /m.test(text),
  flowCollectionPadding: !/^\s*- \{\S/m.test(text),
});

function withItems(
  document: ReturnType<typeof parseDocument>,
  dropped: readonly number[],
  fresh: readonly BaselineEntry[],
  style: ToStringOptions = {},
): string {
  const list = document.get('accepted', true);
  if (!isSeq(list)) throw new Error('accepted is a list, as it was when it was read');
  let isLinked = false;
  visit(document, { Alias: () => void (isLinked = true) });
  // What one entry is called, another one may repeat.
  if (!isLinked) list.items = list.items.filter((_item, index) => !dropped.includes(index));
  for (const entry of fresh) list.add(document.createNode(ordered(entry)));
  list.flow = list.items.length === 0;
  return document.toString({ lineWidth: 0, ...style });
}
