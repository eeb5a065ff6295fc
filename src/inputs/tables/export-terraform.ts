import type { InputTable } from '../input.ts';

const group = 'TERRAFORM';

/** The inputs of `export terraform`, besides those that it shares with `setup`. None comes from the environment. */
export const exportTerraformInputs = {
  'provider-version': {
    kind: 'choice',
    options: ['6', '5'],
    default: '6',
    env: false,
    help: 'major version of the AWS provider: 6 has one resource for all regions, 5 one for each',
    group,
  },
} as const satisfies InputTable;
