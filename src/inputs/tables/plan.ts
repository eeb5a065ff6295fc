import type { InputTable } from '../input.ts';

/** What `plan` shows, and how it ends. */
export const planInputs = {
  delete: { kind: 'switch', help: 'plan delete instead of setup' },
  'exit-code': { kind: 'switch', help: 'exit 3 when there are changes' },
} as const satisfies InputTable;
