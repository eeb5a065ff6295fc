import type { Fault, Finding } from '../../checks/check.ts';
import type { Entry } from '../../checks/catalogue/entry.ts';
import { identitiesOf } from '../../engine/identity.ts';
import type { Report } from '../../engine/report.ts';
import { piecesOf } from '../advice.ts';
import { familyOf } from '../family.ts';
import { type Group, groupsOf } from '../groups.ts';
import { collection } from './collection.ts';
import type { Card, PageData, RemedyPart, Row, RowDetails } from './data.ts';
import { type Alike, grouped } from '../grouped.ts';
import { remedyParts } from './remedy-parts.ts';
import { type Filling, slotted } from './slots.ts';
import { FINDING_STATES, stateOf } from './states.ts';

/** What is known of checks. */
export type Catalogue = Readonly<Record<string, Pick<Entry, 'effect'>>>;

interface Found {
  readonly group: Group;
  readonly fault: Fault;
}

/** Makes what the page of a diagnosis lists, of a report and of the same one with all its texts visible. What is ok is not listed. */
export function diagnosisData(given: Report, report: Report, catalogue: Catalogue): PageData {
  const identities = identitiesIn(given, report);
  const groups = groupsOf(report);
  const { placeOf, textOf, remedyOf, all } = collection();
  const family = familyOf(report.targets);
  const alike = alikeIn(groups);
  const numbers = new Map<Finding, number>();
  for (const { fault } of alike.flat()) numbers.set(fault, numbers.size);
  const rowOf = ({ group, fault }: Found): Row => {
    const [account, region = ''] = group.place;
    const place = placeOf(account, region, group.accountName);
    const parts = remedyParts(piecesOf(fault.remedy)).map((part) => slottedPart(part, fillingOf({ group, fault })));
    const subject = fault.subject === undefined ? -1 : textOf(fault.subject);
    const causedBy = (family.get(fault) ?? []).flatMap((cause) => numbers.get(cause) ?? []);
    const more: RowDetails = {
      ...(fault.name !== undefined && { name: fault.name }),
      ...(causedBy.length > 0 && { causedBy }),
      ...(fault.accepted && { accepted: fault.accepted }),
      ...(fault.since && { since: fault.since }),
      ...(fault.was !== undefined && { was: fault.was }),
      ...(fault.accepted && { verdict: fault.verdict }),
    };
    const row = [place, subject, remedyOf(parts), identities.get(fault) ?? ''] as const;
    return Object.keys(more).length > 0 ? [...row, more] : row;
  };
  const cards = alike.map((found): Card => {
    const [first] = found;
    const { fault } = first;
    const checks = [...new Set(found.map(({ fault: { check } }) => check))];
    const { ref } = found.find(({ fault: one }) => one.ref !== undefined)?.fault ?? {};
    const effect = checks.length === 1 ? catalogue[fault.check]?.effect : undefined;
    return {
      state: stateOf(fault),
      kind: kindOf(fault),
      label: checks.join(', '),
      title: slotted(fault.summary, { ...fillingOf(first), subject: '' }),
      ...(effect !== undefined && { effect }),
      ...(ref?.startsWith('https://') && { href: ref }),
      rows: found.map(rowOf),
    };
  });
  return {
    noun: ['finding', 'findings'],
    cure: 'What clears it',
    states: FINDING_STATES,
    stateName: { key: 'verdict', label: 'Verdict' },
    kindName: { key: 'family', label: 'Family' },
    ...all(),
    cards,
    ...(report.since && { compared: true }),
  };
}

/** Gives what findings are recognised by: it depends on the texts as they are, not as they are shown. */
function identitiesIn(given: Report, shown: Report): ReadonlyMap<Finding, string> {
  const identities = identitiesOf(given.targets);
  const found = new Map<Finding, string>();
  for (const [index, { findings }] of shown.targets.entries()) {
    for (const [number, finding] of findings.entries()) {
      const raw = given.targets[index]?.findings[number];
      if (raw && raw.verdict !== 'ok') found.set(finding, identities.get(raw) ?? '');
    }
  }
  return found;
}

/** Puts findings together that differ in their places and subjects only; whatever of a family is unknown for one reason is one, too. */
function alikeIn(groups: readonly Group[]): readonly Alike<Found>[] {
  const all = groups.flatMap((group) =>
    group.findings.flatMap((fault): readonly Found[] => (fault.verdict === 'ok' ? [] : [{ group, fault }])),
  );
  const alike = grouped(all, (found) => {
    const { fault } = found;
    const summary = slotted(fault.summary, { ...fillingOf(found), subject: '' });
    return JSON.stringify([stateOf(fault), summary, fault.verdict === 'unknown' ? kindOf(fault) : fault.check]);
  });
  return [...alike.values()].toSorted(worse);
}

const worse = (one: Alike<Found>, other: Alike<Found>): number =>
  stateOf(one[0].fault) - stateOf(other[0].fault) || other.length - one.length;

/** `kms` of `kms.disabled` */
export const kindOf = ({ check }: Pick<Finding, 'check'>): string => check.split('.')[0] ?? check;

const fillingOf = ({ group: { place }, fault: { subject = '' } }: Found): Filling => ({
  account: place[0] ?? '',
  region: place[1] ?? '',
  subject,
});

const slottedPart = (part: RemedyPart, filling: Filling): RemedyPart =>
  typeof part === 'string' ? slotted(part, filling) : { code: slotted(part.code, filling) };
