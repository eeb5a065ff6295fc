import type { InputTable } from '../input.ts';

/** The inputs for what a merged report counts as a change. */
export const mergeInputs = {
  'exit-code': { kind: 'switch', env: false, help: 'of plan: exit 3 when there are changes, as plan --exit-code does' },
} as const satisfies InputTable;
