import { accountLabel } from '../aws/place.ts';
import type { CheckScope, Finding } from '../checks/check.ts';
import type { Report, TargetReport } from '../engine/report.ts';
import { nameBehind, placeHeading } from './place-heading.ts';

/** The findings of one place. */
export interface Group {
  /** `this machine`, `account 111122223333` or `111122223333/us-east-1`, with the name of the account behind it, if that is known. */
  readonly label: string;
  /** The path of the place: nothing for the machine; the account (its profile, where that is not known); then the region. */
  readonly place: readonly string[];
  readonly findings: readonly Finding[];
  /** The name that the organization has for the account. */
  readonly accountName?: string;
  /** Present for a region. */
  readonly target?: TargetReport;
}

/**
 * Groups findings by place: the machine, then account by account the account itself and its
 * regions; places with failures before the others. Where nothing was checked and nothing went wrong, there is no group.
 */
export function groupsOf({ targets }: Report): readonly Group[] {
  const accounts = new Map<string, TargetReport[]>();
  for (const target of targets)
    accounts.set(accountLabel(target), [...(accounts.get(accountLabel(target)) ?? []), target]);
  const groups: readonly Group[] = [
    { label: 'this machine', place: [], findings: findingsOf(targets, 'machine') },
    ...[...accounts].flatMap(([account, regions]) => [
      {
        label: `account ${account}${nameBehind(regions[0]?.accountName)}`,
        place: [account],
        findings: findingsOf(regions, 'account'),
        ...nameOf(regions[0]),
      },
      ...regions.map((target) => ({
        label: placeHeading(target),
        place: [account, target.region],
        findings: findingsOf([target], 'region'),
        ...nameOf(target),
        target,
      })),
    ]),
  ];
  return groups
    .filter(({ findings, target }) => findings.length > 0 || target?.error)
    .toSorted((one, other) => Number(hasFailed(other)) - Number(hasFailed(one)));
}

const nameOf = (target: TargetReport | undefined): Pick<Group, 'accountName'> =>
  target?.accountName === undefined ? {} : { accountName: target.accountName };

const findingsOf = (targets: readonly TargetReport[], scope: CheckScope): readonly Finding[] =>
  targets.flatMap(({ findings }) => findings.filter((finding) => finding.scope === scope));

const hasFailed = ({ findings, target }: Group): boolean =>
  target?.status === 'failed' || findings.some(({ verdict }) => verdict === 'fail');
