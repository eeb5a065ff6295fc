import { logGroupArn } from '../../names/log-group.ts';
import { CONTEXT_KEY, LOGS_ACTIONS, logsPrincipal } from '../reading/key-policy.ts';
import { type Policy, sameStatement, type Statement } from '../reading/policy.ts';
import type { Place } from '../../aws/place.ts';

/** Makes the statement that lets the identity policies of the account decide about the key. */
export const iamStatement = (place: Place): Statement => ({
  Sid: 'EnableIAM',
  Effect: 'Allow',
  Principal: { AWS: `arn:${place.partition.name}:iam::${place.account ?? ''}:root` },
  Action: 'kms:*',
  Resource: '*',
});

/** Makes the statement that lets CloudWatch Logs use the key, for this log group only. */
export const logsStatement = (place: Place, logGroup: string): Statement => ({
  Sid: `CloudWatchLogs${logGroup.replace(/[^A-Za-z0-9]/g, (char) => `x${char.charCodeAt(0).toString(16)}`)}`,
  Effect: 'Allow',
  Principal: { Service: logsPrincipal(place) },
  Action: LOGS_ACTIONS,
  Resource: '*',
  Condition: { ArnEquals: { [CONTEXT_KEY]: logGroupArn(place, logGroup) } },
});

/** Makes the whole policy of a key for one log group: what `setup` gives a key that it makes. */
export const keyPolicy = (place: Place, logGroup: string): Policy => ({
  Version: '2012-10-17',
  Statement: [iamStatement(place), logsStatement(place, logGroup)],
});

/** Adds these statements to a policy: an older form of one of them, by its Sid, is replaced; others are kept. */
export function withStatements(policy: Policy | undefined, wanted: readonly Statement[]): Policy {
  const kept = (policy?.Statement ?? []).filter((statement) => !wanted.some(({ Sid }) => Sid === statement.Sid));
  return { Version: '2012-10-17', ...policy, Statement: [...kept, ...wanted] };
}

/** Gives a statement a Sid that no other one of the policy has. */
export function withFreeSid(policy: Policy | undefined, statement: Statement): Statement {
  const taken = new Set(policy?.Statement.map(({ Sid }) => Sid));
  let Sid = statement.Sid ?? '';
  for (let number = 2; taken.has(Sid); number += 1) Sid = `${statement.Sid ?? ''}${number}`;
  return { ...statement, Sid };
}

export function hasStatement(policy: Policy | undefined, wanted: Statement): boolean {
  const all = policy?.Statement ?? [];
  const text = JSON.stringify(wanted);
  // To compare meanings takes longer.
  return (
    all.some((statement) => JSON.stringify(statement) === text) ||
    all.some((statement) => sameStatement(statement, wanted))
  );
}
