import type { Tags } from './tags.ts';

/** The identities of an account and what they may do. Policy documents are JSON text. */
export interface IamState {
  /** By name. */
  roles: Record<string, Role>;
  users: Record<string, User>;
  /** Absent: none. */
  groups?: Record<string, Group>;
  instanceProfiles: Record<string, InstanceProfile>;
  /** The account's own managed policies, by ARN; those of AWS are built in. */
  policies: Record<string, ManagedPolicy>;
  /** Service control policies in effect on the account, as JSON text. Unless one allows something, FullAWSAccess is among them. */
  servicePolicies: string[];
}

export interface Identity {
  id: string;
  path: string;
  created: string;
  /** By name. */
  inline: Record<string, string>;
  /** ARNs of managed policies. */
  attached: string[];
  /** ARN of a managed policy. */
  boundary?: string;
  tags: Tags;
}

export interface Role extends Identity {
  trust: string;
  description?: string;
  /** Seconds; absent: one hour. */
  maxSessionDuration?: number;
}

export type User = Identity;

export interface Group extends Pick<Identity, 'id' | 'path' | 'created' | 'inline' | 'attached'> {
  /** Names. */
  users: string[];
}

export interface InstanceProfile {
  id: string;
  path: string;
  created: string;
  /** Names; AWS allows one. */
  roles: string[];
}

export interface ManagedPolicy {
  id: string;
  name: string;
  path: string;
  description: string;
  created: string;
  defaultVersion: string;
  /** Oldest first; five at the most. */
  versions: { version: string; document: string; created: string }[];
  /** The number the last version got. */
  lastVersion: number;
  tags: Tags;
}

export const emptyIam = (): IamState => ({
  roles: {},
  users: {},
  instanceProfiles: {},
  policies: {},
  servicePolicies: [],
});
