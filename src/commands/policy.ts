import * as Args from '@oclif/core/args';
import { BaseCommand } from '../cli/base-command.ts';
import type { Report } from '../engine/report.ts';
import { UserError } from '../errors.ts';
import { noopFlag, policyFlags, targetFlags } from '../cli/flags.ts';
import { KINDS, type PolicyKind } from '../policies/documents/document.ts';
import type { Policy as Document } from '../policies/reading/policy.ts';
import { jsonText } from '../render/visible.ts';

export default class Policy extends BaseCommand {
  static override summary = 'print the policy that nodes, users or others need, or create it';

  static override description = `Prints JSON to paste; nothing is called, and no credentials are needed. Where no account or region is named, * stands for it.
With --create it becomes a managed policy in each account. A policy of that name that is not ours is left as it is, unless --overwrite is given.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> instance --kms --encrypt-sessions',
    '<%= config.bin %> <%= command.id %> user --ssh --tag team=web --accounts 111111111111 --regions us-east-1',
    '<%= config.bin %> <%= command.id %> key --accounts 111111111111 --regions us-east-1',
    '<%= config.bin %> <%= command.id %> operator --for plan,doctor --create session-manager-readers',
    '<%= config.bin %> <%= command.id %> vpc-endpoint --regions us-east-1,eu-west-1',
    '<%= config.bin %> <%= command.id %> vpc-endpoint --service logs --accounts 111111111111',
  ];

  static override args = {
    kind: Args.custom<PolicyKind>({ options: [...KINDS], description: 'the kind of policy' })({ required: true }),
  };

  static override flags = { ...targetFlags, ...noopFlag, ...policyFlags };

  async run(): Promise<Document | Report> {
    const { args, flags } = await this.parse(Policy);
    await this.tellOverrides();
    const { parsePolicyRequest } = await import('../policies/documents/request.ts');
    const { lengthProblem, policyName } = await import('../engine/policy-name.ts');
    const { documentFor } = await import('../policies/documents/document.ts');
    const { inOneRegion, madePlace, printedPlace } = await import('../engine/policy-place.ts');
    const request = parsePolicyRequest(args.kind, flags);
    if (flags.create === undefined) {
      const scope = await this.scopeOf({ ...flags, noop: true }, request.inputs);
      const service = request.kind === 'vpc-endpoint' ? request.service : undefined;
      const document = documentFor(request, printedPlace(args.kind, scope, flags.sandbox, service));
      const problem = lengthProblem(request, document);
      if (problem !== undefined) process.stderr.write(`WARN: ${problem}\n`);
      this.log(jsonText(document));
      return document;
    }
    const scope = await this.scopeOf(flags, request.inputs);
    const name = policyName(flags.create, request, scope);
    const { blankPolicy, createPolicies } = await import('../engine/create-policy.ts');
    if (flags.noop) return this.noopReport(inOneRegion(scope), request.inputs, () => [blankPolicy(name)]);
    const wanted = {
      name,
      document: (target: Parameters<typeof madePlace>[1]) => documentFor(request, madePlace(scope, target)),
      overwrite: flags.overwrite,
    };
    const order = await this.order(flags, request.inputs, inOneRegion(scope));
    return this.finish(await createPolicies(order, wanted));
  }

  // oclif would take four lines for it.
  protected override catch(error: Error): Promise<unknown> {
    const missing = error.constructor.name === 'RequiredArgsError';
    return super.catch(missing ? new UserError('usage', `say what kind of policy: ${KINDS.join(', ')}`) : error);
  }
}
