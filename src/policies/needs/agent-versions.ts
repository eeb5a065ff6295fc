/**
 * The first version of the agent with each feature: release notes of https://github.com/aws/amazon-ssm-agent, and
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-prerequisites.html
 */
export const SINCE = {
  sessions: '2.3.68.0',
  encryption: '2.3.539.0',
  /** It gives the owner of a bucket all rights with the upload itself. */
  ownerRights: '2.3.722.0',
  shellProfiles: '3.0.161.0',
  streaming: '3.0.284.0',
  hostManagement: '3.2.582.0',
  /** It takes its commands from ssmmessages: https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html */
  withoutEc2messages: '3.3.40.0',
} as const;
