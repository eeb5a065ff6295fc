import type { InputTable } from '../input.ts';

const group = 'CONFIGURATION';

/** The inputs for which configuration file is read. */
export const configInputs = {
  config: {
    kind: 'text',
    rules: [[/^[^\0]+$/, 'it must be the path of a file']],
    help: 'configuration file, whose keys are flags like these',
    otherwise: 'session-manager.yaml, .yml or .json, or sessionManager in package.json, here or in a folder above',
    group,
    value: 'file',
  },
  'no-config': { kind: 'switch', help: 'read no configuration file', group },
} as const satisfies InputTable;
