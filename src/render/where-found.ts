import type { CheckScope } from '../checks/check.ts';
import type { TargetReport } from '../engine/report.ts';
import { accountLabel, placeLabel } from '../aws/place.ts';
import { allOf, counted, someOf } from './counted.ts';
import { nameBehind } from './place-heading.ts';
import { inWords, regionsInWords } from './regions-in-words.ts';

/** The places that are named one by one. */
const NAMED = 3;

const once = (values: readonly string[]): readonly string[] => [...new Set(values)];

/**
 * Says where something is, in a run over `all`: `in 111122223333/us-east-1 (payments)`, `in us-east-1 and eu-west-1 of 111122223333`,
 * `in us-east-1 of 30 accounts`, `in all 17 regions of 3 accounts`, `in 40 of 51 targets`; nothing where there is only one place. `nameOf`: what
 * stands behind an account.
 */
export function whereFound(
  targets: readonly TargetReport[],
  all: readonly TargetReport[],
  scope: CheckScope = 'region',
  nameOf: (target: TargetReport) => string = ({ accountName }) => nameBehind(accountName),
): string {
  const places = [...new Set(targets)];
  const [first] = places;
  if (!first) return '';
  if (scope === 'machine') return 'on this machine';
  const accounts = once(places.map(accountLabel));
  const ofRun = once(all.map(accountLabel));
  if (scope === 'account') {
    if (ofRun.length === 1) return '';
    return accounts.length === ofRun.length
      ? `in ${allOf(accounts.length, 'account')}`
      : `in ${accountsInWords(places, nameOf)}`;
  }
  if (all.length === 1) return '';
  if (places.length === 1) return `in ${placeLabel(first)}${nameOf(first)}`;
  if (places.length === all.length && ofRun.length > 1) return `in ${allOf(all.length, 'target')}`;
  const regions = once(places.map(({ region }) => region));
  const inRegions = regionsInWords(regions, once(all.map(({ region }) => region)), NAMED);
  const isWhole = places.length === accounts.length * regions.length;
  if (!isWhole) return `in ${someOf(places.length, all.length, 'target')}: ${labels(places)}`;
  return ofRun.length === 1 ? `in ${inRegions}` : `in ${inRegions} of ${accountsInWords(places, nameOf)}`;
}

function labels(places: readonly TargetReport[]): string {
  const named = places.map((place) => placeLabel(place));
  return inWords(named, NAMED - 1, 'target').replace(/ more targets?$/, ' more');
}

/** `account 111122223333 (payments)`, `accounts 1…, 2… and 3…`, `30 accounts` */
function accountsInWords(places: readonly TargetReport[], nameOf: (target: TargetReport) => string): string {
  const named = new Map(places.map((place) => [accountLabel(place), nameOf(place)] as const));
  if (named.size > NAMED) return counted(named.size, 'account');
  const words = inWords(
    [...named].map(([id, name]) => `${id}${name}`),
    NAMED,
    'account',
  );
  return `${named.size === 1 ? 'account' : 'accounts'} ${words}`;
}
