import { isNotOffered } from '../aws/errors.ts';
import type { Target } from '../targets/target.ts';

/** Settings of Systems Manager for a region: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetServiceSetting.html */
export const SETTINGS = {
  /** The role of Default Host Management Configuration, with its path; `$None` when that is off. */
  hostManagementRole: '/ssm/managed-instance/default-ec2-instance-management-role',
  /** `standard` or `advanced`: only the latter lets sessions reach hybrid nodes. */
  activationTier: '/ssm/managed-instance/activation-tier',
  /** `Enable` or `Disable`. */
  publicSharing: '/ssm/documents/console/public-sharing-permission',
} as const;

/** Reads the value of a setting; undefined where the endpoint or the region does not have it. */
export async function readSetting(target: Target, id: string): Promise<string | undefined> {
  const ssm = await target.ssm();
  try {
    return (await ssm.getServiceSetting({ SettingId: id })).ServiceSetting?.SettingValue;
  } catch (error) {
    if ((error as Error).name === 'ServiceSettingNotFound' || isNotOffered(error)) return undefined;
    throw error;
  }
}
