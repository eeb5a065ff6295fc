/** What is no plain value is under this, so that no object of somebody's data is taken for an expression. */
const FORM = Symbol('form');

/** An expression of HCL that is not a plain value. */
export interface Expression {
  readonly [FORM]: Form;
}

/** What an expression consists of. */
export type Form =
  /** A reference or the like, as it is written: `each.key`. */
  | { readonly kind: 'code'; readonly text: string }
  /** A text with expressions in it. */
  | { readonly kind: 'template'; readonly parts: readonly (string | Expression)[] }
  /** A function with its arguments. */
  | { readonly kind: 'call'; readonly name: string; readonly values: readonly Value[] }
  /** One of several values, by a key. */
  | { readonly kind: 'choice'; readonly values: Readonly<Record<string, Value>>; readonly key: Expression }
  /** An object with a member for each of a collection: `head` names the variables, the collection, and the key. */
  | { readonly kind: 'each'; readonly head: string; readonly value: Value };

/** A value of HCL. */
export type Value =
  | string
  | number
  | boolean
  | null
  | Expression
  | readonly Value[]
  | { readonly [name: string]: Value };

/** Writes a reference as it is: `each.key`. */
export const code = (text: string): Expression => ({ [FORM]: { kind: 'code', text } });

/** Calls a function of Terraform. */
export const call = (name: string, ...values: readonly Value[]): Expression => ({
  [FORM]: { kind: 'call', name, values },
});

/** Makes an object with a member for each of a collection. `head`: `for region in local.regions : region` */
export const each = (head: string, value: Value): Expression => ({ [FORM]: { kind: 'each', head, value } });

/** Chooses one of several values by a key, whose value is the name of one. */
export const choice = (values: Readonly<Record<string, Value>>, key: Expression): Expression => ({
  [FORM]: { kind: 'choice', values, key },
});

/** Joins texts and expressions; gives a text where there is no expression, and an expression that stands alone as it is. */
export function template(parts: readonly (string | Expression)[]): Value {
  const some = parts.filter((part) => part !== '');
  if (some.every((part) => typeof part === 'string')) return some.join('');
  const [only, ...more] = some;
  return only !== undefined && typeof only !== 'string' && more.length === 0
    ? only
    : { [FORM]: { kind: 'template', parts: some } };
}

/** Tells an expression from a plain value. */
export const isExpression = (value: Value): value is Expression =>
  typeof value === 'object' && value !== null && FORM in value;

/** Gives what an expression consists of. */
export const formOf = (expression: Expression): Form => expression[FORM];
