import type { Fault } from '../../checks/check.ts';
import type { State } from './data.ts';

/** The verdicts of findings, the worst first. */
export const FINDING_STATES: readonly State[] = [
  { id: 'fail', word: 'fail', tone: 'fail', heading: 'Failures' },
  { id: 'warn', word: 'warn', tone: 'warn', heading: 'Warnings' },
  { id: 'unknown', word: 'unknown', tone: 'unknown', heading: 'Unknown' },
  { id: 'info', word: 'info', tone: 'info', heading: 'For information' },
];

/** Gives the number of the state that a finding is in. */
export const stateOf = ({ verdict }: Fault): number => FINDING_STATES.findIndex(({ id }) => id === verdict);
