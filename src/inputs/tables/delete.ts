import type { InputTable } from '../input.ts';

/** The inputs of `delete` and `plan --delete`, besides names. */
export const removalInputs = {
  force: { kind: 'switch', help: 'also delete what session-manager did not make, and lift deletion protection' },
  'keep-logs': { kind: 'switch', help: 'leave the log group, and the key it needs' },
  'keep-key': { kind: 'switch', help: 'leave the key' },
  'pending-window': {
    kind: 'number',
    least: 7,
    most: 30,
    unit: 'days',
    help: 'days until the key is gone for good, 7 to 30',
    default: 30,
    value: 'days',
  },
} as const satisfies InputTable;

/** The input for whether `delete` asks. */
export const confirmInputs = { yes: { kind: 'switch', char: 'y', help: 'do not ask' } } as const satisfies InputTable;
