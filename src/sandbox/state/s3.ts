import type { Tags } from './tags.ts';

export interface Bucket {
  account: string;
  region: string;
  created: string;
  /** Default encryption: `AES256`, `aws:kms`, `aws:kms:dsse` or `none` (old stores only). */
  encryption: 'AES256' | 'aws:kms' | 'aws:kms:dsse' | 'none';
  /** ARN, id or alias of the key of `aws:kms`; absent: AWS's own. */
  kmsKeyId?: string;
  /** The four switches of the public access block; null: there is none. */
  publicAccessBlock: PublicAccessBlock | null;
  policy?: string;
  /** What it gives to others than its owner; absent: nothing. */
  acl?: AclGrant[];
  /** Absent: nothing is set, and whoever uploads an object owns it. */
  ownership?: 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter';
  /** The rules of its lifecycle; absent: it has none. */
  lifecycle?: LifecycleRule[];
  tags: Tags;
  /** By key; absent: there are none. */
  objects?: Record<string, StoredObject>;
}

/** A rule by which S3 deletes objects: all those to which every part of its filter applies. The sandbox only tells of it. */
export interface LifecycleRule {
  id: string;
  enabled: boolean;
  /** The filter; absent parts apply to every object. */
  prefix?: string;
  tag?: { key: string; value: string };
  /** In bytes. */
  largerThan?: number;
  /** In bytes. */
  smallerThan?: number;
  /** Days after which objects are deleted, or a day from which on; neither: the rule deletes no objects that are current. */
  days?: number;
  date?: string;
}

/** An object, whose content is text. */
export interface StoredObject {
  modified: string;
  content: string;
}

export interface AclGrant {
  /** A group, `AllUsers`, `AuthenticatedUsers` or `LogDelivery`, or the canonical id of an account. */
  grantee: string;
  permission: 'READ' | 'WRITE' | 'READ_ACP' | 'WRITE_ACP' | 'FULL_CONTROL';
}

export interface PublicAccessBlock {
  blockPublicAcls: boolean;
  ignorePublicAcls: boolean;
  blockPublicPolicy: boolean;
  restrictPublicBuckets: boolean;
}
