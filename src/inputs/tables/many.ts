import type { InputTable } from '../input.ts';

const group = 'MANY TARGETS';

/** The inputs for how a run over many targets goes on, and when it begins no more of them. */
export const manyInputs = {
  'max-failures': {
    kind: 'text',
    rules: [[/^(?:0|[1-9]\d{0,5}|(?:0|[1-9]\d?|100)%)$/, 'it must be a whole number such as 3, or a share such as 5%']],
    help: 'begin no more targets once more than this many have failed; a share is of all targets, rounded down. What is under way is finished, and the rest is not run',
    otherwise: 'no limit',
    group,
    value: 'n|n%',
  },
  canary: {
    kind: 'number',
    least: 1,
    most: 100_000,
    help: 'work on the first n accounts alone, and on the rest only if none of their targets failed',
    otherwise: 'all at once',
    group,
    value: 'n',
  },
  'region-order': {
    kind: 'list',
    help: 'finish one region in all accounts before the next one begins: first these, in this order, then the others as they were given',
    otherwise: 'all at once',
    group,
    value: 'a,b',
  },
} as const satisfies InputTable;
