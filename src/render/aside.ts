import type { Acceptance, Fault, Finding } from '../checks/check.ts';
import { scopeLabel } from '../aws/place.ts';
import type { BaselineEntry, Gone, Report, SinceNote, Summary } from '../engine/report.ts';
import { counted, inDigits } from './counted.ts';
import { grouped } from './grouped.ts';

/** What is told apart from what was found, such as what somebody has accepted. */
export interface Aside {
  readonly heading: string;
  readonly items: readonly AsideItem[];
  /** The number of items that there are, not all of which are told. */
  readonly of: number;
}

/** Findings of which one thing is said. */
export interface AsideItem {
  readonly verdict?: Fault['verdict'];
  readonly check: string;
  /** Why it is accepted, or what was wrong. */
  readonly text: string;
  readonly subjects: readonly string[];
  /** `111122223333/us-east-1`, `3 places` or `this machine`. */
  readonly where?: string;
}

/** The most items of a kind that are told; `--json` has all. */
const MOST = 20;

/** Leaves out what somebody has accepted: it is told apart. */
export function withoutAccepted(report: Report): Report {
  if (!report.summary.accepted) return report;
  const isOpen = (finding: Finding): boolean => finding.verdict === 'ok' || !finding.accepted;
  return {
    ...report,
    targets: report.targets.map((target) => ({ ...target, findings: target.findings.filter(isOpen) })),
  };
}

/** Lists what is told apart: what is accepted, which entries of the baseline do not count, and what is gone. */
export const asidesOf = (report: Report): readonly Aside[] =>
  [...acceptedOf(report), ...entriesOf(report), ...goneOf(report)].filter(({ of }) => of > 0);

/** `; 3 accepted; since 2026-11-25 10:00 UTC: 2 new, 1 gone, 4 unchanged`; nothing where nothing was compared. */
export function asideNote({ summary, since }: Pick<Report, 'summary' | 'since'>): string {
  const accepted = summary.accepted ? `; ${inDigits(summary.accepted)} accepted` : '';
  return since ? `${accepted}; since ${nameOf(since)}: ${comparison(summary)}` : accepted;
}

const comparison = ({ newFindings = 0, goneFindings = 0, unchangedFindings = 0 }: Summary): string =>
  `${inDigits(newFindings)} new, ${inDigits(goneFindings)} gone, ${inDigits(unchangedFindings)} unchanged`;

const nameOf = ({ file, time }: SinceNote): string =>
  time === undefined ? file : `${time.slice(0, 16).replace('T', ' ')} UTC`;

/** `NEW`, `NEW (was warn)`; nothing where it is not. */
export const newMark = ({ since, was }: Pick<Fault, 'since' | 'was'>): string =>
  since !== 'new' ? '' : was === undefined || was === 'ok' ? 'NEW' : `NEW (was ${was})`;

/** `it is old (ann, until 2027-01-31)` */
export function acceptedWords({ reason, owner, expires }: Acceptance): string {
  const who = [...(owner === undefined ? [] : [owner]), ...(expires === undefined ? [] : [`until ${expires}`])];
  return `${reason}${who.length > 0 ? ` (${who.join(', ')})` : ''}`;
}

function acceptedOf({ targets }: Report): readonly Aside[] {
  const found = targets.flatMap((target) =>
    target.findings.flatMap((finding) => {
      if (finding.verdict === 'ok' || !finding.accepted) return [];
      return [{ ...finding, text: acceptedWords(finding.accepted), at: target }];
    }),
  );
  return [asideFor('Accepted:', found)];
}

function goneOf({ since }: Report): readonly Aside[] {
  if (!since) return [];
  const faults = (gone: readonly Gone[]) => gone.map((one) => ({ ...one, text: one.summary, at: one }));
  return [
    asideFor(`Gone since ${nameOf(since)}:`, faults(since.gone)),
    asideFor(`Not looked at this time, and there in ${since.file}:`, faults(since.unlooked)),
  ];
}

function entriesOf({ baseline }: Report): readonly Aside[] {
  if (!baseline) return [];
  const items = (entries: readonly BaselineEntry[], text: (entry: BaselineEntry) => string): readonly AsideItem[] =>
    entries.map((entry) => ({
      check: entry.check,
      text: `${text(entry)}${entry.reason}${entry.owner === undefined ? '' : ` (${entry.owner})`}`,
      subjects: [entry.subject ?? []].flat(),
      ...placeOfEntry(entry),
    }));
  const { file, expired, unmatched } = baseline;
  const over = items(expired, ({ expires }) => `until ${expires}, `);
  const unused = items(unmatched, () => '');
  return [
    { heading: `Accepted in ${file} no longer, so it counts again:`, items: over.slice(0, MOST), of: over.length },
    { heading: `Matches nothing any more in ${file}:`, items: unused.slice(0, MOST), of: unused.length },
  ];
}

const placeOfEntry = ({ account, region }: BaselineEntry): Pick<AsideItem, 'where'> => {
  const where = [account, region].filter((part) => part !== undefined).join('/');
  return where === '' ? {} : { where };
};

/** A finding, what is said of it, and where it is. */
type Found = Pick<Fault, 'verdict' | 'check' | 'subject' | 'scope'> & {
  readonly text: string;
  readonly at: Pick<Gone, 'account' | 'profile' | 'region'>;
};

function asideFor(heading: string, found: readonly Found[]): Aside {
  const alike = grouped(found, ({ verdict, check, text }) => JSON.stringify([verdict, check, text]));
  const items = [...alike.values()].map((group): AsideItem => {
    const [{ verdict, check, text }] = group;
    const places = [...new Set(group.map(placeOf))];
    return {
      verdict,
      check,
      text,
      subjects: [...new Set(group.flatMap(({ subject }) => subject ?? []))],
      where: places.length === 1 ? (places[0] ?? '') : counted(places.length, 'place'),
    };
  });
  const rank = ({ verdict }: AsideItem): number => WORST_FIRST.findIndex((one) => one === verdict);
  const sorted = items.toSorted((one, other) => rank(one) - rank(other));
  return { heading, items: sorted.slice(0, MOST), of: items.length };
}

const WORST_FIRST = ['fail', 'warn', 'unknown', 'info'];

const placeOf = ({ scope, at }: Found): string => scopeLabel(scope, at);
