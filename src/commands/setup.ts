import { CarryOutCommand, type CarryOutFlags, withPlan } from '../cli/carry-out-command.ts';
import type { Report } from '../engine/report.ts';
import { carryOutFlag, setupFlags, setupRunFlags } from '../cli/flags.ts';

export default class Setup extends CarryOutCommand {
  static override summary = 'set up Session Manager: log group, preferences, agent update and, with --kms, a key';

  static override description = `Creates what is missing, repairs what differs and leaves the rest. It is safe to run again.
A flag that is not given leaves what is there as it is. A preferences document that differs, and a log group that others made, is left alone, with a warning, unless --overwrite is given.
At the end it checks, once per account, that the roles of nodes have what sessions need; --grant gives them what they lack.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --regions us-east-1,eu-west-1',
    '<%= config.bin %> <%= command.id %> --kms --encrypt-sessions --retention 365 --regions all',
    '<%= config.bin %> <%= command.id %> --accounts 111111111111,222222222222 --role-name Admin --regions us-east-1 --json',
    '<%= config.bin %> <%= command.id %> --kms --encrypt-sessions --grant --regions all',
    '<%= config.bin %> <%= command.id %> --plan plan.json',
    '<%= config.bin %> <%= command.id %> --noop',
    '<%= config.bin %> <%= command.id %> --sandbox --kms --regions us-east-1',
  ];

  static override flags = {
    ...setupRunFlags,
    ...carryOutFlag,
  };

  async run(): Promise<Report> {
    const { flags } = await this.parse(Setup);
    await this.judgeBy(flags);
    if (flags.plan !== undefined) return this.carryOut(flags.plan, flags);
    const inputs = await this.inputsOf(flags, setupFlags);
    const scope = await this.scopeOf(flags, inputs);
    if (flags.noop) {
      const { blankSetup } = await import('../engine/plan-setup.ts');
      return this.noopReport(scope, inputs, blankSetup);
    }
    const { setup } = await import('../engine/setup.ts');
    const order = await this.order(flags, inputs, scope);
    return this.finish(await setup({ ...order, ...(await this.asItComes()) }), flags.strict);
  }

  private async carryOut(path: string, flags: CarryOutFlags): Promise<Report> {
    const { plan, scope } = await this.planned(path, 'setup', flags);
    if (flags.noop) return this.noopPlan(path, plan, scope);
    const { setupAsPlanned } = await import('../plan-file/carry-out.ts');
    const report = await setupAsPlanned(plan, await this.manner(path, plan, flags, scope));
    return this.finish(withPlan(report, path, plan), flags.strict);
  }
}
