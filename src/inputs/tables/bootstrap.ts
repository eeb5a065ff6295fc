import type { InputTable } from '../input.ts';

/** The inputs of `bootstrap`. None comes from the environment. */
export const bootstrapInputs = {
  version: {
    kind: 'text',
    env: false,
    rules: [[/^\d+\.\d+\.\d+\.\d+$/, 'it must be a version of the plugin, such as 1.2.835.0']],
    help: 'this version of the plugin',
    otherwise: 'the latest',
    value: 'number',
  },
  force: { kind: 'switch', env: false, help: 'also where one as new is there already' },
  'allow-unsigned': {
    kind: 'switch',
    env: false,
    help: 'on macOS and Windows, for which AWS publishes no signature: take it as it comes',
  },
  'dry-run': { kind: 'switch', env: false, help: 'print what would be done, and call nothing' },
} as const satisfies InputTable;
