import { partitionOf } from '../../src/aws/regions.ts';
import { TASKS } from '../../src/inputs/tables/policy.ts';
import { operatorPolicy, type Task } from '../../src/policies/documents/operator-policy.ts';
import { values } from '../../src/policies/reading/policy.ts';

const ANYWHERE = { region: '*', partition: partitionOf('us-east-1') };

const policyOf = (...tasks: readonly Task[]) => operatorPolicy(ANYWHERE, tasks);

/** Prints the whole policy of an operator: what `session-manager policy operator` prints. */
export const wholePolicy = (): string => `\`\`\`json\n${JSON.stringify(policyOf(...TASKS), null, 2)}\n\`\`\``;

/** Lists every action, and the tasks that call it. */
export function actionsByTask(): string {
  const actions = (...tasks: readonly Task[]): readonly string[] =>
    policyOf(...tasks).Statement.flatMap(({ Action }) => values(Action));
  const rows = actions(...TASKS)
    .toSorted()
    .map(
      (action) => `| \`${action}\` | ${TASKS.map((task) => (actions(task).includes(action) ? '×' : '')).join(' | ')} |`,
    );
  return [`| action | ${TASKS.join(' | ')} |`, `|---|${TASKS.map(() => ':-:').join('|')}|`, ...rows].join('\n');
}
