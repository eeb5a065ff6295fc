import type { EvidencedSession, EvidenceListing } from '../../engine/evidence.ts';
import { STATE_ORDER } from '../evidence.ts';
import { endOf, readTargets } from '../listing.ts';
import { ownerText, timeText } from '../session-line.ts';
import { allVisible } from '../visible.ts';
import { accountMatrix, accountsSection } from './accounts.ts';
import type { PageAssets } from './assets.ts';
import { countItems } from './counts.ts';
import { pageOf } from './document.ts';
import { grouped } from '../grouped.ts';
import { markup, type Markup } from './markup.ts';
import { countsOf, type Matrix, type MatrixCell, worstFirst } from './matrix.ts';
import { matrixTable } from './matrix-table.ts';
import { counted, inDigits } from '../counted.ts';
import { problemsSection } from './problems.ts';
import { RECORDINGS, recordingOf } from './recordings.ts';
import type { Section } from './sections.ts';
import { type FoundSession, sessionsData } from './session-cards.ts';

/** Prints what became of the recordings of sessions as a page for a browser, for whoever has to show that each of them is logged. `now`: milliseconds since the epoch. */
export function evidenceHtml(given: EvidenceListing, version: string, now: number, assets: PageAssets): string {
  const listing = allVisible(given);
  const found = readTargets(listing.targets).flatMap((target) =>
    target.sessions.map((session): FoundSession => ({ target, session })),
  );
  const targets = listing.targets.map((target) =>
    target.status === 'listed' ? target : { ...target, status: endOf(target) },
  );
  const places = accountMatrix(targets, ([target]) =>
    target.status === 'listed' ? cellOf(target.sessions) : { ...cellOf([]), ended: target.status },
  );
  const owners = ownersOf(found);
  const sections: readonly Section[] = [
    accountsSection(places, RECORDINGS),
    ...(owners.rows.length === 0
      ? []
      : [
          {
            id: 'owners',
            heading: 'Who was in',
            body: matrixTable(owners, RECORDINGS, {
              id: 'who',
              caption: 'Those who began sessions in rows, what became of the recordings in columns',
              corner: 'owner',
              columnQuery: (column) => ({ recording: RECORDINGS.find(({ word }) => word === column)?.id ?? '' }),
            }),
          },
        ]),
    ...problemsSection(targets, 'Targets that could not be read'),
  ];
  return pageOf(
    {
      title: 'session-manager sessions --evidence',
      sentence: sentenceOf(listing),
      head: headOf(listing, now),
      sections: places.rows.length === 0 ? [] : sections,
      heading: 'Sessions',
      data: sessionsData(found),
      version,
    },
    assets,
  );
}

/** Says in a sentence how it stands: `2 of 40 sessions are not recorded.` */
function sentenceOf({ summary, targets, interrupted }: EvidenceListing): string {
  const { sessions, missing, unknown, failed, skipped } = summary;
  const are = (count: number): string => (count === 1 ? 'is' : 'are');
  const said =
    sessions === 0
      ? 'There was no session.'
      : missing > 0
        ? `${inDigits(missing)} of ${counted(sessions, 'session')} ${are(missing)} not recorded.`
        : unknown > 0
          ? `Of ${inDigits(unknown)} of ${counted(sessions, 'session')} it is not known whether ${unknown === 1 ? 'it is' : 'they are'} recorded.`
          : `No recording is missing of ${counted(sessions, 'session')}.`;
  const unread = failed + skipped;
  return [
    ...(targets.length > 0 && unread === targets.length ? [] : [said]),
    ...(unread > 0 ? [`${counted(unread, 'target')} could not be read.`] : []),
    ...(interrupted ? ['The run was interrupted before its end.'] : []),
  ].join(' ');
}

function headOf({ summary, since }: EvidenceListing, now: number): Markup {
  const made = `${timeText(new Date(now).toISOString())} UTC`;
  const period = since === null ? 'as far back as AWS keeps them, which is 30 days' : `from ${timeText(since)} UTC on`;
  return markup`<p class="period">${counted(summary.sessions, 'session')} of ${counted(summary.targets, 'target')}, ${period}; looked at on ${made}</p>
  <ul class="counts">
    ${countItems(RECORDINGS, 'recording', (index) => summary[STATE_ORDER[index] ?? 'missing'])}
  </ul>`;
}

const cellOf = (sessions: readonly EvidencedSession[]): MatrixCell => ({
  counts: countsOf(RECORDINGS.length, sessions.map(recordingOf)),
  ok: 0,
});

/** Puts those who began sessions beside what became of the recordings, the one of whose sessions the most are not recorded first. */
function ownersOf(found: readonly FoundSession[]): Matrix {
  const states = RECORDINGS.flatMap(({ word }, index) =>
    found.some(({ session }) => recordingOf(session) === index) ? [{ word, index }] : [],
  );
  const rows = [...grouped(found, ({ session }) => ownerText(session.owner))].map(([label, own]) => {
    const counts = countsOf(
      RECORDINGS.length,
      own.map(({ session }) => recordingOf(session)),
    );
    const cells = states.map(({ index }): MatrixCell | undefined =>
      counts[index] === 0 ? undefined : { counts: counts.map((count, at) => (at === index ? count : 0)), ok: 0 },
    );
    return { label, query: { q: label }, cells };
  });
  return { columns: states.map(({ word }) => word), rows: worstFirst(rows) };
}
