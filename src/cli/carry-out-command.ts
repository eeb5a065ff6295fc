import { createReport, plannedStatus, type Report } from '../engine/report.ts';
import { UserError } from '../errors.ts';
import type { Manner } from '../plan-file/carry-out.ts';
import type { PlanFile, PlanKind } from '../plan-file/plan-file.ts';
import type { RawScope, Scope } from '../targets/scope.ts';
import { BaseCommand } from './base-command.ts';
import { isTyped } from './environment.ts';

/** The flags beside a plan that is carried out. */
export type CarryOutFlags = RawScope & { sandbox?: boolean; debug?: boolean; noop?: boolean; strict?: boolean };

/** The base of the commands that carry out plans which were made before. */
export abstract class CarryOutCommand extends BaseCommand {
  /** Reads a plan, and checks everything that can be checked without a call. Throws a UserError where it cannot be carried out at all. */
  protected async planned(
    path: string,
    kind: PlanKind,
    flags: CarryOutFlags,
  ): Promise<{ readonly plan: PlanFile; readonly scope: Scope }> {
    const [{ parsePlan, readPlanText }, { inputsOf }, { CHOICES }, { scopeOfPlan }] = await Promise.all([
      import('../plan-file/read.ts'),
      import('../plan-file/asked.ts'),
      import('../plan-file/entry.ts'),
      import('../plan-file/scope.ts'),
    ]);
    this.refuseBeside([...Object.keys(inputsOf(kind)), ...CHOICES]);
    const { version } = this.config;
    const expected = { name: path, kind, version, sandbox: flags.sandbox ?? false };
    const plan = parsePlan(await readPlanText(path), expected);
    const scope = await scopeOfPlan(plan, flags, process.env);
    if (!flags.noop && !flags.sandbox) {
      const { requireCredentials } = await import('../targets/scope.ts');
      await requireCredentials(scope, process.env);
    }
    return { plan, scope };
  }

  // What comes from the environment is meant for other commands, too.
  private refuseBeside(names: readonly string[]): void {
    const all = this.ctor.flags;
    // `--no-config` says what holds here anyway.
    const argv = this.argv.filter((word) => word !== '--no-config');
    const typed = names.filter((name) => all[name] && isTyped(name, all[name], argv)).map((name) => `--${name}`);
    if (typed.length === 0) return;
    const [is, them] = typed.length === 1 ? ['is', 'it'] : ['are', 'them'];
    throw new UserError(
      'conflict',
      `${typed.join(', ')} ${is} what --plan says: leave ${them} out, or make a new plan`,
    );
  }

  /** Gathers how a plan is carried out, and says which one it is. */
  protected async manner(path: string, plan: PlanFile, flags: CarryOutFlags, scope: Scope): Promise<Manner> {
    const { spanText } = await import('../render/ago.ts');
    const ago = spanText(Date.now() - new Date(plan.made).getTime());
    if (!this.isQuiet) await this.say(`carrying out ${path}, made ${ago} ago (${plan.made})`);
    const connected = await this.connected(flags, scope);
    const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
    return { ...connected, flags: { ...plan.entry.flags, ...given }, asPlanned: flags.profiles === undefined };
  }

  /** Shows a plan, or the part of it that is in the shard, and calls nothing. */
  protected async noopPlan(path: string, plan: PlanFile, scope: Scope): Promise<Report> {
    const { inShard } = await import('../plan-file/carry-out.ts');
    const { targets } = inShard(plan, scope);
    if (targets.length === 0) await this.say(`nothing of ${path} is to be worked on here`);
    const shown = targets.map(({ account, accountName, region, profile, status, error, changes }) => ({
      account,
      ...(accountName !== undefined && { accountName }),
      region,
      ...(profile !== undefined && { profile }),
      status,
      ...(error && { error }),
      changes: changes.map(({ basis: _basis, ...change }) => ({ ...change, status: plannedStatus(change) })),
      findings: [],
    }));
    return this.finish(withPlan(createReport(this.id ?? '', true, shown), path, plan));
  }
}

/** Says in a report which plan was carried out. */
export const withPlan = (report: Report, file: string, { made, digest }: PlanFile): Report => ({
  ...report,
  plan: { file, made, digest },
});
