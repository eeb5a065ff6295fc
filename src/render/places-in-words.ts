import type { TargetReport } from '../engine/report.ts';
import { accountLabel, placeLabel } from '../aws/place.ts';
import { allOf, counted, someOf } from './counted.ts';
import { nameBehind } from './place-heading.ts';
import { inWords, regionsInWords } from './regions-in-words.ts';

/** How much is named. */
interface Named {
  readonly accounts: number;
  readonly regions: number;
  /** Where accounts differ in more ways than this in which of their regions are meant, they are counted. */
  readonly ways: number;
}

/** Where there is nothing to do, few need names; where something was done, some; where not, somebody may have to go there. */
const NAMED = {
  unchanged: { accounts: 3, regions: 3, ways: 1 },
  done: { accounts: 6, regions: 40, ways: 3 },
  failed: { accounts: 12, regions: 40, ways: 3 },
} as const satisfies Readonly<Record<string, Named>>;

/** How places are told of. */
export type Interest = keyof typeof NAMED;

type Place = Pick<TargetReport, 'account' | 'accountName' | 'profile' | 'region'>;

/** Says where targets are: `111122223333 (payments) in all 17 regions`. `ofRun`: all targets of the run; `interest`: what became of them. What is not named is in `--json`, and the text says so. */
export function placesInWords(targets: readonly Place[], ofRun: readonly Place[], interest: Interest): string {
  const named: Named = NAMED[interest];
  const regionsOfRun = ofRun.map(({ region }) => region);
  const ways = waysOf(targets);
  if (ways.length > named.ways) {
    if (interest === 'failed' && targets.length <= named.accounts)
      return inWords(targets.map(placeLabel), Infinity, 'place');
    const accounts = new Set(targets.map(accountLabel)).size;
    const regions = new Set(targets.map(({ region }) => region)).size;
    return `${counted(accounts, 'account')} and ${counted(regions, 'region')}${REST}`;
  }
  const ofAll = new Set(ofRun.map(accountLabel)).size;
  const words = ways.map(({ accounts, regions }) => {
    const isAll = accounts.length === ofAll && ofAll > NAMED.unchanged.accounts;
    const isMany = interest !== 'failed' && accounts.length > named.accounts;
    const who = isAll
      ? allOf(ofAll, 'account')
      : isMany
        ? someOf(accounts.length, ofAll, 'account')
        : inWords(accounts, named.accounts, 'account');
    return `${who} in ${regionsInWords(regions, regionsOfRun, named.regions)}`;
  });
  const text = words.join('; ');
  return / more (?:account|region)s?\b/.test(text) ? `${text}${REST}` : text;
}

const REST = ' (--json has all)';

/** Groups accounts by which of their regions are meant. */
function waysOf(targets: readonly Place[]): readonly { readonly accounts: string[]; readonly regions: string[] }[] {
  const regionsOf = new Map<string, { label: string; regions: string[] }>();
  for (const target of targets) {
    const known = regionsOf.get(accountLabel(target));
    if (known) known.regions.push(target.region);
    else
      regionsOf.set(accountLabel(target), {
        label: `${accountLabel(target)}${nameBehind(target.accountName)}`,
        regions: [target.region],
      });
  }
  const ways = new Map<string, { accounts: string[]; regions: string[] }>();
  for (const { label, regions } of regionsOf.values()) {
    const key = regions.toSorted().join(' ');
    const known = ways.get(key);
    if (known) known.accounts.push(label);
    else ways.set(key, { accounts: [label], regions });
  }
  return [...ways.values()];
}
