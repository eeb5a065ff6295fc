import type { Fault } from '../checks/check.ts';
import type { Report, TargetReport } from '../engine/report.ts';
import { causedInWords } from './by-cause.ts';
import { WORST_FIRST } from './blocks.ts';
import { counted, inDigits } from './counted.ts';
import { adviceWithin, cell, code, escaped, linked, nameMark } from './markdown.ts';
import { type Cause, causesIn, subjectsOf } from './told-causes.ts';
import { visible } from './visible.ts';
import { whereFound } from './where-found.ts';

/** How much is told in Markdown. */
export interface Amount {
  /** The things of one cause that are named. */
  readonly named: number;
  /** The most characters of a sentence, or of advice, where that is told at all. */
  readonly characters: number;
  readonly advice: boolean;
  /** Whether hints are told one by one. */
  readonly info: boolean;
  /** The most causes, or kinds of nodes. */
  readonly rows: number;
}

const HEAD = ['| verdict | check | where | what is wrong | advice |', '| --- | --- | --- | --- | --- |'];

/** The most rows of a table that is open. */
const OPEN = 12;

/** Tells the causes of all that was found in tables: what fails, and then, folded where that is much, the rest. */
export function causesMarkdown(report: Report, amount: Amount): readonly string[] {
  const all = causesIn(report);
  const told = all.filter(({ verdict }) => amount.info || verdict !== 'info').slice(0, amount.rows);
  const rest = all.filter((cause) => !told.includes(cause));
  const tables = WORST_FIRST.flatMap((verdict) => {
    const rows = told.filter((cause) => cause.verdict === verdict);
    if (rows.length === 0) return [];
    const table = [...HEAD, ...rows.map((cause) => rowOf(cause, report.targets, amount))].join('\n');
    const isFolded = verdict !== 'fail' && told.length > OPEN;
    const title = `${verdict}: ${counted(rows.length, 'cause')}`;
    return isFolded ? [`<details><summary>${title}</summary>\n\n${table}\n\n</details>`] : [`### ${title}`, table];
  });
  return [...tables, ...(rest.length === 0 ? [] : [`not told here: ${countsOf(rest)}`])];
}

function rowOf(cause: Cause, all: readonly TargetReport[], amount: Amount): string {
  const { verdict, check, placed, also, symptoms, ref, summary, others, mark } = cause;
  const place = whereFound(
    placed.map(({ target }) => target),
    all,
    placed[0]?.fault.scope,
  );
  const things = thingsOf(
    placed.map(({ fault }) => fault),
    amount.named,
  );
  const caused = symptoms.map((symptom) => {
    const named = thingsOf(symptom.faults, amount.named);
    return `${escaped(causedInWords(symptom, placed.length))}${named === '' ? '' : `: ${named}`}`;
  });
  const likewise = also.size === 0 ? [] : [`likewise ${[...also.keys()].map((id) => escaped(id)).join(', ')}`];
  const advice = amount.advice ? adviceWithin(cause.advice, amount.characters) : '';
  const alike = advice === '' || others === 0 ? '' : ` (and likewise for ${inDigits(others)} more)`;
  const what = [escaped(visible(summary, amount.characters)), ...caused, ...likewise].join('<br>');
  const where = [things, escaped(place)].filter((part) => part !== '').join(' ');
  return `| ${[mark === '' ? verdict : `${verdict}, **${mark}**`, linked(escaped(check), ref), where, what, advice + alike].map(cell).join(' | ')} |`;
}

/** Names things as code, with their names behind. */
export function thingsOf(faults: readonly Fault[], most: number): string {
  const things = subjectsOf(faults);
  const named = things
    .slice(0, most)
    .map(([subject, name]) => code(subject) + nameMark(name))
    .join(', ');
  return things.length > most ? `${named} and ${inDigits(things.length - most)} more` : named;
}

/** `kms.rotation (3), bypass.administrator` */
function countsOf(causes: readonly Cause[]): string {
  const counts = new Map<string, number>();
  for (const { check, placed } of causes) counts.set(check, (counts.get(check) ?? 0) + placed.length);
  return [...counts].map(([check, count]) => escaped(count > 1 ? `${check} (${inDigits(count)})` : check)).join(', ');
}
