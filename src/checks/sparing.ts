import { type Statement, values } from '../policies/reading/policy.ts';

/** Makes a Deny that is the same for everybody but one role or user. */
export function sparing(statement: Statement, arn: string): Statement {
  const spared = Object.entries(statement.Condition?.['ArnNotEquals'] ?? {});
  const [key = 'aws:PrincipalArn', before] = spared.find(([name]) => name.toLowerCase() === 'aws:principalarn') ?? [];
  const others = Object.fromEntries(spared.filter(([name]) => name !== key));
  return {
    ...statement,
    Condition: { ...statement.Condition, ArnNotEquals: { ...others, [key]: [...values(before), arn] } },
  };
}

/** Makes a Deny that is the same for everybody but the services of AWS. */
export const sparingServices = (statement: Statement): Statement => ({
  ...statement,
  Condition: {
    ...statement.Condition,
    Bool: { ...statement.Condition?.['Bool'], 'aws:PrincipalIsAWSService': 'false' },
  },
});

/** Gives what is left of a Deny without these actions, where it names all of its actions one by one; undefined where nothing is, or it does not. */
export function without(statement: Statement, actions: readonly string[]): Statement | undefined {
  const named = values(statement.Action);
  const dropped = new Set(actions.map((action) => action.toLowerCase()));
  const left = named.filter((action) => !dropped.has(action.toLowerCase()));
  if (left.length === 0 || named.some((action) => /[*?]/.test(action))) return undefined;
  return { ...statement, Action: left };
}
