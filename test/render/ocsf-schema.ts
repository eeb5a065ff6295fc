// The class Compliance Finding of OCSF 1.5.0, with the profile cloud: all of its members that we use, and those that are required.
// Typed from https://schema.ocsf.io/1.5.0/classes/compliance_finding?profiles=cloud and the objects that it names.

/** A text, a whole number, a time in milliseconds, or a number with the captions of its values, whose text stands beside it; `[x]` is a list. */
type Type =
  | 'text'
  | 'integer'
  | 'time'
  | 'any'
  | { readonly [value: number]: string }
  | readonly [Type]
  | (() => Shape);

interface Shape {
  readonly required?: readonly string[];
  /** At least one of these. */
  readonly some?: readonly string[];
  readonly members: Readonly<Record<string, Type>>;
}

const OTHER = { 0: 'Unknown', 99: 'Other' } as const;

const account = (): Shape => ({
  some: ['name', 'uid'],
  members: { uid: 'text', name: 'text', type: 'text', type_id: { ...OTHER, 10: 'AWS Account' } },
});

const EVENT: Shape = {
  required: [
    'activity_id',
    'category_uid',
    'class_uid',
    'compliance',
    'finding_info',
    'metadata',
    'severity_id',
    'time',
    'type_uid',
  ],
  members: {
    activity_id: { ...OTHER, 1: 'Create', 2: 'Update', 3: 'Close' },
    activity_name: 'text',
    category_uid: { 2: 'Findings' },
    category_name: 'text',
    class_uid: { 2003: 'Compliance Finding' },
    class_name: 'text',
    type_uid: {
      200_301: 'Compliance Finding: Create',
      200_302: 'Compliance Finding: Update',
      200_303: 'Compliance Finding: Close',
    },
    type_name: 'text',
    time: 'time',
    severity_id: { ...OTHER, 1: 'Informational', 2: 'Low', 3: 'Medium', 4: 'High', 5: 'Critical', 6: 'Fatal' },
    severity: 'text',
    status_id: { ...OTHER, 1: 'New', 2: 'In Progress', 3: 'Suppressed', 4: 'Resolved', 5: 'Archived', 6: 'Deleted' },
    status: 'text',
    status_code: 'text',
    message: 'text',
    metadata: () => ({
      required: ['product', 'version'],
      members: {
        version: 'text',
        product: () => ({ some: ['name', 'uid'], members: { name: 'text', vendor_name: 'text', version: 'text' } }),
        event_code: 'text',
        profiles: ['text'],
      },
    }),
    finding_info: () => ({
      required: ['uid'],
      members: {
        uid: 'text',
        title: 'text',
        desc: 'text',
        analytic: () => ({
          required: ['type_id'],
          some: ['name', 'uid'],
          members: { uid: 'text', name: 'text', type_id: { ...OTHER, 1: 'Rule' }, type: 'text' },
        }),
        first_seen_time: 'time',
        last_seen_time: 'time',
        modified_time: 'time',
      },
    }),
    compliance: () => ({
      members: {
        control: 'text',
        desc: 'text',
        status_id: { ...OTHER, 1: 'Pass', 2: 'Warning', 3: 'Fail' },
        status: 'text',
        standards: ['text'],
        requirements: ['text'],
      },
    }),
    resources: [
      () => ({
        some: ['name', 'uid'],
        members: {
          uid: 'text',
          name: 'text',
          type: 'text',
          cloud_partition: 'text',
          region: 'text',
          owner: () => ({ some: ['account', 'name', 'uid'], members: { account } }),
        },
      }),
    ],
    cloud: () => ({
      required: ['provider'],
      members: { provider: 'text', account, cloud_partition: 'text', region: 'text' },
    }),
    remediation: () => ({ required: ['desc'], members: { desc: 'text', references: ['text'] } }),
    unmapped: 'any',
  },
};

/** Lists what an event must not be: members that there are not, or that are missing, other types, and captions that are not those of their values. */
export function strangeIn(event: Readonly<Record<string, unknown>>): readonly string[] {
  const { profiles = [] } = event['metadata'] as { readonly profiles?: readonly string[] };
  const isInCloud = profiles.includes('cloud');
  return [
    ...(isInCloud === 'cloud' in event ? [] : ['cloud without its profile, or the other way round']),
    ...flaws(event, () => EVENT, 'event'),
  ];
}

function flaws(value: unknown, type: Type, path: string): readonly string[] {
  if (type === 'any') return [];
  if (type === 'text') return typeof value === 'string' && value !== '' ? [] : [`${path} is no text`];
  if (typeof type === 'function') {
    const { required = [], some = [], members } = type();
    const given = value as Readonly<Record<string, unknown>>;
    return [
      ...required.filter((name) => !(name in given)).map((name) => `${path} lacks ${name}`),
      ...(some.length > 0 && !some.some((name) => name in given) ? [`${path} lacks one of ${some.join()}`] : []),
      ...Object.entries(given).flatMap(([name, member]) => {
        const known = members[name];
        if (known === undefined) return [`${path} has ${name}`];
        return [...flaws(member, known, `${path}.${name}`), ...captionFlaw(given, name, known, path)];
      }),
    ];
  }
  if (Array.isArray(type)) {
    const [of] = type as unknown as readonly [Type];
    if (!Array.isArray(value)) return [`${path} is no list`];
    return value.flatMap((item, index) => flaws(item, of, `${path}[${index}]`));
  }
  if (!Number.isSafeInteger(value)) return [`${path} is no whole number`];
  if (type === 'time') return Number(value) > 1e12 ? [] : [`${path} is no time in milliseconds`];
  return typeof type === 'object' && !(Number(value) in type) ? [`${path} cannot be ${String(value)}`] : [];
}

function captionFlaw(
  given: Readonly<Record<string, unknown>>,
  name: string,
  type: Type,
  path: string,
): readonly string[] {
  if (typeof type !== 'object' || Array.isArray(type)) return [];
  const beside = {
    activity_id: 'activity_name',
    category_uid: 'category_name',
    class_uid: 'class_name',
    type_uid: 'type_name',
  };
  const caption = given[(beside as Readonly<Record<string, string>>)[name] ?? name.replace(/_id$/, '')];
  const wanted = (type as Readonly<Record<number, string>>)[Number(given[name])];
  return caption === undefined || caption === wanted
    ? []
    : [`${path}.${name} is ${wanted}, not ${JSON.stringify(caption)}`];
}
