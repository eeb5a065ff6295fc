import type { InputTable } from '../input.ts';

/** The inputs for what `plan` shows, and its exit code. */
export const planInputs = {
  delete: { kind: 'switch', help: 'plan delete instead of setup' },
  'exit-code': { kind: 'switch', help: 'exit 3 when there are changes, or something differs and is left as it is' },
  out: {
    kind: 'text',
    help: 'also write the plan to a file, for setup --plan or delete --plan to carry out',
    value: 'file',
  },
} as const satisfies InputTable;

/** The input of `setup` and `delete` for a plan that was made before. */
export const carryOutInputs = {
  plan: {
    kind: 'text',
    help: 'carry out a plan that plan --out wrote, with its inputs, accounts and regions; a target whose plan is not the same any more is refused',
    value: 'file',
  },
} as const satisfies InputTable;
