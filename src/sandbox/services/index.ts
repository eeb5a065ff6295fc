import type { Service } from '../operation.ts';
import { accountService } from './account.ts';
import { kms } from './kms.ts';
import { logs } from './logs.ts';
import { organizations } from './organizations.ts';
import { ssm } from './ssm.ts';
import { sts } from './sts.ts';

/** Every service the sandbox knows, by its signing name. */
export const SERVICES: ReadonlyMap<string, Service> = new Map(
  [kms, logs, ssm, sts, organizations, accountService].map((service) => [service.name, service]),
);
