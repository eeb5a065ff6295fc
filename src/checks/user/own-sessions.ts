import { causeByIam, isKnown } from '../../audit/key-permission.ts';
import { UNANSWERED } from '../../audit/session-request.ts';
import type { Principal } from '../../facts/caller.ts';
import type { Asked, Ruling } from '../../facts/simulation.ts';
import type { Observation } from '../check.ts';
import { page } from '../page.ts';
import { hint } from '../remedy.ts';

/** What whoever starts sessions does with them later: to take one up again whose connection was lost, and to end one. */
const ACTIONS = ['ssm:ResumeSession', 'ssm:TerminateSession'] as const;

/** Lists what is asked about somebody's sessions, under the names that these can have; they carry the tag that the service puts on them. */
export const ownSessionQuestions = (
  who: Principal,
  sessions: readonly string[],
  context: Asked['context'],
): readonly Asked[] =>
  ACTIONS.flatMap((action) =>
    sessions.map((resource) => ({
      action,
      resource,
      context: {
        ...context,
        ...(who.userId !== undefined && { 'ssm:resourceTag/aws:ssmmessages:session-id': [who.userId] }),
      },
    })),
  );

/** Finds what somebody certainly may not do with their own sessions; `rulings`: the answers to `ownSessionQuestions`. */
export function ownSessions(
  who: Principal,
  rulings: readonly Ruling[],
  policy: () => Promise<string>,
): Promise<readonly Observation[]> {
  const each = rulings.length / ACTIONS.length;
  const refused = ACTIONS.filter((_, index) => {
    const answers = rulings.slice(index * each, (index + 1) * each);
    return answers.length > 0 && answers.every(isRefused);
  });
  return refused.length === 0 ? Promise.resolve([]) : lacking(who, refused, policy);
}

const isRefused = (ruling: Ruling = UNANSWERED): boolean => {
  const cause = causeByIam(ruling);
  return cause !== undefined && isKnown(cause);
};

async function lacking(
  who: Principal,
  refused: readonly string[],
  policy: () => Promise<string>,
): Promise<readonly Observation[]> {
  const effects = {
    'ssm:ResumeSession': 'resume their own sessions: one whose connection is lost is over',
    'ssm:TerminateSession': 'end their own sessions: those that are left stay connected until they are idle for long',
  };
  return [
    {
      check: 'user.own-sessions',
      verdict: 'info',
      subject: who.name,
      summary: `may start sessions, but not ${ACTIONS.filter((action) => refused.includes(action))
        .map((action) => effects[action])
        .join(', nor ')}`,
      remedy: hint(`allow ${refused.join(' and ')} on own sessions; the whole policy: ${await policy()}`),
      ref: page('getting-started-restrict-access-quickstart'),
    },
  ];
}
