import { BaseCommand } from '../cli/base-command.ts';
import { differs, type Report } from '../engine/report.ts';
import type { Order } from '../engine/order.ts';
import { isTyped } from '../cli/environment.ts';
import { EXIT, UserError } from '../errors.ts';
import type { RawInputs } from '../inputs/inputs.ts';
import { deleteFlags, planFlags, setupFlags, setupRunFlags } from '../cli/flags.ts';
import { visible } from '../render/visible.ts';

// Flags that delete does not take must not change its plan.
const deleteInputs = (flags: RawInputs): RawInputs =>
  Object.fromEntries(Object.entries(flags).filter(([name]) => name in deleteFlags));

/** What is planned, and where it is told. */
interface Shown {
  readonly delete?: boolean;
  readonly strict?: boolean;
  readonly out?: string | undefined;
}

export default class Plan extends BaseCommand {
  static override summary = 'show, field by field, what setup or delete would change';

  static override description = `Reads the live accounts and changes nothing: every call that is not a read is refused before it is sent.
With --delete it shows what delete would do.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --kms --retention 30 --regions us-east-1',
    '<%= config.bin %> <%= command.id %> --delete --regions all',
    '<%= config.bin %> <%= command.id %> --exit-code --json --profiles dev,prod',
  ];

  static override flags = {
    ...setupRunFlags,
    ...deleteFlags,
    ...planFlags,
  };

  async run(): Promise<Report> {
    const { flags } = await this.parse(Plan);
    await this.judgeBy(flags);
    this.refuseUnused(flags.delete ?? false);
    if (flags.out !== undefined) await this.checkOut(flags.out, flags);
    const inputs = flags.delete
      ? await this.inputsOf(deleteInputs(flags), deleteFlags)
      : await this.inputsOf(flags, setupFlags);
    const scope = await this.scopeOf(flags, inputs);
    if (flags.noop) {
      const [{ blankSetup }, { blankDelete }] = await Promise.all([
        import('../engine/plan-setup.ts'),
        import('../engine/plan-delete.ts'),
      ]);
      return this.noopReport(scope, inputs, (place, wanted, first) =>
        flags.delete ? blankDelete(wanted, first) : blankSetup(place, wanted, first),
      );
    }
    const order = { ...(await this.order(flags, inputs, scope)), ...(await this.asItComes()) };
    const report = await this.made(order, flags);
    if (flags['exit-code'] && process.exitCode === EXIT.done && differs(report)) process.exitCode = EXIT.changes;
    return report;
  }

  private async made(order: Order, flags: Shown): Promise<Report> {
    const { delete: ofDelete = false, out, strict } = flags;
    if (out === undefined) {
      const { plan } = await import('../engine/plan.ts');
      return this.finish(await plan(order, ofDelete ? 'removal' : 'setup'), strict);
    }
    const { recordPlan } = await import('../plan-file/record.ts');
    const { version } = this.config;
    const { report, file } = await recordPlan(order, { kind: ofDelete ? 'delete' : 'setup', version, now: Date.now() });
    if (report.interrupted) {
      await this.say(`${out} was not written: the plan is not complete`);
      return this.finish(report, strict);
    }
    const [{ savePlan }, { noteText, planNote }] = await Promise.all([
      import('../plan-file/save.ts'),
      import('../plan-file/note.ts'),
    ]);
    savePlan(out, file);
    const finished = await this.finish({ ...report, plan: planNote(out, file) }, strict);
    // A page ends where it ends.
    if (!this.jsonEnabled() && !this.isQuiet && !this.isPage) this.log(`\n${visible(noteText(out, file))}`);
    return finished;
  }

  private async checkOut(path: string, { noop }: { noop?: boolean }): Promise<void> {
    if (noop) throw new UserError('conflict', '--noop reads nothing, so there is no plan to write: leave out --out');
    const { checkPlace } = await import('../plan-file/save.ts');
    checkPlace(path);
  }

  // What comes from the environment is meant for other commands, too.
  private refuseUnused(ofDelete: boolean): void {
    const [used, other] = ofDelete ? [deleteFlags, setupFlags] : [setupFlags, deleteFlags];
    const unused = Object.entries(other)
      .filter(([name, flag]) => !(name in used) && isTyped(name, flag, this.argv))
      .map(([name]) => `--${name}`);
    if (unused.length === 0) return;
    const why = ofDelete ? 'means nothing to delete: leave out --delete, or' : 'is about delete: add --delete, or';
    const [it, them] = unused.length === 1 ? [why, 'it'] : [why.replace('means', 'mean').replace('is', 'are'), 'them'];
    throw new UserError('conflict', `${unused.join(', ')} ${it} leave ${them} out`);
  }
}
