// Plans that are kept and carried out on a sandbox, as the commands do it.
import { plan as livePlan } from '../../src/engine/plan.ts';
import type { Order } from '../../src/engine/order.ts';
import type { Report, TargetReport } from '../../src/engine/report.ts';
import { parseInputs, type RawInputs } from '../../src/inputs/inputs.ts';
import { type Manner, removeAsPlanned, setupAsPlanned } from '../../src/plan-file/carry-out.ts';
import type { PlanFile, PlanKind } from '../../src/plan-file/plan-file.ts';
import { parsePlan } from '../../src/plan-file/read.ts';
import { recordPlan } from '../../src/plan-file/record.ts';
import { scopeOfPlan } from '../../src/plan-file/scope.ts';
import { parseScope, type RawScope } from '../../src/targets/scope.ts';
import { REGION, type World } from '../engine/world.ts';

export const VERSION = '1.2.3';
export const MADE = Date.parse('2026-11-26T12:00:00.000Z');

const quick = { timeout: 3600 };

/** Makes an order as `plan` does. */
export const orderOn = async (on: World, inputs: RawInputs = {}, raw: RawScope = {}): Promise<Order> => ({
  inputs: parseInputs(inputs),
  scope: { ...(await parseScope({ regions: [REGION], ...raw }, {})), ...quick },
  connection: on.connection,
  flags: { ...inputs, ...raw },
});

/** Plans, and reads the file of it again as another run would. */
export async function kept(on: World, kind: PlanKind, inputs: RawInputs = {}, raw: RawScope = {}): Promise<PlanFile> {
  const { file } = await recordPlan(await orderOn(on, inputs, raw), { kind, version: VERSION, now: MADE });
  return parsePlan(JSON.stringify(file), { name: 'plan.json', kind, version: VERSION, sandbox: false });
}

/** Carries a plan out. */
export async function carriedOut(
  on: World,
  file: PlanFile,
  given: RawScope = {},
  manner: Partial<Manner> = {},
): Promise<readonly TargetReport[]> {
  const scope = { ...(await scopeOfPlan(file, given, {})), ...quick };
  const whole: Manner = { scope, connection: on.connection, asPlanned: given.profiles === undefined, ...manner };
  return (await (file.kind === 'setup' ? setupAsPlanned(file, whole) : removeAsPlanned(file, whole))).targets;
}

/** Plans anew. */
export const planned = async (on: World, kind: PlanKind, inputs: RawInputs, raw: RawScope): Promise<Report> =>
  livePlan(await orderOn(on, inputs, raw), kind === 'setup' ? 'setup' : 'removal');

/** `account/region status code`, of each. */
export const outlines = (reports: readonly TargetReport[]): readonly string[] =>
  reports.map(({ account, region, status, error }) =>
    [`${account}/${region}`, status, error?.code ?? ''].join(' ').trim(),
  );
