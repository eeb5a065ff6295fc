import { isObject } from '../state/json.ts';
import { type Condition, holds, type RequestContext, singleValue } from './policy-conditions.ts';
import { matchesResource } from './policy-patterns.ts';
import { expand, variablesIn } from './policy-variables.ts';
import { strings } from './policy.ts';
import { matchesAction } from './wildcard.ts';

/** A statement of an identity policy. */
export interface IdentityStatement {
  readonly effect: 'Allow' | 'Deny';
  /** Action, or NotAction where `except`. */
  readonly actions: Choice;
  /** Resource, or NotResource. */
  readonly resources: Choice;
  readonly conditions: readonly Condition[];
  /** True if the policy is of the version that has variables, 2012-10-17. */
  readonly variables: boolean;
}

/** Everything that these patterns match; `except`: everything else. */
export interface Choice {
  readonly patterns: readonly string[];
  readonly except: boolean;
}

/** A request by an identity. */
export interface IdentityRequest {
  readonly action: string;
  /** An ARN, or `*`, which only patterns for everything match. */
  readonly resource: string;
  readonly context: RequestContext;
}

const cache = new Map<string, readonly IdentityStatement[]>();

/** Reads the statements of a policy; a text that is no policy has none. */
export function identityStatements(text: string): readonly IdentityStatement[] {
  const known = cache.get(text);
  if (known) return known;
  const statements = parse(text);
  if (cache.size >= 10_000) cache.clear();
  cache.set(text, statements);
  return statements;
}

/** Tells whether a statement is about this request. */
export function isAbout(statement: IdentityStatement, { action, resource, context }: IdentityRequest): boolean {
  const { actions, resources, conditions, variables } = statement;
  const matches = (pattern: string): boolean => {
    const pieces = variables ? expand(pattern, (key) => singleValue(context, key)) : [{ pattern }];
    return pieces !== undefined && matchesResource(pieces, resource);
  };
  return (
    matchesAction(actions.patterns, action) !== actions.except &&
    resources.patterns.some(matches) !== resources.except &&
    conditions.every((condition) => holds(condition, context, variables))
  );
}

/** Lists the condition keys that a statement uses, in its conditions or as variables. */
export function keysOf({ resources, conditions, variables }: IdentityStatement): readonly string[] {
  const texts = [...resources.patterns, ...conditions.flatMap(({ values }) => values)];
  return [...conditions.map(({ key }) => key), ...(variables ? texts.flatMap(variablesIn) : [])];
}

function parse(text: string): readonly IdentityStatement[] {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    return [];
  }
  if (!isObject(policy)) return [];
  const { Version: version, Statement: all } = policy;
  return (Array.isArray(all) ? all : [all]).flatMap((statement: unknown) => {
    const parsed = parseStatement(statement, version === '2012-10-17');
    return parsed ? [parsed] : [];
  });
}

function parseStatement(statement: unknown, variables: boolean): IdentityStatement | undefined {
  if (!isObject(statement)) return undefined;
  const { Effect: effect } = statement;
  const actions = choice(statement, 'Action');
  const resources = choice(statement, 'Resource');
  const conditions = conditionsOf(statement['Condition']);
  if ((effect !== 'Allow' && effect !== 'Deny') || !actions || !resources || !conditions) return undefined;
  return { effect, actions, resources, conditions, variables };
}

function choice(statement: Readonly<Record<string, unknown>>, name: 'Action' | 'Resource'): Choice | undefined {
  const except = statement[name] === undefined;
  const patterns = strings(statement[except ? `Not${name}` : name]);
  return patterns && { patterns, except };
}

/** Reads the lines of a Condition element; undefined if it is malformed. */
export function conditionsOf(element: unknown): readonly Condition[] | undefined {
  if (element === undefined) return [];
  if (!isObject(element)) return undefined;
  const conditions: Condition[] = [];
  for (const [operator, lines] of Object.entries(element)) {
    if (!isObject(lines)) return undefined;
    for (const [key, value] of Object.entries(lines)) {
      const values = strings(value);
      if (!values) return undefined;
      conditions.push({ operator, key, values });
    }
  }
  return conditions;
}
