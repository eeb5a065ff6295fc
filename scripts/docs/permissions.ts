import { partitionOf } from '../../src/aws/regions.ts';
import { MORE_TASKS, TASKS } from '../../src/inputs/tables/policy.ts';
import { ACTIONS } from '../../src/policies/documents/operator-actions.ts';
import { operatorPolicy } from '../../src/policies/documents/operator-policy.ts';
import { type Scope, type ScopeName, SCOPES } from '../../src/policies/documents/operator-scopes.ts';

const ANYWHERE = { region: '*', partition: partitionOf('us-east-1') };
const NAMES = { logGroup: 'sessions', alias: 'alias/session', roleName: 'OrganizationAccountAccessRole' };

/** Prints the whole policy of an operator: what `session-manager policy operator` prints. */
export const wholePolicy = (): string =>
  `\`\`\`json\n${JSON.stringify(operatorPolicy(ANYWHERE, NAMES, TASKS), null, 2)}\n\`\`\``;

const scopes = Object.entries(SCOPES) as (readonly [ScopeName, Scope])[];

/** Lists every action with what it is allowed on, and the tasks that call it. */
export function actionsByTask(): string {
  const tasks = [...TASKS, ...MORE_TASKS];
  const rows = scopes
    .flatMap(([name, { on }]) => Object.entries(ACTIONS[name]).map(([action, callers]) => ({ action, on, callers })))
    .toSorted((one, other) => (one.action < other.action ? -1 : one.action > other.action ? 1 : 0))
    .map(
      ({ action, on, callers }) =>
        `| \`${action}\` | ${on} | ${tasks.map((task) => (callers.includes(task) ? '×' : '')).join(' | ')} |`,
    );
  return [`| action | on | ${tasks.join(' | ')} |`, `|---|---|${tasks.map(() => ':-:').join('|')}|`, ...rows].join(
    '\n',
  );
}

/** Lists what is allowed on `*`, or on things of others, and why. */
export const leftOpen = (): string =>
  scopes
    .flatMap(([name, { on, why }]) => {
      const actions = Object.keys(ACTIONS[name]).map((action) => `\`${action}\``);
      return why === undefined ? [] : [`- \`${name}\`, ${on}: ${why}. ${actions.join(', ')}`];
    })
    .join('\n');
