import type { InputTable } from '../input.ts';

const group = 'TARGETS';

/** The inputs for how roles are assumed on the way into accounts. `targets/entering.ts` checks what goes together. */
export const enteringInputs = {
  'role-chain': {
    kind: 'list',
    rules: [
      [
        /^arn:aws[\w-]*:iam::\d{12}:role\/(?:[\u0021-\u007E]{1,510}\/)?[\w+=,.@-]{1,64}$/,
        'it must be the ARN of a role, such as arn:aws:iam::111111111111:role/hub',
      ],
    ],
    help: 'roles to assume first, one after the other; from the last one accounts are entered, or without --accounts its own is worked on',
    group,
    value: 'arn,arn',
  },
  'role-session-name': {
    kind: 'text',
    // AssumeRole in the service model of STS.
    rules: [[/^[\w+=,.@-]{2,64}$/, 'it may hold 2 to 64 letters, digits and + = , . @ _ -']],
    help: 'name of the sessions of roles that are assumed, as CloudTrail shows it',
    default: 'session-manager',
    group,
    value: 'name',
  },
  'role-duration': {
    kind: 'number',
    least: 900,
    most: 43_200,
    unit: 'seconds',
    help: 'how long the credentials of an assumed role hold; new ones are fetched in time. Where the caller is a role itself, AWS allows 3600 at most',
    otherwise: '3600',
    group,
    value: 's',
  },
  'session-policy': {
    kind: 'text',
    help: 'policy that limits what may be done in accounts that are entered: a file, or the JSON itself',
    group,
    value: 'FILE|json',
  },
} as const satisfies InputTable;
