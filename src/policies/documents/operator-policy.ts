import type { Place } from '../../aws/place.ts';
import type { Task } from '../../inputs/tables/policy.ts';
import type { Policy } from '../reading/policy.ts';
import { allow } from './allow.ts';
import { ACTIONS } from './operator-actions.ts';
import { type Names, type Scope, type ScopeName, SCOPES } from './operator-scopes.ts';

/**
 * Makes the policy of the credentials of a run, in each account: a statement for each kind of thing, which allows what the tasks
 * call on it and nothing else. Whoever has `grant` can write any policy under our prefix and attach it, and so give a role
 * anything: it is for those who administer the account. A region of `*`, and an absent account, stand for any.
 */
export function operatorPolicy(place: Place, names: Names, tasks: readonly Task[]): Policy {
  const statements = (Object.keys(SCOPES) as ScopeName[]).flatMap((name) => {
    const actions = actionsIn(name, tasks);
    const { resources, condition }: Scope = SCOPES[name];
    return actions.length === 0 ? [] : [allow(name, actions, resources(place, names), condition?.(place, names))];
  });
  return { Version: '2012-10-17', Statement: statements };
}

/** Lists the actions that these tasks call on the things of a scope. */
export const actionsIn = (scope: ScopeName, tasks: readonly Task[]): readonly string[] =>
  Object.entries(ACTIONS[scope])
    .filter(([action, callers]) => callers.some((task) => tasks.includes(task)) && !isReplaced(action, tasks))
    .map(([action]) => action);

/** Tells whether an action is not needed because roles are read one by one: it shows the policies of every user and role. */
const isReplaced = (action: string, tasks: readonly Task[]): boolean =>
  action === 'iam:GetAccountAuthorizationDetails' && tasks.includes('roles');
