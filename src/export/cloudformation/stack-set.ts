import { shellWord } from '../../aws/shell-word.ts';
import type { Template } from './template.ts';

/** A stack set that is asked for. */
export interface StackSet {
  readonly name: string;
  /** Where its stacks are: below units of the organization, also for accounts that join later, or in accounts that are named. */
  readonly accounts:
    | {
        readonly kind: 'units';
        readonly units: readonly string[];
        /** Of those below the units, only these, or all but these. */
        readonly filter?: { readonly type: 'INTERSECTION' | 'DIFFERENCE'; readonly ids: readonly string[] };
      }
    | { readonly kind: 'ids'; readonly ids: readonly string[] };
  readonly regions: readonly string[];
  /** Set: one region after the other, in the order of `regions`. */
  readonly inOrder?: true;
  /** Stacks made at once in a region. */
  readonly concurrency: number;
  /** Accounts of a region that may fail; absent: any number. */
  readonly maxFailures?: { readonly count: number } | { readonly percent: number };
  readonly delegatedAdmin: boolean;
  /** Whether the template makes something in IAM, by a name. */
  readonly namesIam: boolean;
}

/**
 * Writes the commands that make a stack set and its stacks, for a POSIX shell. `template`: the option that gives it.
 * https://docs.aws.amazon.com/cli/latest/reference/cloudformation/create-stack-instances/
 */
export function stackSetCommands(set: StackSet, template: readonly string[]): readonly string[] {
  const callAs = set.delegatedAdmin ? [['--call-as', 'DELEGATED_ADMIN']] : [];
  const name = ['--stack-set-name', set.name];
  const byUnits = set.accounts.kind === 'units';
  return [
    command('create-stack-set', [
      name,
      template,
      ...(set.namesIam ? [['--capabilities', 'CAPABILITY_NAMED_IAM']] : []),
      ['--permission-model', byUnits ? 'SERVICE_MANAGED' : 'SELF_MANAGED'],
      ...(byUnits ? [['--auto-deployment', 'Enabled=true,RetainStacksOnAccountRemoval=true']] : []),
      ['--managed-execution', 'Active=true'],
      ...callAs,
    ]),
    command('create-stack-instances', [
      name,
      targets(set.accounts),
      ['--regions', ...set.regions],
      ['--operation-preferences', preferences(set)],
      ...callAs,
    ]),
  ];
}

const command = (operation: string, options: readonly (readonly string[])[]): string =>
  [`aws cloudformation ${operation}`, ...options.map((words) => `  ${words.map(shellWord).join(' ')}`)].join(' \\\n');

function targets(accounts: StackSet['accounts']): readonly string[] {
  if (accounts.kind === 'ids') return ['--accounts', ...accounts.ids];
  const { units, filter } = accounts;
  const only = filter ? [`Accounts=${filter.ids.join(',')}`, `AccountFilterType=${filter.type}`] : [];
  return ['--deployment-targets', [`OrganizationalUnitIds=${units.join(',')}`, ...only].join(',')];
}

// As setup goes on where accounts fail, unless it is told otherwise. Stacks that are under way are finished, so the number at once
// need not be less than that of failures, as the stricter mode has it.
function preferences({ regions, inOrder, concurrency, maxFailures = { percent: 100 } }: StackSet): string {
  return [
    `RegionConcurrencyType=${inOrder ? 'SEQUENTIAL' : 'PARALLEL'}`,
    ...(inOrder ? [`RegionOrder=${regions.join(',')}`] : []),
    `MaxConcurrentCount=${concurrency}`,
    'percent' in maxFailures
      ? `FailureTolerancePercentage=${maxFailures.percent}`
      : `FailureToleranceCount=${maxFailures.count}`,
    'ConcurrencyMode=SOFT_FAILURE_TOLERANCE',
  ].join(',');
}

/** Says what whoever runs these commands should know. */
export function stackSetNotes({ name, accounts, delegatedAdmin }: StackSet): readonly string[] {
  return [
    accounts.kind === 'units'
      ? 'Accounts that join these units get a stack by themselves. The management account gets none: run setup there.'
      : 'Each account needs the role AWSCloudFormationStackSetExecutionRole, and yours AWSCloudFormationStackSetAdministrationRole.',
    `Later: aws cloudformation update-stack-set --stack-set-name ${name} and the other options of create-stack-set,`,
    `and aws cloudformation list-stack-instances --stack-set-name ${name}${delegatedAdmin ? ' --call-as DELEGATED_ADMIN' : ''} tells how far it is.`,
  ];
}

/** Puts the commands for a stack set at the head of a template, and gives them as they can be pasted. `fits`: whether the template can be given with a call. */
export function withStackSet(
  { body, comments }: Template,
  set: StackSet,
  fits: boolean,
): { readonly template: Template; readonly commands: string } {
  const file = fits ? ['--template-body', 'file://template.yaml'] : ['--template-url', 'https://BUCKET/template.yaml'];
  const commands = stackSetCommands(set, file).join('\n');
  const head = [...(comments[''] ?? []), '', ...commands.split('\n'), '', ...stackSetNotes(set)];
  return { template: { body, comments: { ...comments, '': head } }, commands };
}
