import type { Service } from '../../inputs/tables/policy.ts';
import type { NamedKey } from '../../names/key.ts';
import type { Statement } from '../reading/policy.ts';
import type { SessionConfiguration } from './configuration.ts';

/**
 * The purposes for which a node needs permissions for sessions, in the order of their statements. `kms-via-logs` is asked for by one page
 * of AWS and contradicted by another.
 */
export const SESSION_NEEDS = ['core', 'logs', 'kms-decrypt', 's3', 'kms-via-logs'] as const;

export type Need = (typeof SESSION_NEEDS)[number];

/** What actions are about. */
export type Thing =
  | {
      /** What a policy names for it, in every region. */
      readonly patterns: readonly string[];
      /** The ARN in a request; absent: it is the pattern. */
      readonly request?: string;
      readonly condition?: Statement['Condition'];
    }
  | {
      /** A key, as a policy names it: by its alias, where it has one. */
      readonly key: NamedKey;
      /** The same as it is read: a request has its aliases, too. */
      readonly read?: NamedKey;
      /** What a policy names instead. */
      readonly patterns?: readonly string[];
    };

/** A row of the table of needs: what somebody is allowed, on what, and when they need it. `Setting`: what that depends on. */
export interface Row<Setting> {
  /** The Sid of the statement that grants it; rows of one Sid are one statement. */
  readonly sid: string;
  /** As policies name them. */
  readonly actions: readonly string[];
  /** Undefined: it is not needed there. */
  readonly thing: (setting: Setting) => Thing | undefined;
  /** The same in words. */
  readonly on: string;
  /** What makes it needed, in words; absent: always. */
  readonly when?: string;
  /** The endpoint that it goes through; absent: none of the caller, since a service calls. */
  readonly through?: string;
  /** The service that makes the call with the permissions of the caller. */
  readonly via?: 'logs' | 's3';
  /** The page that says so. */
  readonly ref: string;
}

/** What a node needs. */
export interface NodeRow extends Row<SessionConfiguration> {
  /** `agent-update`: to be updated by State Manager. `commands`: what old agents need besides. */
  readonly need: Need | 'agent-update' | 'commands';
  readonly through?: Service;
  /** Actions to try a policy on, where these are not all that it names: without patterns, and what every session needs. */
  readonly calls?: readonly string[];
  /** The actions that no node needs before its first session: being online does not show that they are allowed. */
  readonly inSession?: readonly string[];
  /** Set if no role has to allow it: the resource is open to everybody. */
  readonly open?: true;
  /** The first agent that does so; absent: all do. */
  readonly since?: string;
  /** The first agent that does so no longer. */
  readonly until?: string;
}
