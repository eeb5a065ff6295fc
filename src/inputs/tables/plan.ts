import type { InputTable } from '../input.ts';

/** The inputs for what `plan` shows, and its exit code. */
export const planInputs = {
  delete: { kind: 'switch', help: 'plan delete instead of setup' },
  'exit-code': { kind: 'switch', help: 'exit 3 when there are changes, or something differs and is left as it is' },
} as const satisfies InputTable;
