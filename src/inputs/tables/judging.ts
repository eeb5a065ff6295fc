import type { InputTable } from '../input.ts';

const group = 'FINDINGS';

/** The input for which findings a run fails for. */
export const failOnInputs = {
  'fail-on': {
    kind: 'text',
    rules: [[['new', 'fail', 'warn', 'never'], 'it must be one of new, fail, warn, never']],
    help: 'exit 1 for these findings: new: failures that --since does not know; warn: failures and warnings. What fails itself exits 1 all the same',
    otherwise: 'fail for doctor, never for the others',
    group,
    value: 'new|fail|warn|never',
  },
} as const satisfies InputTable;

/** The inputs by which findings are compared with what is known: what somebody has accepted, and an earlier report. */
export const judgingInputs = {
  baseline: {
    kind: 'text',
    help: 'a file of findings that are accepted, with reason, owner and last day: they are shown apart, and do not fail',
    group,
    value: 'file',
  },
  since: {
    kind: 'text',
    help: 'an earlier report, of --json: say what is new, what is gone, and what is still there',
    group,
    value: 'file',
  },
  ...failOnInputs,
} as const satisfies InputTable;

/** The input to accept all that is found. */
export const acceptingInputs = {
  'write-baseline': {
    kind: 'text',
    env: false,
    help: 'accept all that fails or warns now: write it to a file for --baseline, where what still counts stays as it is',
    group,
    value: 'file',
  },
} as const satisfies InputTable;
