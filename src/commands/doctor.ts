import type { CheckFlags } from '../cli/chosen-checks.ts';
import { BaseCommand, columns } from '../cli/base-command.ts';
import { isAboutChecks } from '../cli/about-checks.ts';
import type { Explanation } from '../engine/explanation.ts';
import type { Report } from '../engine/report.ts';
import { doctorFlags, manyFlags, noopFlag, quietFlag, setupFlags, targetFlags } from '../cli/flags.ts';

export default class Doctor extends BaseCommand {
  static override summary = 'find out why sessions fail, are not logged or are not encrypted';

  static override description = `Looks at the preferences, log group, keys, bucket, nodes, roles, networks and at this machine, and says how to fix what is wrong.
It changes nothing: every call that is not a read is refused before it is sent. With flags of setup it also reports what differs from them.
A finding fails, warns, informs, or is unknown, where something cannot be read or others decide. Exits 1 when one fails.
The last line says how much could not be looked at, and what would let it; with --strict, that exits 1, too. What others decide, or only a session knows, does not.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --regions us-east-1,eu-west-1',
    '<%= config.bin %> <%= command.id %> --accounts all --regions all --json',
    '<%= config.bin %> <%= command.id %> --only kms,log-group --strict',
    '<%= config.bin %> <%= command.id %> --only user,bypass --principals all',
    '<%= config.bin %> <%= command.id %> --format sarif > doctor.sarif',
    '<%= config.bin %> <%= command.id %> --compliance nist-800-53',
    '<%= config.bin %> <%= command.id %> --list-checks --only kms,vpc',
    '<%= config.bin %> <%= command.id %> --explain vpc.endpoint-kms',
    '<%= config.bin %> <%= command.id %> --sandbox --regions us-east-1,eu-west-1',
  ];

  static override flags = { ...targetFlags, ...manyFlags, ...noopFlag, ...quietFlag, ...doctorFlags };

  async run(): Promise<Report | readonly Explanation[]> {
    // What the checks are depends on no configuration, not even on whether it is right.
    if (isAboutChecks(this.argv)) this.findsConfig = false;
    const { flags } = await this.parse(Doctor);
    if (isAboutChecks(this.argv)) return this.tellChecks(flags);
    const [{ parsePrincipals }, { parseSelection }, { checkAskedFor }, { checkGrouping, checkNoop }] =
      await Promise.all([
        import('../inputs/principals.ts'),
        import('../engine/selection.ts'),
        import('../engine/principals.ts'),
        import('../cli/how-printed.ts'),
      ]);
    const inputs = await this.inputsOf(flags, setupFlags);
    const selection = parseSelection(flags);
    const principals = parsePrincipals(flags);
    await this.judgeBy(flags);
    const scope = await this.scopeOf(flags, inputs);
    checkAskedFor(principals, scope);
    checkGrouping(flags, this.asking());
    if (flags.noop) checkNoop(flags, this.asking());
    if (flags.noop) {
      const { blankDiagnosis } = await import('../engine/selection.ts');
      return this.noopReport(scope, inputs, () => blankDiagnosis(selection));
    }
    const [{ diagnose }, { machineFacts }] = await Promise.all([
      import('../engine/diagnose.ts'),
      import('../facts/machine.ts'),
    ]);
    const order = await this.order(flags, inputs, scope, 'fleet');
    const diagnosis = await diagnose({
      ...order,
      selection,
      everyNode: flags['every-node'],
      ...(principals && { principals }),
      machine: machineFacts(process.env, this.interrupt.signal),
    });
    return this.finishDiagnosis(diagnosis, flags);
  }

  private async tellChecks(flags: CheckFlags): Promise<readonly Explanation[]> {
    const [{ chosenChecks }, { paintFor }, { checkList }, { explanationsText }] = await Promise.all([
      import('../cli/chosen-checks.ts'),
      import('../render/paint.ts'),
      import('../render/check-list.ts'),
      import('../render/check-explained.ts'),
    ]);
    const checks = chosenChecks(flags, this.argv, Doctor.flags);
    if (!this.jsonEnabled()) {
      const render = flags.explain ? explanationsText : checkList;
      this.log(render(checks, paintFor(process.env, process.stdout.isTTY), columns()));
    }
    return checks;
  }
}
