import type { RegionAccess } from '../../audit/access.ts';
import type { AccountAudit } from '../../audit/account.ts';
import { documentArn } from '../../audit/session-documents.ts';
import { answerOf } from '../../audit/ways.ts';
import type { Principal } from '../../facts/caller.ts';
import { values } from '../../policies/reading/policy.ts';
import type { Observation } from '../check.ts';
import { page } from '../page.ts';
import { hint } from '../remedy.ts';

const PUSH = 'ec2-instance-connect:SendSSHPublicKey';

/**
 * Finds whether somebody whose policies name SSH keys for nodes can push one to none of those on which they may start sessions for
 * SSH. Nothing is asked about those whose policies do not name them: they bring keys of their own, or use no SSH.
 */
export async function sshKeys(facts: AccountAudit, who: Principal): Promise<readonly Observation[]> {
  const policies = await who.policies();
  const named = policies
    .flatMap(({ Statement }) => Statement)
    .some(
      ({ Effect, Action }) => Effect === 'Allow' && values(Action).some((one) => /^ec2-instance-connect:/i.test(one)),
    );
  if (!named) return [];
  const { regions } = await facts.access(who);
  const pushes = regions.flatMap(pushesIn);
  if (pushes.length === 0 || pushes.some((answer) => answer !== 'no')) return [];
  return [
    {
      check: 'user.ssh-key',
      verdict: 'info',
      subject: who.name,
      summary: `may start sessions for SSH, but not push a key to those nodes, although policies name ${PUSH}`,
      remedy: hint(
        `allow ${PUSH} on the same nodes, as in session-manager policy user --ssh --os-user NAME; or use keys of your own: session-manager ssh --no-key`,
      ),
      ref: page('ec2-instance-connect-configure-IAM-role', 'AWSEC2/latest/UserGuide'),
    },
  ];
}

/** Tells of each kind of instance on which sessions for SSH may be started whether a key may be pushed. */
function pushesIn(region: RegionAccess): readonly ReturnType<typeof answerOf>[] {
  const document = region.ruling('ssm:StartSession', documentArn('AWS-StartSSHSession', region.facts.target));
  if (answerOf(document) !== 'yes') return [];
  return region.groups
    .filter(({ ids, sample }) => ids.length > 0 && sample.resource.includes(':instance/'))
    .filter((group) => answerOf(group.ruling('ssm:StartSession')) === 'yes')
    .map((group) => answerOf(group.ruling(PUSH)));
}
