import type { BaselineEntry, Gone, Report } from '../../engine/report.ts';
import { placeLabel } from '../../aws/place.ts';
import { counted } from '../counted.ts';
import { timeWords } from './head.ts';
import { markup, type Markup } from './markup.ts';
import type { Section } from './sections.ts';

/** The most findings that are named; `--json` has all of them. */
const NAMED = 100;

/** Draws what was found earlier and is not there any more, or was not looked at; nothing without an earlier report. */
export function goneSection({ since }: Report): readonly Section[] {
  if (!since || since.gone.length + since.unlooked.length === 0) return [];
  const time = since.time === undefined ? '' : ` of ${timeWords(since.time)}`;
  const body = markup`<p class="hint">Compared with ${since.file}${time}.</p>${list('Gone', since.gone)}${list('Perhaps still there: not looked at this time', since.unlooked)}`;
  return [{ id: 'gone', heading: 'What is gone', body }];
}

function list(heading: string, findings: readonly Gone[]): Markup {
  if (findings.length === 0) return markup``;
  const items = findings.slice(0, NAMED).map(({ check, subject, summary, verdict, ...place }) => {
    const where = place.scope === 'region' ? placeLabel(place) : (place.account ?? place.profile ?? 'this machine');
    return markup`<li><s>${summary}</s> <span class="hint">${verdict}, ${check}${subject !== undefined && `, ${subject}`}, ${where}</span></li>\n`;
  });
  const rest = findings.length - items.length;
  return markup`<h3>${heading} (${findings.length})</h3><ul class="plain">\n${items}</ul>${rest > 0 && markup`<p>and ${counted(rest, 'other')}</p>`}`;
}

/** Draws the entries of a file of accepted findings that do not count; nothing where all do. */
export function baselineSection({ baseline }: Report): readonly Section[] {
  if (!baseline || baseline.expired.length + baseline.unmatched.length === 0) return [];
  const entries = (words: string, of: readonly BaselineEntry[]): readonly Markup[] =>
    of.map((entry) => markup`<li>${entryWords(entry)} <span class="hint">${words}</span></li>\n`);
  const body = markup`<p class="hint">Of ${baseline.file}; these findings fail again.</p><ul class="plain">\n${[
    ...entries('the last day is over', baseline.expired),
    ...entries('matches nothing', baseline.unmatched),
  ]}</ul>`;
  return [{ id: 'baseline', heading: 'Acceptances that do not count', body }];
}

function entryWords({ check, subject, account, region, reason, owner, expires }: BaselineEntry): string {
  const where = [subject, account, region].filter((part) => part !== undefined).join(', ');
  const who = owner === undefined ? '' : ` by ${owner}`;
  const until = expires === undefined ? '' : ` until ${expires}`;
  return `${check}${where === '' ? '' : ` (${where})`}: accepted${who}${until}, ${reason}`;
}
