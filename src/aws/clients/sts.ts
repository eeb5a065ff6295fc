import {
  type STS as Whole,
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { type ClassOf, type Cut, cut } from './cut.ts';

const commands = { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand };

export type STS = Cut<Whole, typeof commands>;
export const STS = cut(STSClient, commands) as ClassOf<STS>;
