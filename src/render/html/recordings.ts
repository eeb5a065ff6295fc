import type { EvidencedSession } from '../../engine/evidence.ts';
import { RECORDING_WORDS, STATE_ORDER } from '../evidence.ts';
import type { State, Tone } from './data.ts';

type Recorded = EvidencedSession['recording']['state'];

const TONES: Readonly<Record<Recorded, Tone>> = {
  missing: 'fail',
  unknown: 'unknown',
  expired: 'warn',
  pending: 'info',
  active: 'info',
  recorded: 'ok',
  empty: 'none',
  never: 'none',
};

/** What can become of the recordings of sessions, what is missing first. */
export const RECORDINGS: readonly State[] = STATE_ORDER.map((id) => {
  const word = RECORDING_WORDS[id];
  return { id, word, tone: TONES[id], heading: word.charAt(0).toUpperCase() + word.slice(1) };
});

/** Gives the number of the state that the recording of a session is in. */
export const recordingOf = (session: EvidencedSession): number => STATE_ORDER.indexOf(session.recording.state);
