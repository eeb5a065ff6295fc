// The specification of the resource types, as AWS publishes it, by which templates are checked.
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { Json, ParsedTemplate } from './evaluate.ts';

type SpecDatabase = ReturnType<typeof loadAwsServiceSpecSync>;

/** The types of properties, as far as templates have them. */
type PropertyType =
  | { readonly type: 'boolean' }
  | { readonly type: 'json' }
  | { readonly type: 'tag' }
  | { readonly type: 'string'; readonly allowedValues?: readonly string[] }
  | { readonly type: 'integer'; readonly allowedValues?: readonly number[] }
  | { readonly type: 'array'; readonly element: PropertyType }
  | { readonly type: 'map'; readonly element: PropertyType }
  | { readonly type: 'union'; readonly types: readonly PropertyType[] }
  | { readonly type: 'ref'; readonly reference: { readonly $ref: string } };

let loaded: SpecDatabase | undefined;

/** Lists what is wrong with the resources of a template: unknown types, properties that there are not, that lack, or of another type. */
export function specificationProblems({ Resources }: ParsedTemplate): readonly string[] {
  const database = (loaded ??= loadAwsServiceSpecSync());
  return Object.entries(Resources).flatMap(([id, { Type, Properties }]) => {
    const [found] = database.lookup('resource', 'cloudFormationType', 'equals', Type);
    if (!found) return [`${id}: there is no ${Type}`];
    return membersProblems(database, id, found.properties as Members, Properties);
  });
}

/** Gives the name of the property that identifies a resource of a type, for its import. */
export const identifierOf = (type: string): readonly string[] => {
  const database = (loaded ??= loadAwsServiceSpecSync());
  return database.lookup('resource', 'cloudFormationType', 'equals', type)[0]?.primaryIdentifier ?? [];
};

type Members = Readonly<Record<string, { readonly type: PropertyType; readonly required?: boolean }>>;

const membersProblems = (
  database: SpecDatabase,
  path: string,
  members: Members,
  value: Readonly<Record<string, Json>>,
): readonly string[] => [
  ...Object.entries(members).flatMap(([name, { required }]) =>
    required && !(name in value) ? [`${path}: ${name} is missing`] : [],
  ),
  ...Object.entries(value).flatMap(([name, member]) => {
    const known = members[name];
    return known ? problems(database, `${path}.${name}`, known.type, member) : [`${path}: there is no ${name}`];
  }),
];

// Whatever a function gives is taken.
const isFunction = (value: Json): boolean =>
  typeof value === 'object' && value !== null && /^(?:Ref|Fn::\w+)$/.test(Object.keys(value)[0] ?? '');

function problems(database: SpecDatabase, path: string, type: PropertyType, value: Json): readonly string[] {
  if (isFunction(value) || type.type === 'json') return [];
  const isNot = (what: string): readonly string[] => [`${path}: ${JSON.stringify(value)} is no ${what}`];
  if (type.type === 'union') {
    const each = type.types.map((one) => problems(database, path, one, value));
    return each.some((found) => found.length === 0) ? [] : (each[0] ?? []);
  }
  if (type.type === 'array') {
    if (!Array.isArray(value)) return isNot('list');
    return (value as readonly Json[]).flatMap((one, index) =>
      problems(database, `${path}.${index}`, type.element, one),
    );
  }
  if (type.type === 'string' || type.type === 'integer') {
    if (typeof value !== (type.type === 'string' ? 'string' : 'number')) return isNot(type.type);
    const allowed: readonly unknown[] | undefined = type.allowedValues;
    return allowed && !allowed.includes(value) ? isNot(allowed.join(' or ')) : [];
  }
  if (type.type === 'boolean') return typeof value === 'boolean' ? [] : isNot('boolean');
  if (type.type === 'tag') return problems(database, path, TAG, value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return isNot('map');
  const map = value as Readonly<Record<string, Json>>;
  if (type.type === 'ref') {
    return membersProblems(
      database,
      path,
      database.get('typeDefinition', type.reference.$ref).properties as Members,
      map,
    );
  }
  return Object.entries(map).flatMap(([name, member]) => problems(database, `${path}.${name}`, type.element, member));
}

const TAG: PropertyType = { type: 'map', element: { type: 'string' } };
