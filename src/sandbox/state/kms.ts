import type { Tags } from './tags.ts';

export interface Key {
  id: string;
  arn: string;
  state: 'Enabled' | 'Disabled' | 'PendingDeletion' | 'PendingReplicaDeletion' | 'PendingImport' | 'Unavailable';
  description: string;
  policy: string;
  tags: Tags;
  /** `null`: automatic rotation is off. */
  rotationDays: number | null;
  spec: string;
  usage: string;
  origin: string;
  multiRegion: boolean;
  /** ARN of the primary key that this one is a replica of. */
  replicaOf?: string;
  created: string;
  deletion?: string;
  /** Grants by their ids. */
  grants?: Record<string, KeyGrant>;
  /** The number of times that CloudWatch Logs will still refuse this key as too fresh (a fault). */
  refusalsLeft?: number;
}

export interface KeyGrant {
  /** ARN of a role or user. */
  grantee: string;
  /** `Decrypt`, `GenerateDataKey`… */
  operations: string[];
  /** What the encryption context of a request has to hold; absent: nothing. */
  contextSubset?: Record<string, string>;
  created: string;
}

export interface Alias {
  target: string;
  created: string;
  updated: string;
}
