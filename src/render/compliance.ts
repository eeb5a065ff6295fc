import type { ChalkInstance } from 'chalk';
import type { Against, Assessed, Compliance, Standing } from '../compliance/standing.ts';
import type { Report } from '../engine/report.ts';
import { columnLines } from './columns.ts';
import { counted, inDigits } from './counted.ts';
import { countLine } from './diagnosis.ts';
import { verdictColour } from './findings.ts';
import { escaped } from './markdown.ts';
import { markdownTable } from './markdown-table.ts';
import { visible, visibleReport, withoutCommands } from './visible.ts';
import { wordsOf, wrapped } from './wrap.ts';

/** What is wrong first. */
const ORDER = ['not-satisfied', 'satisfied', 'not-assessed'] as const satisfies readonly Standing[];

const WORDS = { 'not-satisfied': 'not satisfied', satisfied: 'satisfied', 'not-assessed': 'not assessed' } as const;

/** Says what the rest of the report cannot: how far it reaches. */
const REACH =
  'For sessions only, and as far as these checks see: controls to which no check answers are not listed, and nobody is certified by this.';

/** A report that was assessed. */
type Told = Report & { readonly compliance: Compliance };

function toldOf(report: Report): Told {
  const { compliance, ...rest } = visibleReport(report);
  if (!compliance) throw new Error('the report was not assessed');
  return { ...rest, compliance };
}

/** Prints how it stands with the controls of a framework, for people; lines are wrapped at `width` columns. */
export const complianceText = (report: Report, paint: ChalkInstance, width: number): string =>
  withoutCommands(textOf(toldOf(report), paint, width));

function textOf(report: Told, paint: ChalkInstance, width: number): string {
  const { compliance } = report;
  const { title, source, controls } = compliance;
  const margin = ' '.repeat(Math.max(...controls.map(({ id }) => id.length)) + 4);
  return [
    [paint.bold(title), ...wrapped(wordsOf(REACH), width), paint.dim(`see: ${source}`)].join('\n'),
    ...ORDER.flatMap((standing) => {
      const found = controls.filter((control) => control.standing === standing);
      if (found.length === 0) return [];
      const lines = found.flatMap((control, index) => {
        const alike = found.slice(0, index).find((other) => isAlike(other, control));
        return controlLines(control, alike, margin, paint, width);
      });
      return [[paint.bold(WORDS[standing]), ...lines].join('\n')];
    }),
    [countsOf(compliance), countLine(report)].join('\n'),
    ...nextOf(compliance).map((command) =>
      wrapped(wordsOf(`What is wrong, and what clears it: ${command}`), width, '', '  ').join('\n'),
    ),
  ].join('\n\n');
}

/** Tells whether the same was found against two controls: it is told once. */
const isAlike = (one: Assessed, other: Assessed): boolean =>
  one.against.length > 0 && JSON.stringify(one.against) === JSON.stringify(other.against);

function controlLines(
  control: Assessed,
  alike: Assessed | undefined,
  margin: string,
  paint: ChalkInstance,
  width: number,
): readonly string[] {
  const { id, title, asks, reason } = control;
  const against = alike ? [] : control.against;
  const rows = columnLines(
    [
      { head: '', cells: against.map(({ verdict }) => verdict) },
      { head: '', cells: against.map(({ check }) => check) },
      { head: '', cells: against.map((one) => countText(one)), least: 12 },
    ],
    width - margin.length,
  ).slice(1);
  return [
    ...wrapped(wordsOf(title), width, `  ${id}`.padEnd(margin.length), margin),
    ...wrapped(wordsOf(asks), width, margin, margin).map((line) => paint.dim(line)),
    ...rows.map((row, index) => {
      const { verdict } = against[index] ?? { verdict: 'warn' as const };
      return `${margin}${verdictColour(verdict, paint)(verdict)}${row.slice(verdict.length)}`;
    }),
    ...(alike ? [`${margin}as for ${alike.id}`] : []),
    ...(reason === undefined ? [] : wrapped(wordsOf(reason), width, margin, margin)),
  ];
}

/** `3 (1 accepted) in 2 targets` */
function countText({ findings, accepted, places }: Against): string {
  const count = accepted === undefined ? inDigits(findings) : `${inDigits(findings)} (${inDigits(accepted)} accepted)`;
  const accounts = places.filter((place) => place.startsWith('account ')).length;
  const noun = accounts === 0 ? 'targets' : accounts === places.length ? 'accounts' : 'places';
  return places.length === 1
    ? `${count} in ${visible(places[0] ?? '')}`
    : `${count} in ${inDigits(places.length)} ${noun}`;
}

/** `14 controls: 3 not satisfied, 4 satisfied, 7 not assessed` */
function countsOf({ controls, summary }: Compliance): string {
  const counts = ORDER.filter((standing) => summary[standing] > 0).map(
    (standing) => `${summary[standing]} ${WORDS[standing]}`,
  );
  return `${counted(controls.length, 'control')}: ${counts.join(', ')}`;
}

function nextOf({ controls }: Compliance): readonly string[] {
  const checks = [...new Set(controls.flatMap(({ against }) => against.map(({ check }) => check)))].toSorted();
  const only = `--only ${checks.join(',')}`;
  return checks.length === 0 ? [] : [`the same command with ${only} instead of --compliance`];
}

/** Prints the same in GitHub's Markdown. */
export function complianceMarkdown(given: Report): string {
  const report = toldOf(given);
  const { compliance } = report;
  const rows = ORDER.flatMap((standing) =>
    compliance.controls
      .filter((control) => control.standing === standing)
      .map(({ id, title, asks, against, reason = '' }) => [
        id,
        WORDS[standing],
        title,
        asks,
        against.length === 0
          ? reason
          : against.map((one) => `${one.verdict} ${one.check}: ${countText(one)}`).join('; '),
      ]),
  );
  return withoutCommands(
    [
      `## session-manager doctor: ${escaped(compliance.title)}`,
      countsOf(compliance),
      markdownTable(['control', 'standing', 'title', 'what it asks for', 'evidence'], rows),
      escaped(REACH),
      countLine(report),
      ...nextOf(compliance).map((command) => `What is wrong, and what clears it: ${command}`),
    ].join('\n\n'),
  );
}
