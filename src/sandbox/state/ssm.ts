import { createHash } from 'node:crypto';
import type { Tags } from './tags.ts';

export interface Document {
  type: string;
  defaultVersion: string;
  /** Oldest first. */
  versions: DocumentVersion[];
  /** The number the last version got, deleted or not: numbers are never used again. */
  lastVersion: number;
  created: string;
  tags: Tags;
  /** Accounts it is shared with, or `all`, with the version shared. */
  sharedWith: Record<string, string>;
  targetType?: string;
}

export interface DocumentVersion {
  version: string;
  format: 'JSON' | 'YAML' | 'TEXT';
  content: string;
  hash: string;
  created: string;
  name?: string;
  displayName?: string;
  /** Absent: Active. */
  status?: 'Active' | 'Creating' | 'Updating' | 'Deleting' | 'Failed';
  statusInformation?: string;
  /** The time at which what is busy becomes Active, or is gone; absent: never. */
  until?: string;
}

export interface Association {
  id: string;
  version: number;
  created: string;
  updated: string;
  tags: Tags;
  status: { Status: string; DetailedStatus: string };
  /** Earlier versions' parameters, oldest first. */
  history: AssociationParameters[];
  /** The input of Create- or UpdateAssociation, under AWS's own names. */
  parameters: AssociationParameters;
}

/** The parameters of an association; `Name` is the document's name. */
export interface AssociationParameters {
  readonly Name: string;
  readonly [member: string]: unknown;
}

/** A node that has registered with Systems Manager. */
export interface ManagedNode {
  pingStatus: 'Online' | 'ConnectionLost' | 'Inactive';
  lastPing: string;
  /** Four numbers: `3.3.131.0`. */
  agentVersion: string;
  platform: 'Linux' | 'Windows' | 'MacOS';
  platformName: string;
  platformVersion: string;
  computerName: string;
  ipAddress: string;
  /** The answer of GetConnectionStatus. */
  connected: boolean;
  /** A role's name, for a hybrid node. */
  iamRole?: string;
  tags: Tags;
  /** By association id. */
  associations: Record<string, { status: 'Success' | 'Failed' | 'Pending' }>;
}

/** What is known of every session. */
interface Session {
  /** Id of the node. */
  target: string;
  /** ARN of the user. */
  owner: string;
  started: string;
  reason?: string;
  /** Minutes; absent: there is no limit. */
  maxDuration?: string;
  /** Absent: Standard. */
  accessType?: 'Standard' | 'JustInTime';
  /** Where the agent has put its log. */
  log?: SessionLog;
}

/** Where a session is logged. */
export interface SessionLog {
  /** Name of a bucket, and a key in it. */
  s3?: { bucket: string; key: string };
  /** The log group; the stream is named as the session is. */
  group?: string;
}

/** A session that has begun, and is not over. */
export interface ActiveSession extends Session {
  /** Name of the Session document. */
  document: string;
  parameters: Readonly<Record<string, readonly string[]>>;
  /** Good for one connection; absent: it was used. */
  token?: string;
  /** Id of the process in which its agent is: without that it is over. Absent: none is known. */
  process?: number;
}

/** A session that is over. */
export interface PastSession extends Session {
  ended: string;
  status: 'Terminated' | 'Failed';
  document?: string;
  details?: string;
}

/** Gives the hash that a version of a document keeps of its content: SHA-256, in hexadecimal digits. */
export function hashOf(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}
