import type { Asked, Ruling } from '../facts/simulation.ts';
import type { Role } from '../facts/roles.ts';
import { grantsOf } from '../policies/reading/identity-policy.ts';
import { values } from '../policies/reading/policy.ts';
import type { Decided } from './gap.ts';
import type { NodeRole } from './node-roles.ts';
import { nodesUnder } from './nodes-under.ts';
import type { RegionAudit } from './region.ts';
import { REGISTER } from './unused-role.ts';

/** Asks IAM's evaluator what a role is allowed to do. */
export type Ask = (role: Role, asked: readonly Asked[]) => Promise<readonly Ruling[]>;

/** The number of nodes of a region that are asked about where a policy names single ones. */
const MOST = 50;

/** Stands for the id of a node that is not known: `i-…`, or `mi-…`. */
const SOME = '0123456789abcdef0';

/**
 * Corrects the answers about registering. A node registers under its own ARN, that of an instance or of a hybrid node, so a role may be
 * allowed it on nodes only, and not on `*`. `policiesKnown`: its policies can be read at no cost, and tell whether to ask.
 * https://github.com/aws/amazon-ssm-agent/issues/374
 */
export async function asNodes(
  ask: Ask,
  node: NodeRole,
  answers: readonly Decided[],
  policiesKnown: boolean,
): Promise<readonly Decided[]> {
  const { role } = node;
  const refused = answers.filter(
    ({ permission, decision }) => permission.action === REGISTER && (decision === 'denied' || decision === 'bounded'),
  );
  if (refused.length === 0 || (policiesKnown && !(await namesThings(role)))) return answers;
  const asked = await Promise.all(
    refused.map(async (answer) => {
      const arns = await arnsOf(node, answer.facts);
      return arns.map((resource) => ({ answer, permission: { ...answer.permission, resource } }));
    }),
  );
  const questions = asked.flat();
  const rulings = await ask(
    role,
    questions.map(({ permission }) => permission),
  );
  // What one node may not do, the role as a whole may not.
  const worst = new Map<Decided, Decided>();
  for (const [index, { answer, permission }] of questions.entries()) {
    const ruling = rulings[index] ?? UNANSWERED;
    const known = worst.get(answer);
    if (!known || (isOpen(known) && !isOpen(ruling))) worst.set(answer, { ...answer, permission, ...ruling });
  }
  const open = new Set(
    questions.flatMap(({ answer }, index) => (isOpen(rulings[index] ?? UNANSWERED) ? [answer] : [])),
  );
  return answers.map((answer) => {
    const found = worst.get(answer);
    if (!found) return answer;
    // Where no node may, it is lacking on everything.
    return open.has(answer) ? found : { ...found, permission: answer.permission };
  });
}

const UNANSWERED: Ruling = { decision: 'unknown', keys: [] };

const isOpen = ({ decision, keys }: Ruling): boolean => decision === 'allowed' || keys.length > 0;

/** Tells whether a statement allows registering on certain things. */
const namesThings = async (role: Role): Promise<boolean> =>
  grantsOf(await role.policies(), REGISTER).some(({ Resource }) => !values(Resource).includes('*'));

async function arnsOf(node: NodeRole, facts: RegionAudit): Promise<readonly string[]> {
  const { account, region, partition } = facts.target;
  const ids = await nodesUnder(node, facts).catch(() => []);
  const some = node.source === 'activation' ? `mi-${SOME}` : `i-${SOME}`;
  return (ids.length > 0 ? ids.slice(0, MOST) : [some]).map((id) =>
    id.startsWith('mi-')
      ? `arn:${partition.name}:ssm:${region}:${account}:managed-instance/${id}`
      : `arn:${partition.name}:ec2:${region}:${account}:instance/${id}`,
  );
}
