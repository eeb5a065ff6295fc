import { accountService } from './account/operations.ts';
import { ec2InstanceConnect } from './ec2-instance-connect/operations.ts';
import { ec2 } from './ec2/operations.ts';
import { iam } from './iam/operations.ts';
import { kms } from './kms/operations.ts';
import { logs } from './logs/operations.ts';
import type { Service } from './operation.ts';
import { organizations } from './organizations/operations.ts';
import { route53 } from './route53/operations.ts';
import { s3 } from './s3/operations.ts';
import { ssm } from './ssm/operations.ts';
import { sts } from './sts/operations.ts';

/** Every service the sandbox knows, by its signing name. */
export const SERVICES: ReadonlyMap<string, Service> = new Map(
  [ec2, ec2InstanceConnect, iam, kms, logs, route53, s3, ssm, sts, organizations, accountService].map((service) => [
    service.name,
    service,
  ]),
);
