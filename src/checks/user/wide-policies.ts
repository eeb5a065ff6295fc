import type { Principal } from '../../facts/caller.ts';
import {
  allowsWithoutDocumentCheck,
  endsOthersSessions,
  isAdministrator,
} from '../../policies/reading/identity-policy.ts';
import type { Observation } from '../check.ts';
import { page } from '../page.ts';
import { hint } from '../remedy.ts';

/** Finds what the policies of the caller allow besides what was meant. */
export async function widePolicies(who: Principal): Promise<readonly Observation[]> {
  const [policies, attached] = await Promise.all([who.policies(), who.attached()]);
  if (isAdministrator(policies) || attached.some((arn) => arn.endsWith(':aws:policy/AdministratorAccess'))) return [];
  const observations: Observation[] = [];
  if (allowsWithoutDocumentCheck(policies)) {
    observations.push({
      check: 'user.document-access-check',
      verdict: 'warn',
      subject: who.name,
      summary: 'is allowed certain session documents only, but may start the default shell all the same',
      remedy: hint(
        'add to each statement that allows ssm:StartSession: "Condition": {"BoolIfExists": {"ssm:SessionDocumentAccessCheck": "true"}}',
      ),
      ref: page('list_awssystemsmanager', 'service-authorization/latest/reference'),
    });
  }
  if (endsOthersSessions(policies)) {
    observations.push({
      check: 'user.terminate-any',
      verdict: 'warn',
      subject: who.name,
      summary: "may end or resume everybody's sessions",
      remedy: hint(
        'allow ssm:TerminateSession and ssm:ResumeSession on own sessions only, as in: session-manager policy user',
      ),
      ref: page('getting-started-restrict-access-examples'),
    });
  }
  return observations;
}
