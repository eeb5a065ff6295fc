// Runs the steps of a job or of an action as GitHub's runner does: with bash, its files, and expressions filled in.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { BINARY } from './cli.ts';

export interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
}

/** What became of steps. */
interface Ran {
  /** The exit code of the first step that failed; 0: none did. */
  readonly code: number;
  readonly output: string;
  readonly summary: string;
  /** Outputs by step and name, as `run.report`. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** The machine of a job: an empty folder to work in, and commands that do without a network. */
export interface Runner {
  /** The folder that steps run in. */
  readonly workspace: string;
  /** Runs the steps of a job; `values`: of the expressions in them, by their texts. */
  run(steps: readonly Step[], values: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv): Ran;
}

/** Makes a runner in a folder. Artifacts are folders beside it; `npm` does nothing; `gh` keeps what it is given in `gh.txt`. */
export function runnerIn(folder: string): Runner {
  const [bin, workspace, temp, artifacts] = ['bin', 'work', 'temp', 'artifacts'].map((name) => {
    mkdirSync(join(folder, name), { recursive: true });
    return join(folder, name);
  }) as [string, string, string, string];
  if (!existsSync(join(bin, 'session-manager'))) symlinkSync(BINARY, join(bin, 'session-manager'));
  script(bin, 'npm', 'exit 0');
  script(bin, 'gh', `printf '%s\\n' "$@" > ${folder}/gh.txt; cp comment.md ${folder}/comment.md`);
  const [summaryFile, outputFile] = [join(temp, 'summary.md'), join(temp, 'output.txt')];

  const bash = (step: Step, fill: (text: string) => string, env: NodeJS.ProcessEnv) =>
    spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', fill(step.run ?? '')], {
      cwd: workspace,
      encoding: 'utf8',
      env: {
        PATH: `${bin}:${dirname(process.execPath)}:${process.env['PATH']}`,
        HOME: folder,
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_ACTION_PATH: dirname(dirname(BINARY)),
        GITHUB_STEP_SUMMARY: summaryFile,
        GITHUB_OUTPUT: outputFile,
        RUNNER_TEMP: temp,
        ...env,
        ...Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, fill(value)])),
      },
    });

  return {
    workspace,
    run(steps, values, env) {
      writeFileSync(summaryFile, '');
      let code = 0;
      let output = '';
      const outputs: Record<string, string> = {};
      const fill = (text: string): string =>
        text.replaceAll(/\$\{\{ (.*?) \}\}/g, (whole, expression: string) => {
          const value = values[expression] ?? outputs[expression.replace(/^steps\.(.*)\.outputs\./, '$1.')];
          if (value === undefined) throw new Error(`nothing is known of ${whole}`);
          return value;
        });
      for (const step of steps) {
        if (!isRun(step.if ?? '', code, workspace)) continue;
        if (step.uses !== undefined) {
          artifact(step, artifacts, workspace, fill);
          continue;
        }
        writeFileSync(outputFile, '');
        const { status, stdout, stderr } = bash(step, fill, env);
        output += stdout + stderr;
        if (code === 0) code = status ?? 1;
        for (const line of readFileSync(outputFile, 'utf8').split('\n').filter(Boolean)) {
          const at = line.indexOf('=');
          outputs[`${step.id ?? ''}.${line.slice(0, at)}`] = line.slice(at + 1);
        }
      }
      return { code, output, summary: readFileSync(summaryFile, 'utf8'), outputs };
    },
  };
}

function script(bin: string, name: string, body: string): void {
  writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`);
  chmodSync(join(bin, name), 0o755);
}

// Of what steps use, only artifacts matter here.
function artifact(step: Step, artifacts: string, workspace: string, fill: (text: string) => string): void {
  const { name = '', path = '', pattern } = step.with ?? {};
  if (step.uses?.startsWith('actions/upload-artifact@')) {
    for (const file of path.split('\n').filter(Boolean))
      if (existsSync(join(workspace, file))) cpSync(join(workspace, file), join(artifacts, fill(name), file));
  } else if (step.uses?.startsWith('actions/download-artifact@')) {
    const wanted = fill(pattern ?? name);
    const found = readdirSync(artifacts).filter((one) => matchesGlob(one, wanted));
    const isFlat = pattern === undefined || step.with?.['merge-multiple'] !== undefined;
    for (const one of found)
      cpSync(join(artifacts, one), join(workspace, path, isFlat ? '' : one), { recursive: true });
  }
}

const matchesGlob = (name: string, pattern: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

/** Decides about the conditions of steps that are printed: `always()`, and whether a file is there. */
function isRun(condition: string, code: number, workspace: string): boolean {
  const [, not, file] = /^(?:always\(\) && )?(!\()?hashFiles\('([^']+)'\) != ''\)?$/.exec(condition) ?? [];
  const isThere = file === undefined || existsSync(join(workspace, file)) === (not === undefined);
  return isThere && (code === 0 || condition.startsWith('always()'));
}
