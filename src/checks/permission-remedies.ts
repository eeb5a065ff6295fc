import { obstaclesOf, type Denial } from '../audit/obstacles.ts';
import type { Ruled } from '../audit/missing-keys.ts';
import type { Key } from '../facts/key.ts';
import type { RegionFacts } from '../facts/region.ts';
import type { Asked } from '../facts/simulation.ts';
import { keyDenials } from '../policies/reading/key-access.ts';
import type { KeyValues } from '../policies/reading/condition-match.ts';
import { type OneOrMore, statementName } from '../policies/reading/policy.ts';
import { shellWord } from '../aws/shell-word.ts';
import { awsCommand, hint, type Remedy, type Statement } from './remedy.ts';
import { sparing, without } from './sparing.ts';

// Remedies for a missing permission that another Allow in IAM would not give.

/** A role or user. */
type Who = Ruled & { readonly arn: string };

const NO_MORE = 'no further permission helps';

/**
 * Advises to lift what forbids these things to a role or user: names the statement and its policy, or the permissions boundary, and
 * otherwise shows how to find them. `lead`: words before it.
 */
export async function liftDenial(
  facts: RegionFacts,
  who: Who,
  asked: readonly Asked[],
  lead?: string,
): Promise<Remedy> {
  const actions = [...new Set(asked.map(({ action }) => action))];
  const resources = [...new Set(asked.map(({ resource }) => resource))];
  const { denials, boundary } = await obstaclesOf(who, asked);
  const [first, ...others] = denials;
  const words = (text: string): string => (lead === undefined ? text : `${lead}, ${text}`);
  if (first && others.length === 0) return oneDenial(first, actions, words);
  if (first) {
    const each = denials.map(({ policy, statement }) => `${statementName(policy, statement)} of ${placeOf(policy)}`);
    return {
      kind: 'statement',
      lead: words(`${NO_MORE}: remove ${each.join(' and ')}, unless they are meant to deny it`),
      statement: denials.map(({ statement }) => statement),
    };
  }
  if (boundary?.origin !== undefined) {
    return {
      kind: 'statement',
      lead: words(
        `${NO_MORE}: add this statement to its permissions boundary, ${placeOf(boundary)}, unless it is meant to leave that out`,
      ),
      statement: { Effect: 'Allow', Action: actions, Resource: resources },
    };
  }
  return {
    kind: 'commands',
    lead: words('lift it, since no further permission helps; to find it'),
    commands: [
      awsCommand(facts, ['iam', 'simulate-principal-policy'], {
        'policy-source-arn': who.arn,
        'action-names': actions,
        ...(resources.every((resource) => resource !== '*') && { 'resource-arns': resources }),
      }),
    ],
  };
}

/** Advises what to do with one Deny: leave these actions out of it, where it names them one by one, or remove it. */
function oneDenial(
  { policy, statement }: Denial,
  actions: readonly string[],
  words: (text: string) => string,
): Statement {
  const name = statementName(policy, statement);
  const rest = without(statement, actions);
  const what = rest
    ? `in ${placeOf(policy)}, replace ${name} by this one, which leaves out what sessions need`
    : `remove ${name} of ${placeOf(policy)}, unless it is meant to deny it`;
  return { kind: 'statement', lead: words(`${NO_MORE}: ${what}`), statement: rest ?? statement };
}

/** Names a policy without colons, which end the words before a statement. */
const placeOf = ({ origin = 'one of its policies' }: { readonly origin?: string }): string =>
  origin.startsWith('arn:') ? `managed policy ${origin.split(':policy/').at(-1)}` : `its ${origin}`;

/** What is to be done with a key, and how the request comes to it. */
interface KeyUse {
  /** Absent where it may not be read. */
  readonly key: Pick<Key, 'policy' | 'arn'> | undefined;
  /** The actions that its policy has to allow, of which the first one is evaluated. */
  readonly actions: readonly [string, ...string[]];
  readonly context?: Readonly<Record<string, KeyValues>>;
}

