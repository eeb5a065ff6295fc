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
  tags: Tags;
  /** By key; absent: there are none. */
  objects?: Record<string, StoredObject>;
}

/** An object, whose content is text. */
export interface StoredObject {
  modified: string;
  content: string;
}

export interface PublicAccessBlock {
  blockPublicAcls: boolean;
  ignorePublicAcls: boolean;
  blockPublicPolicy: boolean;
  restrictPublicBuckets: boolean;
}
