/**
 * Tells whether a principal of a policy is a whole account: its id, or the ARN of its root, which AWS makes of the id.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-accounts
 */
export const isAccount = (principal: string, account: string | undefined, partition: string): boolean =>
  account !== undefined && (principal === account || principal === `arn:${partition}:iam::${account}:root`);

/** Gives the id of the account that a principal is of, or is; undefined where it does not say, as a unique id (`AROA…`). */
export const accountOf = (principal: string): string | undefined =>
  /^(?:arn:[^:]+:(?:iam|sts)::)?(\d{12})(?::|$)/.exec(principal)?.[1];

/** Writes a whole account in one way, by its id; other principals stay as they are. */
export const plainPrincipal = (principal: string): string =>
  /^arn:[^:]+:iam::(\d{12}):root$/.exec(principal)?.[1] ?? principal;
