import type { Cause } from '../../audit/key-permission.ts';
import type { AccountAudit } from '../../audit/account.ts';
import type { RegionAudit } from '../../audit/region.ts';
import { SETTINGS } from '../../facts/settings.ts';
import { permissionsOf } from '../../policies/documents/session-needs.ts';
import type { Need } from '../../policies/needs/need.ts';
import type { Observation } from '../check.ts';
import { hint } from '../remedy.ts';
import { MEANING, PROFILE, WITHOUT_LOGS } from './role-needs.ts';

/** Advises to allow reading the setting of Default Host Management. */
export const READ_SETTING = hint(
  'allow these credentials ssm:GetServiceSetting: session-manager policy operator --for doctor',
);

/** What was not read, by the cause that leaves it open; what others decide is not to be read. */
const UNREAD: Readonly<Partial<Record<Cause | 'instances', readonly string[]>>> = {
  instances: ['ec2:DescribeInstances'],
  unseen: ['kms:DescribeKey', 'kms:ListAliases'],
  'policy-unseen': ['kms:GetKeyPolicy'],
  'grants-unseen': ['kms:ListGrants'],
  unsettled: ['ssm:GetServiceSetting'],
  'bucket-unseen': ['s3:GetBucketPolicy'],
};

/** Says which reads were denied where it is not known, for this cause, what someone may do. */
export function unreadBy(cause: Cause | 'instances'): Pick<Observation, 'unread'> {
  const unread = UNREAD[cause];
  return unread ? { unread } : {};
}

/** Finds the regions of which it cannot be read whether Default Host Management is on, and so under which role nodes work. */
export async function unreadHostManagement(facts: AccountAudit): Promise<readonly Observation[]> {
  const found = (await facts.regions()).map(async (region): Promise<readonly Observation[]> => {
    try {
      await region.hostManagementRole();
      return [];
    } catch {
      return [
        {
          check: WITHOUT_LOGS,
          verdict: 'unknown',
          subject: `setting${SETTINGS.hostManagementRole}`,
          summary:
            'it is not known whether Default Host Management is on, and whether its role may log, since its setting cannot be read',
          remedy: READ_SETTING,
          ref: PROFILE,
          ...unreadBy('unsettled'),
          region: region.target.region,
        },
      ];
    }
  });
  return (await Promise.all(found)).flat();
}

/** Finds the regions of which it cannot be read which hybrid nodes there are, and so under which roles they work. */
export async function unreadNodes(facts: AccountAudit): Promise<readonly Observation[]> {
  const found = (await facts.regions()).map(async (region): Promise<readonly Observation[]> => {
    try {
      await region.nodes();
      return [];
    } catch {
      return (await needsOf(region)).map((need) => ({
        check: MEANING[need].check,
        verdict: 'unknown',
        subject: 'nodes',
        summary:
          'it is not known whether there are hybrid nodes, and whether their roles have what sessions require, since nodes may not be read',
        remedy: READ_NODES,
        ref: MEANING[need].ref,
        unread: ['ssm:DescribeInstanceInformation'],
        region: region.target.region,
      }));
    }
  });
  return (await Promise.all(found)).flat();
}

/** Lists what the sessions of a region require of the roles of nodes. */
async function needsOf(facts: RegionAudit): Promise<readonly Need[]> {
  const found = new Set(permissionsOf(await facts.configuration()).map(({ need }) => need));
  return [...found].filter((need) => need !== 'kms-via-logs');
}

/** Advises to allow reading nodes. */
export const READ_NODES = hint(
  'allow these credentials ssm:DescribeInstanceInformation: session-manager policy operator --for doctor',
);
