import { BaseCommand } from '../../cli/base-command.ts';
import { exportTerraformFlags, setupFlags } from '../../cli/flags.ts';
import type { Order } from '../../engine/order.ts';
import type { Found } from '../../export/found.ts';

interface Exported {
  readonly file: string;
}

export default class ExportTerraform extends BaseCommand {
  static override summary = 'print what setup makes as HCL, for Terraform';

  static override description = `Prints a root module for one account: the same names, tags, key policy and document as setup makes, so that plan finds nothing to do after terraform apply.
Nothing is called, and no credentials are needed, unless --import is given: then what is there already is read, and imported as it is, but for what is asked for.
What Terraform cannot do is said in comments.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --kms --regions us-east-1,eu-west-1 > main.tf',
    '<%= config.bin %> <%= command.id %> --kms --encrypt-sessions --grant --retention 365 --regions us-east-1 > main.tf',
    '<%= config.bin %> <%= command.id %> --provider-version 5 --regions us-east-1,eu-west-1 > main.tf',
    '<%= config.bin %> <%= command.id %> --import --kms --regions all > main.tf',
  ];

  static override flags = { ...exportTerraformFlags, ...setupFlags };

  async run(): Promise<Exported> {
    const { flags } = await this.parse(ExportTerraform);
    const [{ parseInputs }, { checkOneAccount, entryOf, exportedRegions }, { terraformText }, { wanted }] =
      await Promise.all([
        import('../../inputs/inputs.ts'),
        import('../../engine/export-place.ts'),
        import('../../export/terraform/file.ts'),
        import('../../export/wanted.ts'),
      ]);
    const inputs = parseInputs(flags);
    // What cannot be exported is told before anything is asked of AWS.
    wanted(inputs);
    const scope = await this.scopeOf({ ...flags, noop: !flags.import }, inputs);
    checkOneAccount(scope);
    const found = flags.import ? await this.foundBy(await this.order(flags, inputs, scope)) : undefined;
    const regions = found?.map(({ place }) => place.region) ?? exportedRegions(scope, ' without --import');
    const file = terraformText({
      inputs,
      regions,
      provider: flags['provider-version'],
      entry: entryOf(scope, regions[0] ?? ''),
      ...(found && { found }),
    });
    if (!this.jsonEnabled()) process.stdout.write(file);
    return { file };
  }

  private async foundBy(order: Order): Promise<readonly Found[]> {
    const [{ readEach }, { readExisting }, { importable }] = await Promise.all([
      import('../../engine/read-each.ts'),
      import('../../engine/existing.ts'),
      import('../../export/terraform/importable.ts'),
    ]);
    return readEach(order, async (target) => importable(await readExisting(target, order.inputs), order.inputs));
  }
}
