import { plan } from '../engine/plan.ts';
import type { Asked, AskedPlace, Order } from '../engine/order.ts';
import type { Report, TargetReport } from '../engine/report.ts';
import type { PlannedChange, Review } from '../engine/review.ts';
import type { RawInputs } from '../inputs/inputs.ts';
import { partitionOf } from '../aws/regions.ts';
import type { Basis } from '../resources/resource.ts';
import { inputsOf } from './asked.ts';
import { digestOf } from './digest.ts';
import { entryOf } from './entry.ts';
import { FORMAT, type PlanFile, type PlanKind, type PlannedTarget } from './plan-file.ts';

/** What a plan file says of itself. */
interface Made {
  readonly kind: PlanKind;
  /** The version of session-manager. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Plans what an order asks for, and makes the file of it. Its flags must be those that the order was made from. */
export async function recordPlan(
  order: Order,
  made: Made,
): Promise<{ readonly report: Report; readonly file: PlanFile }> {
  const noted: Noted = { bases: new Map(), flags: new Map() };
  const { inputsFor } = order;
  // Also of a target that cannot be planned: whoever reviews the file sees what was asked for there.
  const noting =
    inputsFor &&
    ((place: AskedPlace): Asked => {
      const asked = inputsFor(place);
      noted.flags.set(`${place.account}/${place.region}`, asked.flags);
      return asked;
    });
  const review: Review = (target, scope, steps) => {
    const place = `${target.account}/${target.region}`;
    for (const { change, basis } of steps) {
      if (basis) noted.bases.set(`${scope === 'region' ? place : target.account}/${change.resource}`, basis);
    }
    return steps;
  };
  const report = await plan(
    { ...order, ...(noting && { inputsFor: noting }), review },
    made.kind === 'setup' ? 'setup' : 'removal',
  );
  return { report, file: fileOf(order, report, made, noted) };
}

/** What the report of a plan does not have: by `account/region/resource`, or `account/resource`; and by `account/region`. */
interface Noted {
  readonly bases: Map<string, Basis>;
  readonly flags: Map<string, RawInputs>;
}

function fileOf(order: Order, report: Report, { kind, version, now }: Made, noted: Noted): PlanFile {
  const asked = inputsOf(kind);
  const flagsOf = ({ account, region }: TargetReport): RawInputs =>
    Object.fromEntries(
      Object.entries(noted.flags.get(`${account}/${region}`) ?? order.flags ?? {}).filter(([name]) => name in asked),
    );
  const file: Omit<PlanFile, 'digest'> = {
    format: FORMAT,
    kind,
    tool: { name: 'session-manager', version },
    made: new Date(now).toISOString(),
    ...(order.flags?.sandbox && { sandbox: true }),
    entry: entryOf(order),
    targets: report.targets.map((target) => plannedTarget(target, flagsOf(target), noted.bases)),
  };
  // Absent members are absent in the file, too.
  const written = JSON.parse(JSON.stringify(file)) as typeof file;
  return { ...written, digest: digestOf(written) };
}

function plannedTarget(
  { account, accountName, region, profile, status, error, changes }: TargetReport,
  flags: RawInputs,
  bases: ReadonlyMap<string, Basis>,
): PlannedTarget {
  return {
    account,
    ...(accountName !== undefined && { accountName }),
    region,
    partition: partitionOf(region).name,
    ...(profile !== undefined && { profile }),
    status,
    ...(error && { error }),
    flags,
    changes: changes.map(({ status: _status, ...change }): PlannedChange => {
      const basis = bases.get(`${account}/${region}/${change.resource}`) ?? bases.get(`${account}/${change.resource}`);
      return { ...change, ...(basis && { basis }) };
    }),
  };
}
