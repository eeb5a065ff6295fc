import type { TargetReport } from '../../engine/report.ts';
import { piecesOfText } from '../advice.ts';
import { alikeProblems } from '../alike-problems.ts';
import { placesInWords } from '../places-in-words.ts';
import { statusWord } from '../table.ts';
import { markup } from './markup.ts';
import { remedyMarkup } from './remedy.ts';
import { remedyParts } from './remedy-parts.ts';
import type { Section } from './sections.ts';

/** What is told of a target that has no result. */
type Ended = Pick<TargetReport, 'account' | 'accountName' | 'profile' | 'region' | 'error'> & {
  readonly status: string;
};

/** Draws why targets failed, were skipped or were not begun, alike reasons as one; nothing where all were worked on. */
export function problemsSection(targets: readonly Ended[], heading = 'Targets without a result'): readonly Section[] {
  const problems = alikeProblems(targets);
  if (problems.length === 0) return [];
  const items = problems.map(({ targets: alike, status, problem: { message, advice } }) => {
    const isOther = alike.some(({ error }) => error?.advice !== advice);
    return markup`<li>
<p><strong>${statusWord(status)}</strong>: ${message}</p>
<p class="hint">${placesInWords(alike, targets, 'failed')}</p>
${advice !== undefined && remedyMarkup(remedyParts(piecesOfText(advice)))}${isOther && markup`<p class="hint">(and likewise in the others)</p>`}</li>
`;
  });
  return [{ id: 'problems', heading, body: markup`<ul class="problems">\n${items}</ul>` }];
}
