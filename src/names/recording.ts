import { posix } from 'node:path';

/**
 * Gives the keys under which the agent may have put the log of a session in a bucket: BuildS3Path of agent/fileutil/fileutil.go and
 * uploadShellSessionLogsToS3 of agent/session/shell/shell.go in aws/amazon-ssm-agent. Of a prefix that begins with a slash, the SDK of
 * some agents drops that.
 */
export function recordingKeys(prefix: string, sessionId: string): readonly string[] {
  const key = posix.join(prefix, `${sessionId.replaceAll(':', '')}.log`);
  const bare = key.replace(/^\/+/, '');
  return key === bare ? [key] : [bare, key];
}

/** The log group that an agent names as the place of a log, in the address of its page in the console. */
export function groupInAddress(address: string): string | undefined {
  const [, group] = /[#;&:]group=([^;&]+)/.exec(address) ?? [];
  return group === undefined ? undefined : decoded(group);
}

/** The bucket and the key that an agent names as the place of a log. https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html */
export function objectInAddress(address: string): { readonly bucket: string; readonly key: string } | undefined {
  const [, host = '', path = ''] = /^https?:\/\/([^/]+)\/([^?#]*)/.exec(address) ?? [];
  const [, own] = /^(.+)\.s3[.-][^/]*$/.exec(host) ?? [];
  const [bucket = '', ...rest] = own === undefined ? path.split('/') : [own, path];
  const key = decoded(rest.join('/'));
  return bucket === '' || key === '' ? undefined : { bucket: decoded(bucket), key };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
