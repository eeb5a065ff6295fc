import { BaseCommand } from '../../cli/base-command.ts';
import { exportTerraformFlags, setupFlags, targetFlags } from '../../cli/flags.ts';

interface Exported {
  readonly file: string;
}

export default class ExportTerraform extends BaseCommand {
  static override summary = 'print what setup makes as HCL, for Terraform';

  static override description = `Prints a root module for one account: the same names, tags, key policy and document as setup makes, so that plan finds nothing to do after terraform apply. Nothing is called, and no credentials are needed.
What Terraform cannot do is said in comments.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --kms --regions us-east-1,eu-west-1 > main.tf',
    '<%= config.bin %> <%= command.id %> --kms --encrypt-sessions --grant --retention 365 --regions us-east-1 > main.tf',
    '<%= config.bin %> <%= command.id %> --provider-version 5 --regions us-east-1,eu-west-1 > main.tf',
  ];

  static override flags = { ...targetFlags, ...setupFlags, ...exportTerraformFlags };

  async run(): Promise<Exported> {
    const { flags } = await this.parse(ExportTerraform);
    const [{ parseInputs }, { exportedRegions, entryOf }, { terraformText }] = await Promise.all([
      import('../../inputs/inputs.ts'),
      import('../../engine/export-place.ts'),
      import('../../export/terraform/file.ts'),
    ]);
    const inputs = parseInputs(flags);
    const scope = await this.scopeOf({ ...flags, noop: true }, inputs);
    const regions = exportedRegions(scope);
    const file = terraformText({
      inputs,
      regions,
      provider: flags['provider-version'],
      entry: entryOf(scope, regions),
    });
    if (!this.jsonEnabled()) process.stdout.write(file);
    return { file };
  }
}
