/** The user of an account who owns the credentials that the sandbox did not hand out. */
export const SANDBOX_USER = 'sandbox';

/** Gives the unique id of this user in an account. */
export function sandboxUserId(account: string): string {
  return `AIDASANDBOX0${account.slice(3)}`;
}
