import { BaseCommand } from '../cli/base-command.ts';
import { mergeFlags } from '../cli/flags.ts';
import { differs, type Report, type Run } from '../engine/report.ts';
import { EXIT, UserError } from '../errors.ts';

export default class Merge extends BaseCommand {
  static override summary = 'make one report of those of several runs, such as shards';

  static override description = `Reads what setup, plan, delete or doctor printed with --json, and prints it as one run over all these targets would have, with its exit code. Calls nothing.
A single report is printed in another form, so that a run in a pipeline has to look only once.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> report-*.json',
    '<%= config.bin %> <%= command.id %> doctor-1.json doctor-2.json --format sarif > doctor.sarif',
    '<%= config.bin %> <%= command.id %> plan-*.json --exit-code --json',
  ];

  // The files: any number of them.
  static override strict = false;

  static override usage =
    '<%= command.id %> FILE... [--format text|markdown|sarif|junit|html|asff|ocsf|csv] [--baseline FILE] [--since FILE] [--fail-on WHAT] [--strict] [--exit-code] [--json]';

  static override flags = mergeFlags;

  // The runs are those that the reports are of.
  protected override thisRun({ run }: Report): Promise<Run | undefined> {
    return Promise.resolve(run);
  }

  async run(): Promise<Report> {
    const { flags, argv } = await this.parse(Merge);
    const files = argv.map(String);
    const unknown = files.find((word) => word.startsWith('-'));
    if (unknown !== undefined)
      throw new UserError('usage', `there is no flag ${unknown}; a file of that name is ./${unknown}`);
    const [{ readReport }, { mergeReports, missingShards }, { checkGrouping }] = await Promise.all([
      import('../reports/read.ts'),
      import('../reports/merge.ts'),
      import('../cli/how-printed.ts'),
    ]);
    await this.judgeBy(flags);
    const filed = await Promise.all(files.map(readReport));
    const merged = mergeReports(filed);
    const { command, noop } = merged;
    if (flags['fail-on'] === 'new' && flags.since === undefined && merged.since === undefined) {
      const why = '--fail-on new needs an earlier report: name it with --since';
      throw new UserError('conflict', why);
    }
    if (!['text', 'html'].includes(flags.format) && (command !== 'doctor' || noop)) {
      const why = `--format ${flags.format} is for reports of doctor, and these are of ${command}: leave it out`;
      throw new UserError('conflict', why);
    }
    if (flags.compliance !== undefined && (command !== 'doctor' || noop)) {
      throw new UserError(
        'conflict',
        `--compliance is for reports of doctor, and these are of ${command}: leave it out`,
      );
    }
    if (flags['group-by'] !== undefined && (command !== 'doctor' || noop)) {
      throw new UserError('conflict', `--group-by is for reports of doctor, and these are of ${command}: leave it out`);
    }
    checkGrouping(flags, this.asking());
    const missing = missingShards(filed);
    if (missing.length > 0)
      await this.say(`no report of shard ${missing.join(', ')}: no accounts are in it, or it did not run`);
    const isDiagnosis = command === 'doctor' && !noop;
    const report = await (isDiagnosis ? this.finishDiagnosis(merged, flags) : this.finish(merged, flags.strict));
    if (flags['exit-code'] && process.exitCode === EXIT.done && differs(report)) process.exitCode = EXIT.changes;
    return report;
  }
}
