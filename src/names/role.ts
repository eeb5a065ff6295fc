/**
 * Gives the name of a role by any of its names: the name, with its path or without, its ARN, or the ARN of one of its
 * sessions, which lacks the path. Names of roles are unique in an account, whatever their paths.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
export function roleName(role: string): string {
  const session = /^arn:[^:]+:sts::\d*:assumed-role\/([^/]+)/.exec(role)?.[1];
  return session ?? role.split('/').findLast((part) => part !== '') ?? role;
}
