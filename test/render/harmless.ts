// Text that nobody must obey, and whether a report shows it as what it is, in every format.
import assert from 'node:assert/strict';
import type { Report } from '../../src/engine/report.ts';
import { diagnosisAsff } from '../../src/render/asff.ts';
import { diagnosisText } from '../../src/render/diagnosis.ts';
import { diagnosisCsv } from '../../src/render/findings-csv.ts';
import { printedReport } from '../../src/render/json.ts';
import { diagnosisJunit } from '../../src/render/junit.ts';
import { diagnosisMarkdown } from '../../src/render/markdown.ts';
import { diagnosisOcsf } from '../../src/render/ocsf.ts';
import { diagnosisSarif } from '../../src/render/sarif.ts';
import { reportText } from '../../src/render/text.ts';
import { jsonText } from '../../src/render/visible.ts';
import { PLAIN } from './reports.ts';

/** Writes to the clipboard, turns the direction of writing, and speaks to three CI servers. */
export const POISON =
  '\u001B]52;c;Zm9v\u0007\u009B31m\u202E\u2028\n::stop-commands::x\r\n::error::x ##[error]x ##vso[x] @octocat';

/** The part of it that XML can hold. */
export const XML_POISON = '&#x9b;31m\u202E\u2028\n::stop-commands::x&#13;&#10;::error::x ##[error]x ##vso[x] @octocat';

const SOURCE = { version: '1.0.0', time: '2026-11-26T12:00:00.000Z' };

const UNSEEN = /[^\n\P{Cc}]|[\p{Cf}\p{Zl}\p{Zp}]/u;

/** Throws an AssertionError where a terminal or a CI server would obey something. */
export function assertHarmless(printed: string, where: string): void {
  assert.equal(UNSEEN.exec(printed)?.[0], undefined, where);
  assert.doesNotMatch(printed, /^\s*::/m, where);
  assert.doesNotMatch(printed, /##(vso)?\[/, where);
}

/** Renders it in every format, and tells whether anything hostile came through. */
export function harmless(report: Report, where: string): boolean {
  const diagnosis = diagnosisText(report, PLAIN, 80);
  const markdown = diagnosisMarkdown(report);
  const json = jsonText(printedReport(report));
  const printed = {
    text: reportText(report, PLAIN, 80),
    diagnosis,
    markdown,
    json,
    junit: diagnosisJunit(report),
    sarif: diagnosisSarif(report, '1.0.0'),
    asff: [...diagnosisAsff(report, SOURCE)].join('\n'),
    ocsf: [...diagnosisOcsf(report, SOURCE)].join('\n'),
    csv: `${diagnosisCsv(report)}\n`.replaceAll('\r\n', '\n'),
  };
  for (const [format, text] of Object.entries(printed)) assertHarmless(text, `${where}, ${format}`);
  assert.doesNotMatch(markdown.replace(/(`+)(?!`).*?(?<!`)\1(?!`)/gs, ''), /@octocat/, where);
  assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify(printedReport(report))));
  return json.includes('octocat');
}
