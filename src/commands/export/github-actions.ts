import { PipelineCommand } from '../../cli/pipeline-command.ts';
import type { Pipeline } from '../../export/pipeline/pipeline.ts';

export default class ExportGithubActions extends PipelineCommand {
  static override summary = 'print a workflow for GitHub Actions';

  static override description = `Prints a workflow that plans on pull requests, with a comment, carries out that plan on the branch once its environment lets it, and looks for faults at night.
The flags of setup that are typed go into it, a secret only by its name. Roles are entered by OIDC. Nothing is called.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --kms --encrypt-sessions --regions us-east-1,eu-west-1 > .github/workflows/session-manager.yml',
    '<%= config.bin %> <%= command.id %> --accounts all --regions all --config session-manager.yaml --shards 8 > .github/workflows/session-manager.yml',
  ];

  protected override async write(pipeline: Pipeline): Promise<string> {
    const { githubWorkflow } = await import('../../export/pipeline/github.ts');
    return githubWorkflow(pipeline);
  }
}
