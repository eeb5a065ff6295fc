import type { InputTable } from '../input.ts';

const group = 'CHECKS';
const PEOPLE = 'PEOPLE';

/**
 * The inputs for what `doctor` checks, of whom, and how it prints that. `engine/selection.ts` validates the names of checks,
 * `inputs/principals.ts` the ARNs.
 */
export const doctorInputs = {
  only: {
    kind: 'list',
    help: 'make these checks only: ids, or families such as kms; --noop lists them all',
    group,
    value: 'check,check',
  },
  skip: { kind: 'list', help: 'leave these checks out', group, value: 'check,check' },
  'every-node': {
    kind: 'switch',
    help: 'ask every node that is online whether it holds a channel for sessions: one call each; otherwise, where there are many, the doubtful and a sample of those that are alike',
    group,
  },
  strict: { kind: 'switch', help: 'exit 1 for warnings, too, and for what could not be looked at', group },
  format: {
    kind: 'choice',
    options: ['text', 'markdown', 'sarif', 'junit', 'html', 'asff', 'ocsf', 'csv'],
    default: 'text',
    help: 'how the findings are printed; --json prints the whole report',
    group,
  },
  'group-by': {
    kind: 'choice',
    options: ['cause', 'target', 'node'],
    help: 'how text and Markdown are ordered: by cause, where alike findings of all targets are one; by target, each with its commands and pages; by node',
    otherwise: 'target; cause where there is much to tell',
    group,
  },
  compliance: {
    kind: 'choice',
    options: ['nist-800-53', 'pci-dss', 'cis-aws', 'soc2', 'iso-27001'],
    help: 'group the findings by the controls of a framework: satisfied, not satisfied, not assessed',
    group,
  },
  principal: {
    kind: 'list',
    help: 'whose sessions are checked, what they may do, and who can avoid the log: ARNs of roles and users; may be repeated',
    otherwise: 'the caller',
    group: PEOPLE,
    value: 'arn,arn',
  },
  principals: {
    kind: 'list',
    help: 'the same; all: every role and user that may start sessions, or avoid their log',
    group: PEOPLE,
    value: 'all',
  },
} as const satisfies InputTable;
