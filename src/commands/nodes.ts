import * as Args from '@oclif/core/args';
import { nodesFlags, noopFlag, targetFlags } from '../cli/flags.ts';
import { type CallsToCome, ListingCommand } from '../cli/listing-command.ts';
import type { NodeListing } from '../engine/nodes.ts';

export default class Nodes extends ListingCommand {
  static override summary = 'list the nodes that sessions can reach, in all regions and accounts';

  static override description = `FILTER is tag:Key=Value, tag:Key, or a part of the id, the name, the platform, the address or the DNS name.
Those that are online come first. A node that is not says how long its agent has been silent; sessions cannot reach it.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --regions all',
    '<%= config.bin %> <%= command.id %> web --online',
    '<%= config.bin %> <%= command.id %> tag:Team=payments --accounts all --json',
    '<%= config.bin %> <%= command.id %> --sandbox',
  ];

  static override args = { filter: Args.string({ description: 'which nodes' }) };

  static override flags = { ...targetFlags, ...noopFlag, ...nodesFlags };

  async run(): Promise<NodeListing | CallsToCome> {
    const { args, flags } = await this.parse(Nodes);
    const { parseInputs } = await import('../inputs/inputs.ts');
    const inputs = parseInputs({});
    const scope = await this.scopeOf(flags, inputs);
    if (flags.noop) return this.tellCalls(scope, ['DescribeInstanceInformation', 'DescribeInstances']);
    const [{ listNodes }, { NODE_FORMATS }] = await Promise.all([
      import('../engine/nodes.ts'),
      import('../render/nodes.ts'),
    ]);
    const order = await this.order(flags, inputs, scope, 'fleet');
    const listing = await listNodes({ ...order, filter: args.filter, online: flags.online });
    return this.finishListing(listing, NODE_FORMATS[flags.format], flags.format);
  }
}
