import type { InputTable } from '../input.ts';

const group = 'TARGETS';

/** The ids of a root and of an organizational unit: https://docs.aws.amazon.com/organizations/latest/APIReference/API_Parent.html */
const UNIT = /^(?:r-[\da-z]{4,32}|ou-[\da-z]{4,32}-[\da-z]{8,32})$/;
const units = [[UNIT, 'it must be the id of an organizational unit or a root, as ou-abcd-11111111 or r-abcd']] as const;

/** The inputs that choose accounts by what the organization says of them, and how it is asked. */
export const organizationInputs = {
  'org-units': {
    kind: 'list',
    rules: units,
    help: 'ids of organizational units, or of the root: every active account below, at any depth',
    group,
    value: 'ou,ou',
  },
  'exclude-org-units': {
    kind: 'list',
    rules: units,
    help: 'ids of organizational units to leave out, with all below',
    group,
    value: 'ou,ou',
  },
  'account-tags': {
    kind: 'list',
    rules: [[/^[^=]+=/, 'it must be key=value; key=* is any value']],
    help: 'tags that accounts have in the organization, all of them; * and ? in a value stand for any characters',
    group,
    value: 'k=v,k=*',
  },
  'account-names': {
    kind: 'list',
    help: 'names that accounts have in the organization, any of them; * and ? stand for any characters',
    group,
    value: 'a,b-*',
  },
  'org-profile': {
    kind: 'text',
    rules: [[/^[^,]+$/, 'it must be the name of one profile']],
    help: 'profile with which the organization is asked, where it is not the one that enters the accounts',
    group,
    value: 'name',
  },
  'org-role': {
    kind: 'text',
    rules: [[/^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/, 'it must be the ARN of a role']],
    help: 'ARN of the role to assume for asking the organization: of the management account or a delegated administrator',
    group,
    value: 'arn',
  },
  shard: {
    kind: 'text',
    rules: [[/^[1-9]\d{0,2}\/[1-9]\d{0,2}$/, 'it must be k/n, as 3/8: the third of eight parts']],
    help: 'do the kth of n parts of the accounts; the part depends on the id of an account alone',
    group: 'RUN',
    value: 'k/n',
  },
} as const satisfies InputTable;
