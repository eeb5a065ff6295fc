import { type S3Control as Whole, GetPublicAccessBlockCommand, S3ControlClient } from '@aws-sdk/client-s3-control';
import { type ClassOf, type Cut, cut } from './cut.ts';

const commands = { GetPublicAccessBlockCommand };

export type S3Control = Cut<Whole, typeof commands>;
export const S3Control = cut(S3ControlClient, commands) as ClassOf<S3Control>;
