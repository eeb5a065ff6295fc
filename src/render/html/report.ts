import type { Report } from '../../engine/report.ts';
import { visibleReport } from '../visible.ts';
import type { PageAssets } from './assets.ts';
import { accountMatrix, accountsSection } from './accounts.ts';
import { auditSection } from './audit.ts';
import { changesData, changeState } from './changes.ts';
import { countItems } from './counts.ts';
import type { PageData } from './data.ts';
import { pageOf } from './document.ts';
import { runMarkup } from './head.ts';
import { markup, type Markup } from './markup.ts';
import { countsOf, type MatrixCell } from './matrix.ts';
import { counted, inDigits } from '../counted.ts';
import { problemsSection } from './problems.ts';
import { type Section, unreadSection } from './sections.ts';

/** Prints what setup, plan or delete has done, or would do, as a page for a browser: one file that loads nothing. */
export function reportHtml(given: Report, version: string, assets: PageAssets): string {
  const report = visibleReport(given);
  const data = changesData(report);
  return pageOf(
    {
      title: `session-manager ${report.command}`,
      sentence: sentenceOf(report),
      head: markup`${countsMarkup(data)}${runMarkup(report)}`,
      sections: [
        ...placesSection(report, data),
        ...problemsSection(report.targets),
        ...auditSection(report),
        ...unreadSection(report),
      ],
      heading: 'Changes',
      data,
      version,
    },
    assets,
  );
}

/** Says in a sentence what was done, or would be: `3 of 8 targets would be changed. 1 target failed.` */
export function sentenceOf({ command, noop, summary, interrupted }: Report): string {
  const { targets, changed, planned, failed, skipped, fail = 0, warn = 0 } = summary;
  const notRun = summary['not-run'] ?? 0;
  const of = (count: number, words: string, word = words): readonly string[] =>
    count === 0 ? [] : [`${inDigits(count)} of ${counted(targets, 'target')} ${count === 1 ? word : words}.`];
  const found = [...(fail > 0 ? [`${inDigits(fail)} fail`] : []), ...(warn > 0 ? [`${inDigits(warn)} warn`] : [])].join(
    ', ',
  );
  const isFine = targets > 0 && changed + planned + failed + skipped + notRun === 0;
  return [
    ...of(failed, 'failed'),
    ...of(planned, 'would be changed'),
    ...of(changed, 'were changed', 'was changed'),
    ...of(skipped, 'were skipped', 'was skipped'),
    ...of(notRun, 'were not begun', 'was not begun'),
    ...(isFine ? [`There is nothing to do in ${counted(targets, 'target')}.`] : []),
    ...(targets === 0 ? ['There is no target to work on.'] : []),
    ...(command !== 'plan' && found !== '' ? [`Of what was checked: ${found}.`] : []),
    ...(noop ? ['No call was made: this is what would be done where there is nothing.'] : []),
    ...(interrupted ? ['The run was interrupted before its end.'] : []),
  ].join(' ');
}

function countsMarkup({ states, cards, stateName: { key } }: PageData): Markup {
  const countOf = (index: number): number =>
    cards.filter(({ state }) => state === index).reduce((sum, { rows }) => sum + rows.length, 0);
  return markup`<ul class="counts">\n${countItems(states, key, countOf)}</ul>`;
}

function placesSection({ targets }: Report, { states }: PageData): readonly Section[] {
  if (targets.length === 0) return [];
  const matrix = accountMatrix(targets, (here): MatrixCell => {
    const numbers = here.flatMap(({ changes }) => changes.map(changeState));
    const ended = here.find(({ error }) => error)?.status;
    return { counts: countsOf(states.length, numbers), ok: 0, ...(ended !== undefined && { ended }) };
  });
  return [accountsSection(matrix, states)];
}
