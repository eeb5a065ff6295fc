import type { InputTable } from '../input.ts';
import { listingInputs } from './listing.ts';

/** The inputs for how `targets` lists them. */
export const shardsInputs = {
  shards: {
    kind: 'number',
    env: false,
    least: 1,
    // GitHub Actions takes no more jobs of one matrix: https://docs.github.com/en/actions/reference/limits
    most: 256,
    help: 'list n parts of the accounts instead, for --shard of n jobs; --json prints a matrix for GitHub Actions',
    value: 'n',
  },
  ...listingInputs,
} as const satisfies InputTable;
