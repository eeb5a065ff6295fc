// What CloudFormation does with a template before it calls a service: parameters, conditions, functions. Written from its reference
// pages, and not from what makes our templates.
import assert from 'node:assert/strict';
import { parse } from 'yaml';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

export interface ParsedTemplate {
  readonly Parameters?: Readonly<Record<string, { readonly Type: string; readonly Default?: string }>>;
  readonly Conditions?: Readonly<Record<string, Json>>;
  readonly Resources: Readonly<Record<string, ParsedResource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: Json; readonly Condition?: string }>>;
}

export interface ParsedResource {
  readonly Type: string;
  readonly Condition?: string;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Metadata?: Json;
  readonly Properties: Readonly<Record<string, Json>>;
}

const FUNCTIONS = ['Sub', 'GetAtt', 'If', 'Or', 'Not', 'Equals', 'Join', 'Select', 'GetAZs', 'Split', 'Cidr'];

const tagOf = (name: string, long: string) => [
  { tag: `!${name}`, resolve: (text: string) => ({ [long]: text }) },
  {
    tag: `!${name}`,
    collection: 'seq' as const,
    resolve: (value: { toJSON(): Json }) => ({ [long]: value.toJSON() }),
  },
];

/** Reads a template as CloudFormation does: YAML 1.1 with the short forms of its functions. */
export const parseTemplate = (text: string): ParsedTemplate =>
  parse(text, {
    version: '1.1',
    customTags: [...tagOf('Ref', 'Ref'), ...FUNCTIONS.flatMap((name) => tagOf(name, `Fn::${name}`))] as never,
  }) as ParsedTemplate;

/** Where a stack is, and what its resources are called there. */
export interface Stack {
  readonly pseudo: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
  /** What `Ref` gives for a resource that is made. */
  readonly made: ReadonlyMap<string, string>;
  /** Its attributes: `Key.Arn`. */
  readonly attributes: ReadonlyMap<string, string>;
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value));

const NOTHING = Symbol('AWS::NoValue');

type Resolved = Json | typeof NOTHING;

/** Tells what a condition is in a stack. */
export function holds(template: ParsedTemplate, name: string | undefined, stack: Stack): boolean {
  if (name === undefined) return true;
  const condition = template.Conditions?.[name];
  assert.ok(condition !== undefined, `there is no condition ${name}`);
  return truth(template, condition, stack);
}

function truth(template: ParsedTemplate, condition: Json, stack: Stack): boolean {
  const [[name, argument] = ['', null]] = Object.entries(condition as Record<string, Json>);
  const each = argument as readonly Json[];
  if (name === 'Fn::Or') return each.some((one) => truth(template, one, stack));
  if (name === 'Fn::Not') return !truth(template, each[0] ?? null, stack);
  assert.equal(name, 'Fn::Equals');
  const [one, other] = each.map((value) => resolve(template, value, stack));
  return one === other;
}

/** Works a value out. Members without a value are left out. */
export function resolve(template: ParsedTemplate, value: Json, stack: Stack): Json {
  const found = resolved(template, value, stack);
  assert.ok(found !== NOTHING);
  return found;
}

function resolved(template: ParsedTemplate, value: Json, stack: Stack): Resolved {
  if (Array.isArray(value)) {
    return (value as readonly Json[]).map((one) => resolved(template, one, stack)).filter((one) => one !== NOTHING);
  }
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value);
  const [[name, argument] = ['', null]] = members;
  if (members.length === 1 && (name === 'Ref' || name.startsWith('Fn::'))) return call(template, name, argument, stack);
  return Object.fromEntries(
    members.flatMap(([key, member]) => {
      const found = resolved(template, member, stack);
      return found === NOTHING ? [] : [[key, found] as const];
    }),
  );
}

function call(template: ParsedTemplate, name: string, argument: Json, stack: Stack): Resolved {
  if (name === 'Ref') return argument === 'AWS::NoValue' ? NOTHING : reference(template, textOf(argument), stack);
  if (name === 'Fn::GetAtt') return attribute(textOf(argument), stack);
  if (name === 'Fn::Sub') return substituted(template, argument as string, stack);
  const each = argument as readonly Json[];
  if (name === 'Fn::If') {
    const [condition, then = null, otherwise = null] = each;
    return resolved(template, holds(template, textOf(condition), stack) ? then : otherwise, stack);
  }
  assert.equal(name, 'Fn::Join');
  const [between, parts = []] = each;
  return (resolve(template, parts, stack) as readonly string[]).join(textOf(between));
}

function reference(template: ParsedTemplate, name: string, stack: Stack): Json {
  const parameter = template.Parameters?.[name];
  const text = stack.parameters[name] ?? parameter?.Default;
  if (parameter && text !== undefined) return parameter.Type === 'CommaDelimitedList' ? text.split(',') : text;
  const found = stack.pseudo[name] ?? stack.made.get(name);
  assert.ok(found !== undefined, `nothing is called ${name} yet`);
  return found;
}

function attribute(name: string, stack: Stack): string {
  const found = stack.attributes.get(name);
  assert.ok(found !== undefined, `nothing has ${name} yet`);
  return found;
}

const substituted = (template: ParsedTemplate, text: string, stack: Stack): string =>
  text.replaceAll(/\$\{([^}]*)\}/g, (_, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    return name.includes('.') ? attribute(name, stack) : textOf(reference(template, name, stack));
  });

/** Lists the resources in an order in which each comes after those that it needs. Fails where they go round in a circle. */
export function inOrder({ Resources }: ParsedTemplate): readonly string[] {
  const done: string[] = [];
  const visit = (name: string, way: readonly string[]): void => {
    if (done.includes(name)) return;
    assert.ok(!way.includes(name), `circular dependency: ${[...way, name].join(' → ')}`);
    const text = JSON.stringify(Resources[name]);
    const needed = Object.keys(Resources).filter(
      (other) =>
        other !== name &&
        (new RegExp(`"Ref":"${other}"|"Fn::GetAtt":"${other}\\.|\\$\\{${other}[.}]`).test(text) ||
          [Resources[name]?.DependsOn ?? []].flat().includes(other)),
    );
    for (const other of needed) visit(other, [...way, name]);
    done.push(name);
  };
  for (const name of Object.keys(Resources)) visit(name, []);
  return done;
}
