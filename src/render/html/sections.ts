import type { Report, TargetReport } from '../../engine/report.ts';
import type { Fix } from '../../engine/fixes.ts';
import { placeLabel } from '../../aws/place.ts';
import type { Problem } from '../../errors.ts';
import { piecesOf, piecesOfText } from '../advice.ts';
import { clearing } from '../diagnosis.ts';
import { listed } from '../findings.ts';
import { statusWord } from '../table.ts';
import { toldUnread, unreadPlaces } from '../unread.ts';
import { addressOf } from './address.ts';
import { markup, type Markup } from './markup.ts';
import { remedyMarkup } from './remedy.ts';
import { remedyParts } from './remedy-parts.ts';

/** A part of a page with a heading, to which the list at the top leads. */
export interface Section {
  readonly id: string;
  readonly heading: string;
  readonly body: Markup;
}

/** Draws what would clear the most; nothing where there is nothing to clear. */
export const fixesSection = (fixes: readonly Fix[]): readonly Section[] =>
  fixes.length === 0
    ? []
    : [
        {
          id: 'fixes',
          heading: 'What would clear the most',
          body: markup`<ol class="fixes">
            ${fixes.map(
              (fix) =>
                markup`<li>
                  ${remedyMarkup(remedyParts(piecesOf(fix.remedy)))}
                  <p class="clears">
                    <strong>${clearing(fix)}</strong>:
                    ${fix.checks.map(
                      (check, index) => markup`${index > 0 && ', '}<a href="${addressOf({ q: check })}">${check}</a>`,
                    )}
                  </p>
                </li>`,
            )}
          </ol>`,
        },
      ];

/** Draws what could not be looked at, and what would let it; nothing where all was. */
export function unreadSection(report: Report): readonly Section[] {
  const unread = toldUnread(report);
  if (unread.length === 0) return [];
  const body = markup`<ol>
    ${unread.map(
      (entry) =>
        markup`<li>
          <p>${entry.reason}</p>
          <p class="hint">${unreadPlaces(entry)}</p>
          ${remedyMarkup(remedyParts(piecesOf(entry.remedy)))}
        </li>`,
    )}
  </ol>`;
  return [{ id: 'unread', heading: 'Not looked at', body }];
}

/** The most places that are named behind a problem. */
const NAMED = 12;

/** Draws why targets failed, were skipped or were not begun: each reason once; nothing where all were worked on. */
export function problemsSection({ targets }: Report): readonly Section[] {
  const alike = new Map<string, TargetReport[]>();
  for (const target of targets) {
    if (!target.error) continue;
    const key = JSON.stringify([target.status, target.error.message, target.error.advice]);
    const known = alike.get(key);
    if (known) known.push(target);
    else alike.set(key, [target]);
  }
  const problems = [...alike.values()];
  if (problems.length === 0) return [];
  const body = markup`<ul class="problems">
    ${problems.map((there) => problemMarkup(there))}
  </ul>`;
  return [{ id: 'problems', heading: 'Targets without a result', body }];
}

function problemMarkup(there: readonly TargetReport[]): Markup {
  const [first] = there;
  const places = listed(
    there.map((target) => placeLabel(target)),
    NAMED,
  );
  return first?.error ? problemItem({ status: first.status, error: first.error }, places) : markup``;
}

/** Draws why there is no result, where, and what to do. */
export const problemItem = (
  { status, error }: { readonly status: string; readonly error: Problem },
  places: string,
): Markup => markup`<li>
    <p><strong>${statusWord(status)}</strong>: ${error.message}</p>
    <p class="hint">${places}</p>
    ${error.advice !== undefined && remedyMarkup(remedyParts(piecesOfText(error.advice)))}
  </li>`;
