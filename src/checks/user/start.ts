import type { Principal } from '../../facts/caller.ts';
import type { RegionAudit } from '../../audit/region.ts';
import { anyNode, type SessionNode, sessionNodes, tagContext } from '../../audit/session-nodes.ts';
import type { Ruling } from '../../facts/simulation.ts';
import { conditionHolds, type KeyValues } from '../../policies/reading/condition-match.ts';
import { grantsOf, isForSessions } from '../../policies/reading/identity-policy.ts';
import { covers, type Policy, type Statement, values } from '../../policies/reading/policy.ts';
import type { Observation } from '../check.ts';
import { wholePolicyCommand } from './policy-command.ts';
import { page } from '../page.ts';
import { dependsOn, liftDenial, tryWithKeys } from '../permission-remedies.ts';
import { hint } from '../remedy.ts';
import { type Ask, mayHoldMore, requestContext, UNANSWERED } from '../../audit/session-request.ts';

/** The number of different nodes to try: permissions often depend on their tags. */
const TRIES = 5;

/** Asks whether the caller can start a session on one of several nodes; if not, gives the refusal that is lifted most easily. */
export async function mayStart(facts: RegionAudit, who: Principal, ask: Ask): Promise<Ruling> {
  const [there, policies] = await Promise.all([sessionNodes(facts), who.policies().catch((): readonly Policy[] => [])]);
  // First those that the policies seem to name: there may be few of them.
  const named = there.filter((node) => isNamed(node, grantsOf(policies, 'ssm:StartSession')));
  const candidates = [...new Set([...unlike(named), ...unlike(there)])].slice(0, TRIES);
  const { target } = facts;
  const nodes = candidates.length > 0 ? candidates : [anyNode(target)];
  const refusals: Ruling[] = [];
  for (const { resource, tags, tagsKnown } of nodes) {
    const context = { ...requestContext(target.region), ...tagContext(tags) };
    const [ruling = UNANSWERED] = await ask([{ action: 'ssm:StartSession', resource, context, tagsKnown }]);
    if (ruling.decision === 'allowed' && ruling.keys.length === 0) return ruling;
    refusals.push(ruling);
  }
  return easiest(refusals);
}

/** Picks the refusal that is lifted most easily: where answers differ, it decides. */
export function easiest(refusals: readonly Ruling[]): Ruling {
  const [first = UNANSWERED] = refusals.toSorted((one, other) => effort(one) - effort(other));
  return first;
}

const EFFORT: readonly Ruling['decision'][] = ['allowed', 'unknown', 'denied', 'bounded', 'forbidden'];

/** Ranks what a caller is refused by what it takes to lift it: nothing at all, perhaps, where condition keys decide. */
const effort = ({ decision, keys }: Ruling): number => (keys.length > 0 ? 0 : 1 + EFFORT.indexOf(decision));

/** Picks nodes that differ in more than their names. */
function unlike(nodes: readonly SessionNode[]): readonly SessionNode[] {
  const first = new Map<string, SessionNode>();
  for (const node of nodes) {
    const tags = Object.entries(node.tags)
      .filter(([name]) => name !== 'Name')
      .toSorted(([one], [other]) => (one < other ? -1 : 1));
    const key = JSON.stringify([node.resource.split('/')[0], tags]);
    if (!first.has(key)) first.set(key, node);
  }
  return [...first.values()].slice(0, TRIES);
}

/** Tells whether one of these statements could be about a node, by its ARN and its tags. */
function isNamed({ resource, tags }: SessionNode, grants: readonly Statement[]): boolean {
  const known = new Map(Object.entries(tags).map(([key, value]) => [key.toLowerCase(), [value]] as const));
  const context = (key: string): KeyValues => {
    const tag = /^(?:ssm|aws):resourcetag\/(.+)$/.exec(key)?.[1];
    return tag === undefined ? 'unknown' : (known.get(tag) ?? 'absent');
  };
  return grants.some(
    ({ Resource, Condition }) =>
      values(Resource).some((pattern) => covers(pattern, resource)) && conditionHolds(Condition, context) !== 'no',
  );
}

/** Says that a principal cannot start sessions. That is a fault only of one who is meant to: who may do something else in sessions here. */
export async function noSessions(
  facts: RegionAudit,
  who: Principal,
  start: 'denied' | 'bounded' | 'forbidden',
  regions: readonly RegionAudit[],
): Promise<Observation> {
  const isAsked = facts.question.principals !== undefined;
  const summary = `${isAsked ? '' : 'these credentials '}may not start sessions on any node that was tried`;
  const action = 'ssm:StartSession';
  const observation = {
    check: 'user.start-session',
    verdict: (await isMeantTo(facts, who, start)) ? 'warn' : 'info',
    subject: who.name,
    ref: page('getting-started-restrict-access-quickstart'),
  } as const;
  if (start === 'denied') {
    const remedy = hint(`if they are meant to, attach this policy: ${await wholePolicyCommand(regions)}`);
    return { ...observation, summary, remedy };
  }
  const asked = { action, resource: '*', context: requestContext(facts.target.region) };
  return {
    ...observation,
    summary: `${summary}: a Deny, or a permissions boundary, keeps them from ${action}`,
    remedy: await liftDenial(facts, who, [asked], 'if they are meant to'),
  };
}

// What the policies of AWS allow is not read: where they allow sessions, only a Deny or a boundary can refuse them.
async function isMeantTo({ target }: RegionAudit, who: Principal, start: string): Promise<boolean> {
  const policies = await who.policies().catch(() => undefined);
  return !policies || isForSessions(policies, target) || (start !== 'denied' && (await mayHoldMore(who)));
}

/** Says that it depends on condition keys whether the caller may start sessions. */
export const unsureOfSessions = (who: Principal, keys: readonly string[]): Observation => ({
  check: 'user.start-session',
  verdict: 'unknown',
  subject: who.name,
  summary: dependsOn(['ssm:StartSession'], keys),
  remedy: tryWithKeys('start a session with these credentials'),
  ref: page('getting-started-restrict-access-quickstart'),
});
