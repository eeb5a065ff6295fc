import { PipelineCommand } from '../../cli/pipeline-command.ts';
import type { Pipeline } from '../../export/pipeline/pipeline.ts';

export default class ExportGitlabCi extends PipelineCommand {
  static override summary = 'print a pipeline for GitLab CI';

  static override description = `Prints a pipeline that plans for merge requests, carries out that plan on the branch when somebody starts it, and looks for faults by a schedule.
The flags of setup that are typed go into it, a secret only by its name. Roles are entered by OIDC. Nothing is called.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --kms --encrypt-sessions --regions us-east-1,eu-west-1 > .gitlab-ci.yml',
    '<%= config.bin %> <%= command.id %> --accounts all --regions all --config session-manager.yaml --shards 8 > .gitlab-ci.yml',
  ];

  protected override async write(pipeline: Pipeline): Promise<string> {
    const { gitlabPipeline } = await import('../../export/pipeline/gitlab.ts');
    return gitlabPipeline(pipeline);
  }
}
