import type { EvidencedSession } from '../../engine/evidence.ts';
import type { Listed } from '../../engine/listing.ts';
import { accountLabel } from '../../aws/place.ts';
import { piecesOfText } from '../advice.ts';
import { adviceFor, RECORDING_WORDS, whereText } from '../evidence.ts';
import { nodeText, timeText } from '../session-line.ts';
import { collection } from './collection.ts';
import type { Card, PageData, Row } from './data.ts';
import { grouped } from '../grouped.ts';
import { RECORDINGS, recordingOf } from './recordings.ts';
import { remedyParts } from './remedy-parts.ts';

/** A session, and the target that it was in. */
export interface FoundSession {
  readonly target: Extract<Listed<{ readonly sessions: readonly EvidencedSession[] }>, { readonly status: 'listed' }>;
  readonly session: EvidencedSession;
}

/** Makes what the page lists: sessions of which the same is to be told stand together. */
export function sessionsData(found: readonly FoundSession[]): PageData {
  const { placeOf, textOf, remedyOf, fieldsOf, all } = collection();
  const alike = grouped(found, (one) => JSON.stringify([recordingOf(one.session), titleOf(one), one.session.kind]));
  const rowOf = ({ target, session }: FoundSession): Row => {
    const { state, check } = session.recording;
    const advice = state === 'missing' ? remedyParts(piecesOfText(adviceFor(check, target))) : undefined;
    return [
      placeOf(accountLabel(target), target.region, target.accountName),
      textOf(session.id),
      advice ? remedyOf(advice) : -1,
      session.id,
      { fields: fieldsOf(detailsOf(session)) },
    ];
  };
  const cards = [...alike.values()]
    .toSorted(([one], [other]) => recordingOf(one.session) - recordingOf(other.session))
    .map((there): Card => {
      const [first] = there;
      const { kind } = first.session;
      return { state: recordingOf(first.session), kind, label: kind, title: titleOf(first), rows: there.map(rowOf) };
    });
  return {
    noun: ['session', 'sessions'],
    cure: 'What says why',
    states: RECORDINGS,
    stateName: { key: 'recording', label: 'Recording' },
    kindName: { key: 'kind', label: 'Kind' },
    ...all(),
    cards,
  };
}

/** Says what sessions have in common: why there is no recording, or in which places it is. */
function titleOf({ session: { recording } }: FoundSession): string {
  const where = recording.where.map((place) =>
    place.kind === 'log-group' ? `log-group/${place.name}` : `s3://${place.name}`,
  );
  const word = RECORDING_WORDS[recording.state];
  const there = where.length === 0 ? [] : [`${word} in ${[...new Set(where)].join(' and ')}`];
  const told = [...there, ...(recording.reason === null ? [] : [recording.reason])];
  return told.length === 0 ? word : told.join('; ');
}

function detailsOf(session: EvidencedSession): readonly (readonly [string, string])[] {
  const { owner, began, ended, status, document, reason, recording } = session;
  const object = recording.where.some(({ kind }) => kind === 'bucket') ? whereText(recording) : [];
  return [
    ['owner', owner === '' ? '-' : owner],
    ['node', nodeText(session)],
    ['time (UTC)', `${timeText(began)} to ${ended === null ? 'now' : timeText(ended)}, ${status.toLowerCase()}`],
    ...(document === null ? [] : [['document', document] as const]),
    ...(reason === null ? [] : [['reason that was given', reason] as const]),
    ...(object.length === 0 ? [] : [['recording', object.join(' and ')] as const]),
  ];
}
