import { type STS as Whole, AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type ClassOf, type Cut, cut } from './cut.ts';

const commands = { AssumeRoleCommand, GetCallerIdentityCommand };

export type STS = Cut<Whole, typeof commands>;
export const STS = cut(STSClient, commands) as ClassOf<STS>;
