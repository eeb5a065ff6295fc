import { noopFlag, targetFlags, targetsFlags } from '../cli/flags.ts';
import { type CallsToCome, ListingCommand } from '../cli/listing-command.ts';
import type { ShardMatrix, TargetListing } from '../engine/targets.ts';
import { readerOf } from '../inputs/reader.ts';
import { shardsInputs } from '../inputs/tables/shards.ts';

export default class Targets extends ListingCommand {
  static override summary = 'list the regions and accounts that flags mean, or shards of them';

  static override description = `Asks the organization, and enters accounts only for --regions all. Nothing is changed.
With --shards n it lists n parts of the accounts: --json prints a matrix for GitHub Actions, whose jobs run any command with --shard k/n. Which
part an account is in depends on its id alone.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --accounts all --regions us-east-1,eu-west-1',
    '<%= config.bin %> <%= command.id %> --org-units ou-abcd-11111111 --account-tags env=prod --json',
    '<%= config.bin %> <%= command.id %> --accounts all --shards 8 --json',
    '<%= config.bin %> <%= command.id %> --sandbox --accounts all',
  ];

  static override flags = { ...targetFlags, ...noopFlag, ...targetsFlags };

  async run(): Promise<TargetListing | ShardMatrix | CallsToCome> {
    const { flags } = await this.parse(Targets);
    const shards = readerOf(shardsInputs, flags)('shards');
    const { parseInputs } = await import('../inputs/inputs.ts');
    const inputs = parseInputs({});
    const scope = await this.scopeOf(flags, inputs);
    if (flags.noop) {
      const { accounts, orgUnits, accountTags, regions } = scope;
      return this.tellCalls(scope, [
        'GetCallerIdentity',
        ...(orgUnits ? ['ListAccountsForParent', 'ListOrganizationalUnitsForParent'] : []),
        ...(accounts === 'all' && !orgUnits ? ['ListAccounts'] : []),
        ...(accountTags ? ['ListTagsForResource'] : []),
        ...(regions === 'all' && shards === undefined ? ['ListRegions'] : []),
      ]);
    }
    const [{ listShards, listTargets }, { SHARD_FORMATS, TARGET_FORMATS }] = await Promise.all([
      import('../engine/targets.ts'),
      import('../render/targets.ts'),
    ]);
    const order = await this.order(flags, inputs, scope, 'fleet');
    if (shards === undefined) {
      return this.finishListing(await listTargets(order), TARGET_FORMATS[flags.format], flags.format);
    }
    const matrix = await listShards(order, shards);
    if (!this.jsonEnabled()) this.log(SHARD_FORMATS[flags.format](matrix));
    return matrix;
  }

  // An output of a job of GitHub Actions is one line.
  protected override logJson(json: unknown): void {
    if (typeof json !== 'object' || json === null || !('include' in json)) return super.logJson(json);
    process.stdout.write(`${JSON.stringify(json)}\n`);
    return undefined;
  }
}
