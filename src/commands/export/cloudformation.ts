import { BaseCommand } from '../../cli/base-command.ts';
import { exportFlags, setupFlags } from '../../cli/flags.ts';

export default class ExportCloudformation extends BaseCommand {
  static override summary = 'print what setup makes as a CloudFormation template';

  static override description = `Takes the flags of setup, and prints a template for any account and region: key, alias, log group, preferences, agent update and,
with --grant, the policy for roles, which only one region makes. Nothing is called, and no credentials are needed.
What CloudFormation cannot do is said in comments. With --json the template is JSON, without comments.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --kms --encrypt-sessions --grant --retention 365 > template.yaml',
    '<%= config.bin %> <%= command.id %> --kms --grant --regions eu-west-1,us-east-1 > template.yaml',
  ];

  static override flags = { ...exportFlags, ...setupFlags };

  async run(): Promise<object> {
    const { flags } = await this.parse(ExportCloudformation);
    const { parseInputs } = await import('../../inputs/inputs.ts');
    const inputs = parseInputs(flags);
    const { regions } = await this.scopeOf({ ...flags, noop: true }, inputs);
    const [{ cloudFormationTemplate }, { yamlOf }, { sizeProblem }] = await Promise.all([
      import('../../export/cloudformation/template.ts'),
      import('../../export/cloudformation/yaml.ts'),
      import('../../export/cloudformation/size.ts'),
    ]);
    const template = cloudFormationTemplate(inputs, regions === 'all' ? [] : (regions ?? []));
    const text = yamlOf(template);
    const problem = sizeProblem(this.jsonEnabled() ? JSON.stringify(template.body, null, 2) : text);
    if (problem !== undefined) await this.say(problem);
    this.log(text.trimEnd());
    return template.body;
  }
}
