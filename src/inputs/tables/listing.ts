import type { InputTable } from '../input.ts';

/** The input for how a listing is printed. `doctor` has formats of its own, so it cannot come from the environment. */
export const listingInputs = {
  format: {
    kind: 'choice',
    options: ['text', 'markdown', 'csv'],
    default: 'text',
    env: false,
    help: 'how it is printed; --json prints all that is known',
  },
} as const satisfies InputTable;

/** The inputs for which nodes are listed. */
export const nodesInputs = {
  online: { kind: 'switch', env: false, help: 'only nodes that are online' },
  ...listingInputs,
} as const satisfies InputTable;
