import type { Inputs } from '../../inputs/inputs.ts';

/** Says what was asked for and is not in the file. What is imported is changed anyway. */
export const notesFor = ({ overwrite, policyAudit, grant }: Inputs, isImported = false): readonly string[] => [
  ...(overwrite && !isImported
    ? [
        '--overwrite: Terraform changes whatever it manages, and nothing else; what others made has to be imported first.',
      ]
    : []),
  ...(policyAudit && !grant
    ? ['Terraform does not check that the roles of nodes have what sessions need: session-manager doctor does.']
    : []),
];
