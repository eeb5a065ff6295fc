import { BaseCommand } from '../cli/base-command.ts';
import type { Report } from '../engine/report.ts';
import { doctorFlags, noopFlag, targetFlags } from '../cli/flags.ts';

export default class Doctor extends BaseCommand {
  static override summary = 'find out why sessions fail, are not logged or are not encrypted';

  static override description = `Looks at the preferences, log group, keys, bucket, nodes, roles, networks and at this machine, and says how to mend what is wrong.
It changes nothing: every call that is not a read is refused before it is sent. With flags of setup it also tells what differs from them.
A finding fails, warns, informs, or is unknown: that is what may not be read, or what others decide. Exits 1 when one fails.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --regions us-east-1,eu-west-1',
    '<%= config.bin %> <%= command.id %> --accounts all --regions all --json',
    '<%= config.bin %> <%= command.id %> --only kms,log-group --strict',
    '<%= config.bin %> <%= command.id %> --format sarif > doctor.sarif',
    '<%= config.bin %> <%= command.id %> --sandbox --regions us-east-1,eu-west-1',
  ];

  static override flags = { ...targetFlags, ...noopFlag, ...doctorFlags };

  async run(): Promise<Report> {
    const { flags } = await this.parse(Doctor);
    const [{ parseInputs }, { parseSelection }] = await Promise.all([
      import('../inputs/inputs.ts'),
      import('../engine/selection.ts'),
    ]);
    const inputs = parseInputs(flags);
    const selection = parseSelection(flags);
    const scope = await this.scopeOf(flags, inputs);
    if (flags.noop) {
      const { blankDiagnosis } = await import('../engine/selection.ts');
      return this.noopReport(scope, () => blankDiagnosis(selection));
    }
    const [{ diagnoseAll }, { questionOf }, { machineFacts }, { createDiagnosis }] = await Promise.all([
      import('../engine/diagnose.ts'),
      import('../engine/question.ts'),
      import('../facts/machine.ts'),
      import('../engine/report.ts'),
    ]);
    const settings = await this.settings(scope, flags);
    const reached = await this.reach(scope, await this.connection(flags, true, 'fleet'), settings);
    const question = questionOf(flags, inputs, scope);
    const targets = await diagnoseAll(reached, question, selection, settings, machineFacts(process.env));
    const report = await this.finishDiagnosis(createDiagnosis(targets), flags.format, flags.strict);
    if (flags.sandbox && process.stderr.isTTY && report.fixes?.some(({ advice }) => advice.startsWith('aws '))) {
      process.stderr.write(
        'aws commands go to AWS itself; session-manager sandbox prints how they come to the sandbox\n',
      );
    }
    return report;
  }
}
