import type { Report } from '../../engine/report.ts';
import { visibleReport } from '../visible.ts';
import { accountsSection } from './accounts.ts';
import { addressOf } from './address.ts';
import type { PageAssets } from './assets.ts';
import { type Catalogue, diagnosisData } from './cards.ts';
import { baselineSection, goneSection } from './compared.ts';
import { controlsSection } from './controls.ts';
import { countItems } from './counts.ts';
import type { PageData } from './data.ts';
import { pageOf } from './document.ts';
import { runMarkup } from './head.ts';
import { markup, type Markup } from './markup.ts';
import { familyMatrix, MACHINE, machineCell, placeMatrix } from './finding-matrices.ts';
import { cellWords, mark, matrixTable } from './matrix-table.ts';
import { inDigits } from '../counted.ts';
import { problemsSection } from './problems.ts';
import { fixesSection, type Section, unreadSection } from './sections.ts';
import { FINDING_STATES } from './states.ts';
import { summarySentence } from './summary.ts';

/** Prints a diagnosis as a page for a browser: one file that loads nothing. */
export function diagnosisHtml(given: Report, catalogue: Catalogue, version: string, assets: PageAssets): string {
  const report = visibleReport(given);
  const data = diagnosisData(given, report, catalogue);
  return pageOf(
    {
      title: `session-manager ${report.command}`,
      sentence: summarySentence(report),
      head: markup`${countsOf(report, data)}${runMarkup(report)}`,
      sections: [
        ...matrixSections(report),
        ...fixesSection(report.fixes ?? []),
        ...controlsSection(report),
        ...goneSection(report),
        ...baselineSection(report),
        ...problemsSection(report.targets),
        ...unreadSection(report),
      ],
      heading: 'Findings',
      data,
      version,
    },
    assets,
  );
}

function countsOf(report: Report, { states, stateName: { key } }: PageData): Markup {
  const { summary } = report;
  return markup`<ul class="counts">
    ${countItems(states, key, (index) => summary[states[index]?.id as 'fail'] ?? 0)}
    ${
      summary.newFindings !== undefined &&
      summary.newFindings > 0 &&
      markup`<li><a class="count" href="${addressOf({ since: 'new' })}"><b>${inDigits(summary.newFindings)}</b> new</a></li>`
    }
    <li>
      <span class="count ok">${mark('ok')}<b>${inDigits(summary.ok ?? 0)}</b> ok</span>
    </li>
  </ul>`;
}

function matrixSections(report: Report): readonly Section[] {
  const places = placeMatrix(report);
  const families = familyMatrix(report);
  const machine = machineCell(report);
  const sections: Section[] = [];
  if (places.rows.length > 0) {
    const own =
      machine &&
      markup`<p>This machine: <a href="${addressOf({ account: MACHINE })}">${cellWords(machine, FINDING_STATES)}</a></p>`;
    sections.push(accountsSection(places, FINDING_STATES, own));
  }
  if (families.columns.length > 0) {
    const body = matrixTable(families, FINDING_STATES, {
      id: 'kinds',
      caption: `${families.of === 'places' ? 'Targets' : 'Accounts, with all their regions,'} in rows, families of checks in columns`,
      corner: families.of === 'places' ? 'target' : 'account',
      columnQuery: (column) => ({ family: column }),
    });
    sections.push({ id: 'families', heading: 'Families of checks', body });
  }
  return sections;
}
