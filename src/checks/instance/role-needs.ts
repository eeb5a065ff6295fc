import type { Need } from '../../policies/needs/need.ts';
import { page } from '../page.ts';

export const PROFILE = page('getting-started-create-iam-instance-profile');
const ENCRYPTION = page('session-preferences-enable-encryption');

/** The check of the role of Default Host Management that cannot log. */
export const WITHOUT_LOGS = 'dhmc.role-without-logs';

/** What comes of a need that a role does not meet; '' where that depends on the preferences. */
interface Meaning {
  readonly check: string;
  readonly summary: string;
  readonly ref: string;
}

/** The check for each need of a role. */
export const MEANING: Readonly<Record<Need, Meaning>> = {
  core: {
    check: 'instance.profile-without-ssm',
    summary: 'its nodes cannot register or open channels: sessions cannot be started',
    ref: PROFILE,
  },
  logs: { check: 'instance.logs-permissions', summary: '', ref: PROFILE },
  'kms-decrypt': {
    check: 'instance.kms-decrypt',
    summary: 'its nodes cannot use the session key: sessions end at once ("Fetching data key failed")',
    ref: ENCRYPTION,
  },
  s3: { check: 'instance.s3-permissions', summary: '', ref: PROFILE },
  'kms-via-logs': {
    check: 'instance.kms-via-logs',
    summary: 'AWS now requires that those who write to an encrypted log group may use its key, too',
    ref: page('encrypt-log-data-kms', 'AmazonCloudWatch/latest/logs'),
  },
};
