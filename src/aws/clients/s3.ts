import {
  type S3 as Whole,
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { type ClassOf, type Cut, cut } from './cut.ts';

const commands = {
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetPublicAccessBlockCommand,
};

export type S3 = Cut<Whole, typeof commands>;
export const S3 = cut(S3Client, commands) as ClassOf<S3>;
