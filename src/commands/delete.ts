import { CarryOutCommand, type CarryOutFlags, withPlan } from '../cli/carry-out-command.ts';
import type { Report } from '../engine/report.ts';
import type { Planned } from '../engine/run.ts';
import { EXIT, UserError } from '../errors.ts';
import {
  carryOutFlag,
  confirmFlag,
  deleteFlags,
  failOnFlag,
  manyFlags,
  noopFlag,
  quietFlag,
  reportFormatFlag,
  targetFlags,
} from '../cli/flags.ts';

/** Whether the user has answered beforehand. */
interface Answer {
  readonly yes?: boolean;
}

// It asks on stderr: a question that nobody sees must not be asked.
function requireAnswer({ yes }: Answer): void {
  if (yes || (process.stdin.isTTY && process.stderr.isTTY)) return;
  throw new UserError('not-confirmed', 'delete asks before it deletes, and there is no terminal to ask on: add --yes');
}

export default class Delete extends CarryOutCommand {
  static override summary = 'take down what setup made';

  static override description = `Works backwards, after naming what is lost and asking. What does not carry our tag is kept.
A preferences document or an association that setup --overwrite changed gets its earlier version back; a log group keeps its logs and gets its earlier retention, deletion protection and key back.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --regions us-east-1',
    '<%= config.bin %> <%= command.id %> --regions us-east-1,eu-west-1 --keep-logs --yes',
    '<%= config.bin %> <%= command.id %> --plan plan.json',
    '<%= config.bin %> <%= command.id %> --noop',
  ];

  static override flags = {
    ...targetFlags,
    ...manyFlags,
    ...noopFlag,
    ...failOnFlag,
    ...quietFlag,
    ...reportFormatFlag,
    ...deleteFlags,
    ...confirmFlag,
    ...carryOutFlag,
  };

  async run(): Promise<Report> {
    const { flags } = await this.parse(Delete);
    await this.judgeBy(flags);
    if (flags.plan !== undefined) return this.carryOut(flags.plan, flags);
    const inputs = await this.inputsOf(flags, deleteFlags);
    const scope = await this.scopeOf(flags, inputs);
    if (flags.noop) {
      const { blankDelete } = await import('../engine/plan-delete.ts');
      return this.noopReport(scope, inputs, (_place, wanted, first) => blankDelete(wanted, first));
    }
    requireAnswer(flags);
    const { remove } = await import('../engine/remove.ts');
    const order = { ...(await this.order(flags, inputs, scope)), ...(await this.asItComes()) };
    return this.deleted(await remove(order, this.question(flags)));
  }

  private async carryOut(path: string, flags: CarryOutFlags & Answer): Promise<Report> {
    const { plan, scope } = await this.planned(path, 'delete', flags);
    if (flags.noop) return this.noopPlan(path, plan, scope);
    requireAnswer(flags);
    const { removeAsPlanned } = await import('../plan-file/carry-out.ts');
    const manner = await this.manner(path, plan, flags, scope);
    return this.deleted(withPlan(await removeAsPlanned(plan, manner, this.question(flags)), path, plan));
  }

  private question({ yes }: Answer): ((planned: readonly Planned[]) => Promise<boolean>) | undefined {
    return yes ? undefined : (planned) => this.confirmed(planned);
  }

  private async deleted(report: Report): Promise<Report> {
    if (!report.declined) return this.finish(report);
    process.exitCode = EXIT.failed;
    this.log('nothing was deleted');
    return this.told(report);
  }

  private async confirmed(planned: readonly Planned[]): Promise<boolean> {
    const { lossText } = await import('../render/loss.ts');
    const losses = lossText(planned);
    if (losses === undefined) return true;
    process.stderr.write(`${losses}\n`);
    const { ask } = await import('../cli/ask.ts');
    return ask('Delete all of this?', process.stdin, process.stderr, this.interrupt.signal);
  }
}
