import { BaseCommand } from '../../cli/base-command.ts';
import { isTyped } from '../../cli/environment.ts';
import { exportCloudformationFlags, manyFlags, setupFlags, targetFlags } from '../../cli/flags.ts';
import { TargetError, UserError } from '../../errors.ts';
import type { stackSetPlace } from '../../engine/stack-set-place.ts';
import type { Inputs } from '../../inputs/inputs.ts';

type Scope = Parameters<typeof stackSetPlace>[0];

/** The flags for targets that mean something where nothing is read. */
const FOR_TEMPLATES = ['regions', 'region-unchecked', 'exclude-regions'];
const FOR_STACK_SETS = [
  ...FOR_TEMPLATES,
  'org-units',
  'exclude-org-units',
  'accounts',
  'exclude-accounts',
  'concurrency',
  'max-failures',
  'region-order',
];

type Flags = Awaited<ReturnType<ExportCloudformation['flagsGiven']>>;

export default class ExportCloudformation extends BaseCommand {
  static override summary = 'print what setup makes as a CloudFormation template';

  static override description = `Takes the flags of setup, and prints a template for any account and region: key, alias, log group, preferences, agent update and,
with --grant, the policy for roles, which only one region makes. Nothing is called, and no credentials are needed.
What CloudFormation cannot do is said in comments. With --json the template is JSON, without comments.
With --import the account is read, and nothing is changed.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --kms --encrypt-sessions --grant --retention 365 > template.yaml',
    '<%= config.bin %> <%= command.id %> --kms --stack-set sessions --org-units ou-abcd-11111111 --regions eu-west-1,us-east-1 > template.yaml',
    '<%= config.bin %> <%= command.id %> --kms --import --regions eu-west-1 > resources.json',
    '<%= config.bin %> <%= command.id %> --kms --encrypt-sessions --demo > demo.yaml',
  ];

  static override flags = { ...targetFlags, ...manyFlags, ...setupFlags, ...exportCloudformationFlags };

  private async flagsGiven() {
    return (await this.parse(ExportCloudformation)).flags;
  }

  async run(): Promise<object> {
    const flags = await this.flagsGiven();
    await this.tellOverrides();
    const { parseInputs } = await import('../../inputs/inputs.ts');
    const { readerOf, checkNeeds } = await import('../../inputs/reader.ts');
    const { exportCloudformationInputs } = await import('../../inputs/tables/export-cloudformation.ts');
    checkNeeds(exportCloudformationInputs, flags);
    const stackSet = readerOf(exportCloudformationInputs, flags)('stack-set');
    const others = ['import', 'stack-set', 'demo'].filter((name) => flags[name as keyof Flags]);
    if (others.length > 1) {
      throw new UserError('conflict', `give only one of ${others.map((name) => `--${name}`).join(', ')}`);
    }
    if (flags.import) return this.import(flags);
    this.refuseUnused(stackSet === undefined ? FOR_TEMPLATES : FOR_STACK_SETS, stackSet !== undefined);
    const inputs = parseInputs(flags);
    const scope = await this.scopeOf({ ...flags, noop: true }, inputs);
    if (flags.demo) return this.demo(inputs, flags);
    return this.template(inputs, scope, stackSet, flags['delegated-admin']);
  }

  private async demo(inputs: Inputs, flags: Flags): Promise<object> {
    const [{ demoTemplate }, { setupCommand }, { yamlOf }] = await Promise.all([
      import('../../export/cloudformation/demo.ts'),
      import('../../export/cloudformation/setup-command.ts'),
      import('../../export/cloudformation/yaml.ts'),
    ]);
    const template = demoTemplate(inputs, setupCommand(flags));
    this.log(yamlOf(template).trimEnd());
    return template.body;
  }

  private async template(
    inputs: Inputs,
    scope: Scope,
    stackSet: string | undefined,
    delegatedAdmin: boolean,
  ): Promise<object> {
    const [{ cloudFormationTemplate }, { yamlOf }, { sizeProblem }] = await Promise.all([
      import('../../export/cloudformation/template.ts'),
      import('../../export/cloudformation/yaml.ts'),
      import('../../export/cloudformation/size.ts'),
    ]);
    const place = stackSet === undefined ? undefined : await stackSetOf(scope);
    const { regions } = place ?? scope;
    const made = cloudFormationTemplate(inputs, regions === 'all' ? [] : (regions ?? []));
    const problem = sizeProblem(this.jsonEnabled() ? JSON.stringify(made.body, null, 2) : yamlOf(made));
    if (problem !== undefined) await this.say(problem);
    if (!place || stackSet === undefined) {
      this.log(yamlOf(made).trimEnd());
      return made.body;
    }
    const { withStackSet } = await import('../../export/cloudformation/stack-set.ts');
    const set = { name: stackSet, ...place, delegatedAdmin, namesIam: inputs.grant };
    const { template, commands } = withStackSet(made, set, problem === undefined);
    process.stderr.write(`${commands}\n`);
    this.log(yamlOf(template).trimEnd());
    return template.body;
  }

  /** Reads one region of one account, and prints what a stack can take over. */
  private async import(flags: Flags): Promise<object> {
    const [
      { parseInputs },
      { checkPlace, saveWhole },
      { checkOneAccount, exportedRegions },
      { readEach },
      { readExisting },
    ] = await Promise.all([
      import('../../inputs/inputs.ts'),
      import('../../plan-file/save.ts'),
      import('../../engine/export-place.ts'),
      import('../../engine/read-each.ts'),
      import('../../engine/existing.ts'),
    ]);
    const inputs = parseInputs(flags);
    const file = flags['import-template'];
    if (file !== undefined) checkPlace(file, '--import-template');
    const scope = await this.scopeOf(flags, inputs);
    const [region = '', ...more] = exportedRegions(scope);
    if (more.length > 0) throw invalidRegions([region, ...more]);
    checkOneAccount(scope);
    const [found] = await readEach(await this.order(flags, inputs, scope), (target) => readExisting(target, inputs));
    if (!found) throw new TargetError('failed', 'nothing could be read');
    const [{ cloudFormationTemplate }, { importNotes, importTemplate, resourcesToImport }, { yamlOf }] =
      await Promise.all([
        import('../../export/cloudformation/template.ts'),
        import('../../export/cloudformation/import.ts'),
        import('../../export/cloudformation/yaml.ts'),
      ]);
    const template = cloudFormationTemplate(inputs, [region]);
    if (file !== undefined) {
      saveWhole(file, yamlOf(importTemplate(template, found)), { flag: '--import-template' });
    }
    for (const line of importNotes(template, found, region, file ?? 'import.yaml')) process.stderr.write(`${line}\n`);
    const resources = resourcesToImport(template, found);
    this.log(JSON.stringify(resources, null, 2));
    return resources;
  }

  // What comes from the environment is meant for other commands, too.
  private refuseUnused(used: readonly string[], forStackSet: boolean): void {
    const unused = Object.entries({ ...targetFlags, ...manyFlags })
      .filter(([name, flag]) => !used.includes(name) && name !== 'debug' && isTyped(name, flag, this.argv))
      .map(([name]) => `--${name}`);
    if (unused.length === 0) return;
    const [is, it] = unused.length === 1 ? ['is', 'it'] : ['are', 'them'];
    const where = FOR_STACK_SETS.includes(unused[0]?.slice(2) ?? '') && !forStackSet ? '--stack-set' : '--import';
    throw new UserError('conflict', `${unused.join(', ')} ${is} about ${where} here: leave ${it} out, or add that`);
  }
}

const invalidRegions = (regions: readonly string[]): UserError =>
  new UserError('invalid-value', `--regions ${regions.join(',')}: an import is for one stack, in one region`);

async function stackSetOf(scope: Scope): Promise<ReturnType<typeof stackSetPlace>> {
  return (await import('../../engine/stack-set-place.ts')).stackSetPlace(scope);
}