/** Advises how the policy of a key lets a role or user do something: by sparing them in the Deny that keeps them out, or by a statement more. */
export function admitToKey(facts: RegionFacts, arn: string, { key, actions, context }: KeyUse): Remedy {
  const denials = key?.policy ? keyDenials(key.policy, facts.target, arn, actions[0], context) : [];
  const [first] = denials.filter(({ applies }) => applies === 'yes');
  if (key?.policy && first) {
    return {
      kind: 'statement',
      lead: `${NO_MORE}: ${ownerOf(facts, key)}in the policy of ${nameOf(key)}, replace ${statementName(key.policy, first.statement)} by this one, which spares it`,
      statement: sparing(first.statement, arn),
    };
  }
  if (key?.policy && denials[0]) {
    return hint(
      `check that ${statementName(key.policy, denials[0].statement)} of the policy of ${nameOf(key)} does not keep it out`,
    );
  }
  const action: OneOrMore = actions.length === 1 ? actions[0] : actions;
  return {
    kind: 'statement',
    lead: key
      ? `${ownerOf(facts, key)}add this statement to the policy of ${nameOf(key)}`
      : 'add this statement to the key policy',
    statement: { Effect: 'Allow', Principal: { AWS: arn }, Action: action, Resource: '*' },
  };
}

/** `key 1234abcd-…` */
const nameOf = ({ arn }: Pick<Key, 'arn'>): string => arn.split(':').at(-1)?.replace('/', ' ') ?? arn;

/** Says who has to do it, where the key is of another account. */
export function ownerOf({ target }: RegionFacts, { arn }: Pick<Key, 'arn'>): string {
  const owner = arn.split(':')[4] ?? '';
  return owner === '' || owner === target.account ? '' : `have account ${owner}, which owns the key, do this; `;
}

/** Writes the command that prints the policy of those who start sessions, for regions of one account. */
export const userPolicyCommand = (regions: readonly RegionFacts[], ...flags: readonly string[]): string =>
  [
    'session-manager policy user',
    ...flags,
    `--accounts ${regions[0]?.target.account ?? ''}`,
    `--regions ${regions.map(({ target }) => target.region).join(',')}`,
  ].join(' ');

/** Writes the command that diagnoses these regions of an account again, by the way in of this run. */
export function doctorCommand(
  { target, question: { invocation, accountsAsked } }: RegionFacts,
  regions: readonly string[],
  ...flags: readonly string[]
): string {
  const profile = target.profile ?? target.homeProfile;
  const words = Object.entries({
    ...invocation,
    regions: regions.join(','),
    ...(profile !== undefined && { profiles: profile }),
    ...(accountsAsked && { accounts: target.account }),
  }).flatMap(([name, value]) => (value === true ? [`--${name}`] : [`--${name}`, value]));
  return ['session-manager', 'doctor', ...words, ...flags].map(shellWord).join(' ');
}

/** Advises to let the caller read a key. */
export const READ_KEYS = hint(
  'allow these credentials kms:DescribeKey and kms:ListAliases: session-manager policy operator --for doctor',
);

/** Advises to let the caller read the policy of a key. */
export const READ_KEY_POLICY = hint(
  'allow these credentials kms:GetKeyPolicy: session-manager policy operator --for doctor',
);

/** Advises to let the caller list the grants of a key. */
export const READ_GRANTS = hint('allow these credentials kms:ListGrants: session-manager policy operator --for doctor');

/** Says that IAM's simulator cannot tell, and what decides. */
export const dependsOn = (actions: readonly string[], keys: readonly string[]): string =>
  `whether it is allowed ${actions.join(', ')} depends on ${keys.join(', ')}, which only a real request has`;

/** Says where something is allowed that depends on condition keys: tags of nodes that may not be read, or what only a request has. */
export function whereAllowed(keys: readonly string[]): string {
  const tags = keys.flatMap((key) => /^\w+:resourcetag\/(.+)$/i.exec(key)?.[1] ?? []);
  const others = keys.filter((key) => !/^\w+:resourcetag\//i.test(key));
  return [
    ...(tags.length > 0 ? [`the tag ${[...new Set(tags)].join(', ')} of the node`] : []),
    ...(others.length > 0 ? [`${others.join(', ')} of the request`] : []),
  ].join(' and ');
}

/** Finds out what depends on condition keys; `attempt` is how to try it for real. */
export const tryWithKeys = (attempt: string): Remedy =>
  hint(
    `${attempt}, or give the values of these keys to IAM's policy simulator (aws iam simulate-principal-policy --context-entries …); do not allow it without the condition, which is there to keep others out`,
  );
