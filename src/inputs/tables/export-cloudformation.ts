import type { InputTable } from '../input.ts';

const group = 'CLOUDFORMATION';

/** The inputs of `export cloudformation`, besides those that it shares with `setup`. None comes from the environment. */
export const exportCloudformationInputs = {
  'stack-set': {
    kind: 'text',
    env: false,
    // StackSetName in the service model of CloudFormation.
    rules: [
      [
        /^[A-Za-z][A-Za-z0-9-]{0,127}$/,
        'it may hold letters, digits and hyphens, and begins with a letter (at most 128 characters)',
      ],
    ],
    help: 'also the commands that make a stack set of it, for --org-units or --accounts, on stderr and at the head of the template',
    group,
    value: 'name',
  },
  'delegated-admin': {
    kind: 'switch',
    env: false,
    needs: 'stack-set',
    help: 'the commands are run in the account of a delegated administrator, not in the management account',
    group,
  },
  import: {
    kind: 'switch',
    env: false,
    help: 'read what is there already, and print what an import into a stack of this template takes: resources-to-import, as JSON',
    group,
  },
  'import-template': {
    kind: 'text',
    env: false,
    needs: 'import',
    help: 'file to write the template for the import to: only what is there, as it is',
    group,
    value: 'file',
  },
  demo: {
    kind: 'switch',
    env: false,
    help: 'print a try-out instead: a VPC without a way in, one private node with its role, policies for users of shells and of SSH, and what to run on it',
    group,
  },
} as const satisfies InputTable;
