import { isObject } from '../state/json.ts';
import { matchesAction, matchesWildcard } from './wildcard.ts';

/** A statement of a resource policy with every single value made a list. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  /** `['*']` under `*`: anybody. */
  readonly principals: Readonly<Record<string, readonly string[]>>;
  /** True if the principals are those of NotPrincipal: the statement is about everyone else. */
  readonly spares: boolean;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Operator, key (in lower case), values. */
  readonly conditions: readonly (readonly [operator: string, key: string, values: readonly string[]])[];
}

/** A request: the principal, the action and the condition keys (in lower case). */
export interface Request {
  /** The kinds and names under which a statement can admit the principal. */
  readonly principals: readonly (readonly [kind: string, name: string])[];
  readonly action: string;
  readonly context: Readonly<Record<string, string>>;
}

const cache = new Map<string, readonly Statement[] | undefined>();

/** Reads the statements of a policy; undefined if the text is no policy. */
export function parsePolicy(text: string): readonly Statement[] | undefined {
  if (cache.has(text)) return cache.get(text);
  const statements = parse(text);
  if (cache.size >= 10_000) cache.clear();
  cache.set(text, statements);
  return statements;
}

/** Tells whether these statements allow the request and none denies it. Covers only the parts of the policy language that key policies use. */
export function allows(statements: readonly Statement[], request: Request): boolean {
  const hits = statements.filter((statement) => applies(statement, request));
  return hits.some((hit) => hit.effect === 'Allow') && !hits.some((hit) => hit.effect === 'Deny');
}

function applies(statement: Statement, request: Request): boolean {
  const named = request.principals.some(([kind, name]) => statement.principals[kind]?.includes(name));
  const anybody = statement.principals['*'] !== undefined || statement.principals['AWS']?.includes('*') === true;
  return (
    (named || anybody) !== statement.spares &&
    matchesAction(statement.actions, request.action) &&
    statement.resources.some((resource) => matchesWildcard(resource, '*') || resource.includes(':key/')) &&
    statement.conditions.every(([operator, key, values]) => holds(operator, values, request.context[key]))
  );
}

function holds(operator: string, values: readonly string[], actual: string | undefined): boolean {
  if (actual === undefined) return operator.endsWith('IfExists');
  switch (operator.replace(/IfExists$/, '').replace(/^For(Any|All)Values?:/, '')) {
    case 'StringEquals':
      return values.includes(actual);
    case 'StringEqualsIgnoreCase':
      return values.some((value) => value.toLowerCase() === actual.toLowerCase());
    case 'StringLike':
    case 'ArnEquals':
    case 'ArnLike':
      return values.some((value) => matchesWildcard(value, actual));
    default:
      return false;
  }
}

function parse(text: string): readonly Statement[] | undefined {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(policy)) return undefined;
  const statements = Array.isArray(policy['Statement']) ? policy['Statement'] : [policy['Statement']];
  const parsed = statements.map((statement: unknown) => parseStatement(statement));
  return parsed.length > 0 && parsed.every((statement) => statement !== undefined) ? parsed : undefined;
}

function parseStatement(value: unknown): Statement | undefined {
  if (!isObject(value)) return undefined;
  const { Effect: effect, Condition: condition = {} } = value;
  const spares = 'NotPrincipal' in value;
  if (spares && 'Principal' in value) return undefined;
  const principal = spares ? value['NotPrincipal'] : value['Principal'];
  const actions = strings(value['Action']);
  const resources = strings(value['Resource']);
  if ((effect !== 'Allow' && effect !== 'Deny') || !actions?.length || !resources?.length) return undefined;
  const principals: Record<string, readonly string[]> = {};
  if (principal === '*') principals['*'] = ['*'];
  else if (isObject(principal)) {
    for (const [kind, names] of Object.entries(principal)) {
      const list = strings(names);
      if (!list?.length) return undefined;
      principals[kind] = list;
    }
  } else return undefined;
  if (!isObject(condition)) return undefined;
  const conditions: (readonly [string, string, readonly string[]])[] = [];
  for (const [operator, tests] of Object.entries(condition)) {
    if (!isObject(tests)) return undefined;
    for (const [key, values] of Object.entries(tests)) {
      const list = strings(values);
      if (!list) return undefined;
      conditions.push([operator, key.toLowerCase(), list]);
    }
  }
  return { effect, principals, spares, actions, resources, conditions };
}

/** Reads one text or a list of texts as a list; undefined for anything else. Numbers and booleans count as texts. */
export function strings(value: unknown): readonly string[] | undefined {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = items.map((item) => (typeof item === 'boolean' || typeof item === 'number' ? String(item) : item));
  return texts.every((item) => typeof item === 'string') ? texts : undefined;
}
