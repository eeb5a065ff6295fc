import type { InputTable } from '../input.ts';
import { enteringInputs } from './entering.ts';
import { runInputs, targetInputs } from './targets.ts';

const group = 'TERRAFORM';

/** The inputs of `export terraform`, besides those for what `setup` makes: one account, and how it is said. */
export const exportTerraformInputs = {
  regions: targetInputs.regions,
  'region-unchecked': targetInputs['region-unchecked'],
  'exclude-regions': targetInputs['exclude-regions'],
  profiles: targetInputs.profiles,
  accounts: targetInputs.accounts,
  'role-name': targetInputs['role-name'],
  'external-id': targetInputs['external-id'],
  ...enteringInputs,
  timeout: targetInputs.timeout,
  ...runInputs,
  'provider-version': {
    kind: 'choice',
    options: ['6', '5'],
    default: '6',
    env: false,
    help: 'major version of the AWS provider: 6 has one resource for all regions, 5 one for each',
    group,
  },
  import: {
    kind: 'switch',
    env: false,
    help: 'look what is there already, and write import blocks for it',
    group,
  },
} as const satisfies InputTable;
