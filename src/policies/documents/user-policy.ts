import { type UserAccess, type UserPlace, USER_NEEDS } from '../needs/user-needs.ts';
import type { Policy } from '../reading/policy.ts';
import { statementsOf } from './statements.ts';

/**
 * Makes the policy of those who start sessions, in the form AWS recommends since the end of 2025: the documents are named, and
 * every permission to start requires the check of the document; users get their own data channels, and can end only their own sessions.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-quickstart.html
 */
export const userPolicy = (place: UserPlace, access: UserAccess): Policy => ({
  Version: '2012-10-17',
  Statement: statementsOf(USER_NEEDS, [{ place, access }]),
});
