import { createHash } from 'node:crypto';
import { SANDBOX_USER, sandboxUserId } from '../iam/sandbox-user.ts';
import type { Group, IamState, InstanceProfile, ManagedPolicy, Role, User } from '../state/iam.ts';
import { accountId, counted, created, ownerOf, policy, tags } from './members.ts';
import type { Place } from './mistakes.ts';
import {
  becomes,
  byName,
  type Draft,
  inShort,
  list,
  matching,
  object,
  optional,
  type Rule,
  some,
  text,
  unless,
  whole,
} from './rules.ts';

type PolicyVersion = ManagedPolicy['versions'][number];

/** Makes an id that is always the same for a thing of this name. */
const uniqueId = (prefix: string) => (place: Place) => {
  const digest = createHash('sha256').update(place.names.slice(0, -1).join(' ')).digest('hex');
  return prefix + digest.slice(0, 17).toUpperCase();
};

const path = unless(() => '/', matching(/^\/(.*\/)?$/, 'a path, as / or /service-role/'));

const identity = (id: Rule<string>) =>
  ({ id, path, created, inline: byName(policy), attached: list(text), boundary: optional(text), tags }) as const;

/** The trust of a role whose seed names none: the two services through which nodes get their roles. */
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: ['ec2.amazonaws.com', 'ssm.amazonaws.com'] },
      Action: 'sts:AssumeRole',
    },
  ],
});

const role = object<Role>({
  ...identity(unless(uniqueId('AROA'), text)),
  trust: unless(() => TRUST, policy),
  description: optional(text),
  maxSessionDuration: optional(whole),
});

// The user to whom callers' credentials belong by default has a fixed id.
const userId = (place: Place): string =>
  ownerOf(place) === SANDBOX_USER ? sandboxUserId(place.names[1] ?? '') : uniqueId('AIDA')(place);

const user = object<User>(identity(unless(userId, text)));

const group = object<Group>({
  id: unless(uniqueId('AGPA'), text),
  path,
  created,
  inline: byName(policy),
  attached: list(text),
  users: list(text),
});

const instanceProfile = object<InstanceProfile>({
  id: unless(uniqueId('AIPA'), text),
  path,
  created,
  roles: list(text),
});

/** Reads a part of the ARN under which a policy is listed: `path` or `name`. */
const ofArn = (part: 'path' | 'name'): Rule<string> =>
  unless((place) => /:policy(?<path>\/(?:.*\/)?)(?<name>.+)$/.exec(ownerOf(place))?.groups?.[part] ?? '', text);

const managed = {
  id: unless(uniqueId('ANPA'), text),
  name: ofArn('name'),
  path: ofArn('path'),
  description: unless(() => '', text),
  created,
  tags,
} as const;

/** A policy of one version: `{ "document": { … } }`. */
interface OneVersion extends Omit<ManagedPolicy, 'versions' | 'defaultVersion' | 'lastVersion'> {
  readonly document: string;
}

const managedPolicy: Rule<ManagedPolicy> = inShort(
  'versions',
  becomes(
    object<Draft<ManagedPolicy, 'defaultVersion' | 'lastVersion'>>({
      ...managed,
      defaultVersion: optional(text),
      versions: some(object<PolicyVersion>({ version: counted('v'), document: policy, created })),
      lastVersion: optional(whole),
    }),
    (given) => {
      const last = given.versions.at(-1)?.version ?? '';
      return { defaultVersion: last, lastVersion: Number(last.slice(1)), ...given };
    },
  ),
  becomes(object<OneVersion>({ ...managed, document: policy }), ({ document, ...given }) => ({
    ...given,
    defaultVersion: 'v1',
    versions: [{ version: 'v1', document, created: given.created }],
    lastVersion: 1,
  })),
);

/** The identities of an account. */
export const iam = byName(
  object<IamState>({
    roles: byName(role),
    users: byName(user),
    groups: optional(byName(group)),
    instanceProfiles: byName(instanceProfile),
    policies: byName(
      managedPolicy,
      matching(/^arn:[\w-]+:iam::\d{12}:policy\/./, 'an ARN, as arn:aws:iam::123456789012:policy/name'),
    ),
    servicePolicies: list(policy),
  }),
  accountId,
);
