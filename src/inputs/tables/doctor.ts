import type { InputTable } from '../input.ts';

const group = 'CHECKS';

/** The inputs for what `doctor` checks, and how it prints that. `engine/selection.ts` validates the names of checks. */
export const doctorInputs = {
  only: {
    kind: 'list',
    help: 'make these checks only: ids, or families such as kms; --noop lists them all',
    group,
    value: 'check,check',
  },
  skip: { kind: 'list', help: 'leave these checks out', group, value: 'check,check' },
  'every-node': {
    kind: 'switch',
    help: 'ask every node that is online whether it holds a channel for sessions: one call each; otherwise, where there are many, the doubtful and a sample of those that are alike',
    group,
  },
  strict: { kind: 'switch', help: 'exit 1 for warnings, too', group },
  format: {
    kind: 'choice',
    options: ['text', 'markdown', 'sarif', 'junit'],
    default: 'text',
    help: 'how the findings are printed; --json prints the whole report',
    group,
  },
} as const satisfies InputTable;
