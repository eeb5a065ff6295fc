import type { InputTable } from '../input.ts';
import { enteringInputs } from './entering.ts';
import { organizationInputs } from './organization.ts';

const group = 'TARGETS';
const RUN = 'RUN';

/** The inputs for the regions and accounts of a run, and how they are entered. `targets/scope.ts` checks that they exist. */
export const targetInputs = {
  regions: {
    kind: 'list',
    all: true,
    char: 'r',
    help: 'regions, separated by commas; all: every region enabled in the account',
    otherwise: 'the region of the SDK',
    group,
    value: 'a,b',
  },
  'region-unchecked': {
    kind: 'switch',
    help: 'take names of regions that this version does not know yet',
    group,
  },
  'exclude-regions': { kind: 'list', all: true, help: 'regions to leave out', group, value: 'a,b' },
  profiles: {
    kind: 'list',
    help: 'profiles of ~/.aws, one account each',
    otherwise: 'the credentials of the SDK',
    group,
    value: 'a,b',
  },
  accounts: {
    kind: 'list',
    all: true,
    rules: [[/^\d{12}$/, 'an account id has 12 digits']],
    help: 'account ids, entered by assuming --role-name; all: every active account of the organization; @file: the ids in a file',
    group,
    value: 'id,id',
  },
  'exclude-accounts': {
    kind: 'list',
    all: true,
    rules: [[/^\d{12}$/, 'an account id has 12 digits']],
    help: 'account ids to leave out; @file: the ids in a file',
    group,
    value: 'id,id',
  },
  ...organizationInputs,
  'role-name': {
    kind: 'text',
    // CreateRole and AssumeRole in the service models of IAM and STS; a path before the name is allowed.
    rules: [
      [
        /^(?!\/)(?=[\w+=,.@/-]{1,512}$)(?:.*\/)?[^/]{1,64}$/,
        'it must be the name of a role (at most 64 characters), not its ARN',
      ],
    ],
    help: 'role to assume in each of --accounts',
    default: 'OrganizationAccountAccessRole',
    group,
    value: 'name',
  },
  'external-id': {
    kind: 'text',
    secret: true,
    rules: [[/^[\w+=,.@:/-]{2,1224}$/, 'it may hold 2 to 1224 letters, digits and + = , . @ : / -']],
    help: 'external ID that the role requires',
    group,
    value: 'id',
  },
  ...enteringInputs,
  concurrency: {
    kind: 'number',
    least: 1,
    most: 256,
    help: 'targets worked on at once',
    default: 16,
    group: RUN,
    value: 'n',
  },
  timeout: {
    kind: 'number',
    least: 1,
    most: 86_400,
    unit: 'seconds',
    help: 'the most seconds one target may take',
    default: 300,
    group: RUN,
    value: 's',
  },
} as const satisfies InputTable;

/** The inputs for where calls go, and what is shown of them. */
export const runInputs = {
  sandbox: {
    kind: 'switch',
    help: 'work on a local, made-up AWS; no account and no credentials needed',
    group: RUN,
  },
  debug: { kind: 'switch', help: 'show every API call on stderr, one line each', group: RUN },
} as const satisfies InputTable;

/** The input for what a run that changes, or plans changes, takes for a failure; `doctor` has its own. */
export const strictInputs = {
  strict: {
    kind: 'switch',
    help: 'exit 1 when a check fails or could not look, or something warns: a finding, or what differs and is left as it is',
    group: RUN,
  },
} as const satisfies InputTable;

/** The input to print of a report only what wants a look. */
export const quietInputs = {
  quiet: {
    kind: 'switch',
    char: 'q',
    help: 'print only what failed, differs or wants a look, and nothing where there is nothing to do; no progress',
    group: RUN,
  },
} as const satisfies InputTable;

/** The input for how a report is printed. `doctor` has formats of its own, so it cannot come from the environment. */
export const reportFormatInputs = {
  format: {
    kind: 'choice',
    options: ['text', 'html'],
    default: 'text',
    env: false,
    help: 'how the report is printed: html is a page for a browser; --json prints the whole report',
    group: RUN,
  },
} as const satisfies InputTable;

/** The input to print what would be done, without a single call. */
export const noopInputs = {
  noop: {
    kind: 'switch',
    help: 'print the actions and call no API at all; works without credentials',
    group: RUN,
  },
} as const satisfies InputTable;
