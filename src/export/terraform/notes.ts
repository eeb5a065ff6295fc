import type { Inputs } from '../../inputs/inputs.ts';

/** Says what was asked for and is not in the file. */
export const notesFor = ({ overwrite, policyAudit, grant }: Inputs): readonly string[] => [
  ...(overwrite
    ? ['--overwrite: Terraform changes whatever it manages, and nothing else; what others made is imported first.']
    : []),
  ...(policyAudit && !grant
    ? ['Terraform does not check that the roles of nodes have what sessions need: session-manager doctor does.']
    : []),
];
