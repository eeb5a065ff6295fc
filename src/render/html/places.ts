import { counted } from '../counted.ts';
import { regionsInWords } from '../regions-in-words.ts';
import type { PageData } from './data.ts';
import { grouped } from '../grouped.ts';
import { NOWHERE } from './rows.ts';

/** The most regions that are named of accounts that are counted. */
const NAMED = 3;

/**
 * Names places, by their numbers: `111122223333 (payments) in all 17 regions; 444455556666/us-east-1`. Of more accounts than `most`,
 * it says how many they are: `40 accounts in us-east-1 and eu-west-1`.
 */
export function placesInWords(data: PageData, numbers: Iterable<number>, most = Infinity): string {
  const ofPage = (): readonly string[] => data.places.flatMap(([, region]) => region || []);
  const places = [...new Set(numbers)].map((number) => data.places[number] ?? NOWHERE);
  const accounts = [...grouped(places, ([account]) => String(account)).values()];
  if (accounts.length > most) {
    const regions = places.flatMap(([, region]) => region || []);
    const named = regions.length === 0 ? '' : ` in ${regionsInWords(regions, ofPage(), NAMED)}`;
    return `${counted(accounts.length, 'account')}${named}`;
  }
  return accounts
    .map((there) => {
      const [[account, region]] = there;
      const [id, name] = data.accounts[account] ?? ['this machine'];
      const named = name === undefined ? id : `${id} (${name})`;
      if (there.length === 1) return region === '' ? named : `${named}/${region}`;
      return `${named} in ${regionsInWords(there.map(([, one]) => one).filter(Boolean), ofPage())}`;
    })
    .join('; ');
}
