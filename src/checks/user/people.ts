import pLimit from 'p-limit';
import type { Person } from '../../facts/people.ts';
import type { Observation } from '../check.ts';

// IAM's simulator takes few calls a second.
const AT_ONCE = 4;

/** Makes the observations about everybody who is asked about, in their order, a few people at a time. */
export async function eachPerson(
  people: readonly Person[],
  look: (who: Person) => Promise<readonly Observation[]>,
): Promise<readonly Observation[]> {
  const limit = pLimit(AT_ONCE);
  return (await Promise.all(people.map((who) => limit(() => look(who))))).flat();
}
