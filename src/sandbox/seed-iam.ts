import { byName, list, object, optional, text, time, whole } from './seed-rules.ts';
import type { IamState, InstanceProfile, ManagedPolicy, Role, User } from './state.ts';

const tags = byName(text);

const identity = {
  id: text,
  path: text,
  created: time,
  inline: byName(text),
  attached: list(text),
  boundary: optional(text),
  tags,
} as const;

/** The identities of an account. */
export const iam = object<IamState>({
  roles: byName(
    object<Role>({
      ...identity,
      trust: text,
      description: optional(text),
      maxSessionDuration: optional(whole),
    }),
  ),
  users: byName(object<User>(identity)),
  instanceProfiles: byName(object<InstanceProfile>({ id: text, path: text, created: time, roles: list(text) })),
  policies: byName(
    object<ManagedPolicy>({
      id: text,
      name: text,
      path: text,
      description: text,
      created: time,
      defaultVersion: text,
      versions: list(object<ManagedPolicy['versions'][number]>({ version: text, document: text, created: time })),
      lastVersion: whole,
      tags,
    }),
  ),
  servicePolicies: list(text),
});
