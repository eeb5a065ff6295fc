import { accountLabel } from '../../aws/place.ts';
import type { Finding } from '../../checks/check.ts';
import type { Report, TargetReport, TargetStatus } from '../../engine/report.ts';
import { kindOf } from './cards.ts';
import { FINDING_STATES, stateOf } from './states.ts';

/** A table of what was found: how much of each state there is where a row and a column meet. */
export interface Matrix {
  readonly columns: readonly string[];
  readonly rows: readonly MatrixRow[];
}

export interface MatrixRow {
  readonly label: string;
  /** The name that the organization has for the account. */
  readonly name?: string;
  /** One for each column; undefined: nothing was looked at there. */
  readonly cells: readonly (MatrixCell | undefined)[];
}

export interface MatrixCell {
  /** What is looked for when the cell is chosen: account, region, family. */
  readonly query: Readonly<Record<string, string>>;
  /** The number of findings in each state, the worst first. */
  readonly counts: readonly number[];
  readonly ok: number;
  /** Set where the target could not be worked on. */
  readonly ended?: TargetStatus;
}

/** What stands for the account in addresses where a finding is of the machine. */
export const MACHINE = 'machine';

/** What stands for the region in addresses where a finding is of an account as a whole, and the column of these. */
export const WHOLE = 'account';
export const WHOLE_COLUMN = 'whole account';

/** The most rows of the families: with more places, accounts stand for their regions. */
const MOST_ROWS = 40;

/** Puts accounts beside regions; the first column is for what is found in an account as a whole, if anything is. */
export function placeMatrix({ targets }: Report): Matrix {
  const regions = [...new Set(targets.map(({ region }) => region))];
  const whole = targets.some(({ findings }) => findings.some(({ scope }) => scope === 'account'));
  const columns = [...(whole ? [WHOLE_COLUMN] : []), ...regions];
  const rows = [...byAccount(targets)].map(([account, there]): MatrixRow => ({
    label: account,
    ...nameOf(there),
    cells: columns.map((column) => {
      if (column === WHOLE_COLUMN) {
        return cellOf({ account, region: WHOLE }, findingsOf(there, 'account'));
      }
      const here = there.filter(({ region }) => region === column);
      const ended = here.find(({ error }) => error)?.status;
      return here.length === 0 ? undefined : cellOf({ account, region: column }, findingsOf(here, 'region'), ended);
    }),
  }));
  return { columns, rows };
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
  const rows = all.map(({ query, findings, ...row }): MatrixRow => {
    const cells = columns.map((family) =>
      cellOf(
        { ...query, family },
        findings.filter((finding) => kindOf(finding) === family),
      ),
    );
    return { ...row, cells };
  });
  return { columns, rows, of: few ? 'places' : 'accounts' };
}

/** Counts what is found on this machine; undefined where it was not looked at. */
export function machineCell({ targets }: Report): MatrixCell | undefined {
  const found = findingsOf(targets, 'machine');
  return found.length === 0 ? undefined : cellOf({ account: MACHINE }, found);
}

interface PlaceOf {
  readonly label: string;
  readonly name?: string;
  readonly query: Readonly<Record<string, string>>;
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

function cellOf(
  query: Readonly<Record<string, string>>,
  findings: readonly Finding[],
  ended?: TargetStatus,
): MatrixCell | undefined {
  if (findings.length === 0 && ended === undefined) return undefined;
  const counts = FINDING_STATES.map(() => 0);
  let ok = 0;
  for (const finding of findings) {
    if (finding.verdict === 'ok') ok += 1;
    else counts[stateOf(finding)]! += 1;
  }
  return { query, counts, ok, ...(ended !== undefined && { ended }) };
}

function byAccount(targets: readonly TargetReport[]): ReadonlyMap<string, readonly TargetReport[]> {
  const accounts = new Map<string, TargetReport[]>();
  for (const target of targets) {
    const account = accountLabel(target);
    const known = accounts.get(account);
    if (known) known.push(target);
    else accounts.set(account, [target]);
  }
  return accounts;
}

const findingsOf = (targets: readonly TargetReport[], scope: Finding['scope']): readonly Finding[] =>
  targets.flatMap(({ findings }) => findings.filter((finding) => finding.scope === scope));

const nameOf = ([target]: readonly TargetReport[]): { readonly name?: string } =>
  target?.accountName === undefined ? {} : { name: target.accountName };
