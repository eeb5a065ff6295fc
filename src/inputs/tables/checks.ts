import type { InputTable } from '../input.ts';

const group = 'CHECKS';

/** The inputs by which `doctor` tells about its checks, and makes none. */
export const checksInputs = {
  'list-checks': {
    kind: 'switch',
    env: false,
    help: 'list the checks that there are, and make none; --only and --skip choose, --json says all about each',
    group,
  },
  explain: {
    kind: 'list',
    env: false,
    help: 'explain these checks, and make none: ids or families; what they look at, call and mean, and what clears them',
    group,
    value: 'check,check',
  },
} as const satisfies InputTable;
