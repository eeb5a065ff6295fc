import { BaseCommand, columns } from '../cli/base-command.ts';
import { explainedFlags } from '../cli/flags.ts';
import type { Explanation } from '../config/explain.ts';
import type { Located } from '../config/match.ts';
import type { Flags } from '../config/overrides.ts';
import { EXIT } from '../errors.ts';

export default class Config extends BaseCommand {
  static override summary = 'print what holds for each target, and where each value comes from';

  static override description = `Reads the configuration file, the environment and the flags as other commands do, and says of each value which of these it comes from.
Accounts and regions are looked up only where that takes a call: for all accounts or regions, and where an override depends on them. With --noop nothing is called.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --config fleet.yaml --noop',
    '<%= config.bin %> <%= command.id %> --accounts 111111111111 --regions eu-west-1 --json',
  ];

  static override flags = explainedFlags;

  async run(): Promise<Explanation> {
    const { flags } = await this.parse(Config);
    const inputs = await this.inputsOf(flags, explainedFlags);
    const [{ originsOf, explained, knownOnes }, { explainRun }] = await Promise.all([
      import('../cli/explaining.ts'),
      import('../config/explain.ts'),
    ]);
    const line = { flags: flags as Flags, known: this.ctor.flags, argv: this.argv, environment: process.env };
    const origins = originsOf(line, this.configured);
    const lookUp = async (): Promise<readonly Located[]> => {
      const { locate } = await import('../engine/order.ts');
      return locate(await this.order(flags, inputs, await this.scopeOf(flags, inputs), 'fleet'), 'regions');
    };
    const known = knownOnes(await this.scopeOf({ ...flags, noop: true }, inputs), this.foresee);
    const places = flags.noop || known.complete ? known.places : await lookUp();
    const explanation: Explanation = {
      command: 'config',
      file: this.configured?.config.file ?? null,
      run: explainRun(origins),
      targets: places.map((place) => explained(origins, this.foresee, place)),
    };
    if (explanation.targets.some(({ error }) => error !== undefined)) process.exitCode = EXIT.failed;
    if (!this.jsonEnabled()) {
      const { explanationText } = await import('../render/explanation.ts');
      this.log(explanationText(explanation, columns()));
    }
    return explanation;
  }
}
