import type { Place } from '../aws/place.ts';

/** The Session documents that AWS offers in every region. */
export const AWS_DOCUMENTS = [
  'AWS-StartSSHSession',
  'AWS-StartPortForwardingSession',
  'AWS-StartPortForwardingSessionToRemoteHost',
  'AWS-StartPortForwardingSessionToSocket',
  'AWS-StartInteractiveCommand',
  'AWS-StartNonInteractiveCommand',
] as const;

/** Gives the ARN of a document of this account, or of AWS, whose documents belong to no account. */
export const documentArn = (
  name: string,
  { partition, region, account }: Place & { readonly account: string },
): string => `arn:${partition.name}:ssm:${region}:${name.startsWith('AWS-') ? '' : account}:document/${name}`;
