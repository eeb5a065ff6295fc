import { BaseCommand } from '../cli/base-command.ts';
import { isHeld, type Report } from '../engine/report.ts';
import { isTyped } from '../cli/environment.ts';
import { EXIT, UserError } from '../errors.ts';
import type { RawInputs } from '../inputs/inputs.ts';
import { deleteFlags, manyFlags, noopFlag, planFlags, setupFlags, strictFlag, targetFlags } from '../cli/flags.ts';

// Flags that delete does not take must not change its plan.
const deleteInputs = (flags: RawInputs): RawInputs =>
  Object.fromEntries(Object.entries(flags).filter(([name]) => name in deleteFlags));

// What would not be changed because others made it differs all the same.
const differs = ({ summary, targets }: Report): boolean =>
  summary.planned > 0 || targets.some(({ changes }) => changes.some(isHeld));

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
    ...targetFlags,
    ...manyFlags,
    ...noopFlag,
    ...strictFlag,
    ...setupFlags,
    ...deleteFlags,
    ...planFlags,
  };

  async run(): Promise<Report> {
    const { flags } = await this.parse(Plan);
    this.refuseUnused(flags.delete ?? false);
    const { parseInputs } = await import('../inputs/inputs.ts');
    const inputs = parseInputs(flags.delete ? deleteInputs(flags) : flags);
    const scope = await this.scopeOf(flags, inputs);
    if (flags.noop) {
      const [{ blankSetup }, { blankDelete }] = await Promise.all([
        import('../engine/plan-setup.ts'),
        import('../engine/plan-delete.ts'),
      ]);
      return this.noopReport(scope, (place, first) =>
        flags.delete ? blankDelete(inputs, first) : blankSetup(place, inputs, first),
      );
    }
    const { plan } = await import('../engine/plan.ts');
    const order = await this.order(flags, inputs, scope);
    const report = await this.finish(await plan(order, flags.delete ? 'removal' : 'setup'), flags.strict);
    if (flags['exit-code'] && process.exitCode === EXIT.done && differs(report)) process.exitCode = EXIT.changes;
    return report;
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
