import { OWN_TAGS } from '../../inputs/own-tags.ts';
import { logsStatement } from '../../policies/documents/key-policy.ts';
import { admittedLogGroups } from '../../policies/reading/key-policy.ts';
import { sameStatement, type Statement } from '../../policies/reading/policy.ts';
import type { Tags } from '../resource.ts';
import type { FoundKey } from './state.ts';

/** The tag with the Sids of the statements that we added to the policy of a key that was taken over, by spaces. */
export const ADDED_TAG = `${OWN_TAGS}added-statements`;

/** The most characters in the value of a tag. */
const LONGEST = 256;

const addedTo = (tags: Tags): readonly string[] => tags[ADDED_TAG]?.split(' ').filter((sid) => sid !== '') ?? [];

/** Gives the tag that remembers these statements, besides those before; none where there is nothing new, or it is too long. */
export function addedTag(tags: Tags, statements: readonly Statement[]): Tags {
  const before = addedTo(tags);
  const sids = [...new Set([...before, ...statements.flatMap(({ Sid = [] }) => Sid)])];
  const value = sids.join(' ');
  return sids.length === before.length || value.length > LONGEST ? {} : { [ADDED_TAG]: value };
}

/** A statement that we added to the policy of a key of others, and that is still as we wrote it. */
interface Added {
  readonly statement: Statement;
  readonly sid: string;
  readonly logGroup: string;
}

/** Lists the statements that we added to the policy of a key, and that nobody has changed since. */
export function addedStatements({ policy, place }: Pick<FoundKey, 'policy' | 'place'>, tags: Tags): readonly Added[] {
  const sids = addedTo(tags);
  return (policy?.Statement ?? []).flatMap((statement) => {
    const { Sid: sid } = statement;
    if (sid === undefined || !sids.includes(sid)) return [];
    const [logGroup] = [admittedLogGroups({ Statement: [statement] }, place)].flat();
    if (logGroup === undefined || !sameStatement(statement, logsStatement(place, logGroup))) return [];
    return [{ statement, sid, logGroup }];
  });
}
