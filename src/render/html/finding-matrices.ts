import type { Finding } from '../../checks/check.ts';
import type { Report, TargetReport, TargetStatus } from '../../engine/report.ts';
import { accountMatrix, byAccount, nameOf, WHOLE } from './accounts.ts';
import { kindOf } from './cards.ts';
import { grouped } from '../grouped.ts';
import { countsOf, type Matrix, type MatrixCell, type MatrixRow } from './matrix.ts';
import { FINDING_STATES, stateOf } from './states.ts';

/** What stands for the account in addresses where a finding is of the machine. */
export const MACHINE = 'machine';

/** The most rows of the families: with more places, accounts stand for their regions. */
const MOST_ROWS = 40;

/** Puts accounts beside regions; the first column is for what is found in an account as a whole, if anything is. */
export function placeMatrix({ targets }: Report): Matrix {
  const whole = targets.some(({ findings }) => findings.some(({ scope }) => scope === 'account'));
  return accountMatrix(
    targets,
    (here) => cellOf(findingsOf(here, 'region'), here.find(({ error }) => error)?.status),
    whole ? (there) => cellOf(findingsOf(there, 'account')) : undefined,
  );
}

/** Puts places beside families of checks: regions, or accounts where there are many. */
export function familyMatrix({ targets }: Report): Matrix & { readonly of: 'places' | 'accounts' } {
  const accounts = byAccount(targets);
  const places = placesOf(accounts).filter(({ findings }) => findings.length > 0);
  const few = places.length <= MOST_ROWS;
  const wide = few ? places : accountsOf(accounts);
  const machine = findingsOf(targets, 'machine');
  const all = [
    ...(machine.length > 0 ? [{ label: 'this machine', query: { account: MACHINE }, findings: machine }] : []),
    ...wide,
  ];
  const columns = [...new Set(all.flatMap(({ findings }) => findings.map(kindOf)))].toSorted();
  const rows = all.map(({ findings, ...row }): MatrixRow => {
    const families = grouped(findings, kindOf);
    return { ...row, cells: columns.map((family) => cellOf(families.get(family) ?? [])) };
  });
  return { columns, rows, of: few ? 'places' : 'accounts' };
}

/** Counts what is found on this machine; undefined where it was not looked at. */
export const machineCell = ({ targets }: Report): MatrixCell | undefined => cellOf(findingsOf(targets, 'machine'));

interface PlaceOf extends Omit<MatrixRow, 'cells'> {
  readonly findings: readonly Finding[];
}

const placesOf = (accounts: ReadonlyMap<string, readonly TargetReport[]>): readonly PlaceOf[] =>
  [...accounts].flatMap(([account, there]) => [
    { label: account, ...nameOf(there), query: { account, region: WHOLE }, findings: findingsOf(there, 'account') },
    ...there.map((target) => ({
      label: `${account}/${target.region}`,
      ...nameOf([target]),
      query: { account, region: target.region },
      findings: findingsOf([target], 'region'),
    })),
  ]);

const accountsOf = (accounts: ReadonlyMap<string, readonly TargetReport[]>): readonly PlaceOf[] =>
  [...accounts].map(([account, there]) => ({
    label: account,
    ...nameOf(there),
    query: { account },
    findings: there.flatMap(({ findings }) => findings.filter(({ scope }) => scope !== 'machine')),
  }));

function cellOf(findings: readonly Finding[], ended?: TargetStatus): MatrixCell | undefined {
  if (findings.length === 0 && ended === undefined) return undefined;
  const faults = findings.flatMap((finding) => (finding.verdict === 'ok' ? [] : [stateOf(finding)]));
  return {
    counts: countsOf(FINDING_STATES.length, faults),
    ok: findings.length - faults.length,
    ...(ended !== undefined && { ended }),
  };
}

const findingsOf = (targets: readonly TargetReport[], scope: Finding['scope']): readonly Finding[] =>
  targets.flatMap(({ findings }) => findings.filter((finding) => finding.scope === scope));
