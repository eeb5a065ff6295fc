import type { Report } from '../../engine/report.ts';
import type { Fix } from '../../engine/fixes.ts';
import { piecesOf } from '../advice.ts';
import { clearing } from '../diagnosis.ts';
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
