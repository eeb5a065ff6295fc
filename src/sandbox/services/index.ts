import type { Service } from '../operation.ts';
import { accountService } from './account.ts';
import { ec2 } from './ec2.ts';
import { iam } from './iam.ts';
import { kms } from './kms.ts';
import { logs } from './logs.ts';
import { organizations } from './organizations.ts';
import { s3 } from './s3.ts';
import { ssm } from './ssm.ts';
import { sts } from './sts.ts';

/** Every service the sandbox knows, by its signing name. */
export const SERVICES: ReadonlyMap<string, Service> = new Map(
  [ec2, iam, kms, logs, s3, ssm, sts, organizations, accountService].map((service) => [service.name, service]),
);
