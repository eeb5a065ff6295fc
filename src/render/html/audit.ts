import type { Report } from '../../engine/report.ts';
import { piecesOf } from '../advice.ts';
import { blocksOf } from '../blocks.ts';
import { familyOf } from '../family.ts';
import { listed } from '../findings.ts';
import { markup } from './markup.ts';
import { mark } from './matrix-table.ts';
import { remedyMarkup } from './remedy.ts';
import { remedyParts } from './remedy-parts.ts';
import type { Section } from './sections.ts';

/** The most subjects that are named. */
const NAMED = 12;

/** Draws what the checks of setup and plan found, those that are alike together; nothing where they found nothing. */
export function auditSection({ targets }: Report): readonly Section[] {
  const blocks = blocksOf(
    targets.flatMap(({ findings }) => findings),
    familyOf(targets),
  );
  if (blocks.length === 0) return [];
  const items = blocks.map(
    ({
      verdict,
      checks,
      summary,
      subjects,
      remedy,
    }) => markup`<li><p>${mark(verdict)} <strong>${verdict}</strong>: ${summary}</p>
<p class="hint">${[checks.join(', '), listed(subjects, NAMED)].filter((part) => part !== '').join(' · ')}</p>${remedyMarkup(remedyParts(piecesOf(remedy)))}</li>
`,
  );
  return [{ id: 'audit', heading: 'What was checked', body: markup`<ul class="problems">\n${items}</ul>` }];
}
