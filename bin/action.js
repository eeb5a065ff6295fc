#!/usr/bin/env node
// The step of action.yml: runs a command once, with inputs as flags, and tells GitHub of its report: summary, annotations, outputs.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFileSync, closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const TOOL = fileURLToPath(new URL('../dist/main.cjs', import.meta.url));
const COMMANDS = ['setup', 'plan', 'delete', 'doctor'];
// GitHub shows ten of each kind a step.
const SHOWN = 10;
// Longer than any fence that a report could hold.
const FENCE = '~'.repeat(12);

const { command, ...inputs } = JSON.parse(process.env.SESSION_MANAGER_ACTION_INPUTS ?? '{}');
// One for each step: a job may run several.
const folder = mkdtempSync(join(process.env.RUNNER_TEMP ?? '.', 'session-manager-'));
const files = {
  report: join(folder, 'session-manager.json'),
  sarif: join(folder, 'session-manager.sarif'),
  told: join(folder, 'session-manager.txt'),
};

// Every flag has a variable: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
const given = Object.entries(inputs).filter(([, value]) => value !== '');
const flags = Object.fromEntries(
  given.map(([name, value]) => [`SESSION_MANAGER_${name.toUpperCase().replaceAll('-', '_')}`, value]),
);
const { SESSION_MANAGER_ACTION_INPUTS: _inputs, ...environment } = process.env;

/** Runs the tool, with its standard output in a file, and gives its exit code. */
function run(args, file, env = environment) {
  const output = openSync(file, 'w');
  const { status, error } = spawnSync(process.execPath, [TOOL, ...args], {
    stdio: ['ignore', output, 'inherit'],
    env,
  });
  closeSync(output);
  if (error) throw error;
  return status ?? 1;
}

/** Escapes the message of an annotation, or one of its properties. */
const message = (text) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text) => message(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

const annotate = (level, found) => {
  for (const [title, text] of [...new Map(found)].slice(0, SHOWN))
    process.stdout.write(`::${level} title=${property(title)}::${message(text)}\n`);
};

/** Does something that prints texts of others, such as names of accounts, in which the runner is to find no commands. */
function withoutCommands(act) {
  const token = randomUUID();
  process.stdout.write(`::stop-commands::${token}\n`);
  const result = act();
  process.stdout.write(`\n::${token}::\n`);
  return result;
}

function report() {
  try {
    const read = JSON.parse(readFileSync(files.report, 'utf8'));
    return Array.isArray(read.targets) ? read : undefined;
  } catch {
    return undefined;
  }
}

const write = (variable, text) => {
  if (process.env[variable]) appendFileSync(process.env[variable], text);
};

/** Writes the report in another form to a file, and gives its text. */
function retold(file, ...format) {
  run(['merge', files.report, ...format], file);
  return readFileSync(file, 'utf8');
}

function main() {
  if (!COMMANDS.includes(command)) {
    process.stdout.write(
      `::error::${message(`command ${JSON.stringify(command)}: it must be one of ${COMMANDS.join(', ')}`)}\n`,
    );
    return 2;
  }
  const code = withoutCommands(() => run([command, '--json'], files.report, { ...environment, ...flags }));
  write('GITHUB_OUTPUT', `exit-code=${code}\n`);
  const found = report();
  if (found === undefined) {
    const { error } = JSON.parse(readFileSync(files.report, 'utf8') || '{}');
    process.stdout.write(`::error title=session-manager::${message(error?.message ?? 'there is no report')}\n`);
    return code || 1;
  }
  const { targets, summary } = found;
  const text = retold(files.told);
  withoutCommands(() => process.stdout.write(text));
  const place = ({ account, region }) => `${account ?? 'default'}/${region}`;
  const failures = targets.flatMap((target) =>
    target.status === 'failed' && target.error
      ? [[`${target.error.code} in ${place(target)}`, target.error.message]]
      : [],
  );
  // What was there before is no news where only that fails.
  const isCounted = ({ since }) => inputs['fail-on'] !== 'new' || since !== 'unchanged';
  const findings = (verdict) =>
    targets.flatMap((target) =>
      target.findings.flatMap((one) =>
        one.verdict === verdict && !one.accepted && isCounted(one)
          ? [
              [
                `${one.check} in ${place(target)}: ${one.subject}`,
                `${one.summary}${one.advice ? `\n${one.advice}` : ''}`,
              ],
            ]
          : [],
      ),
    );
  annotate('error', [...failures, ...findings('fail')]);
  annotate('warning', findings('warn'));
  const outputs = { report: files.report, changes: (summary.planned ?? 0) + (summary.changed ?? 0) > 0 };
  write(
    'GITHUB_OUTPUT',
    Object.entries(outputs)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  if (command !== 'doctor') {
    write('GITHUB_STEP_SUMMARY', `### session-manager ${command}\n\n${FENCE}\n${text.trimEnd()}\n${FENCE}\n`);
    return code;
  }
  retold(files.sarif, '--format', 'sarif');
  write('GITHUB_OUTPUT', `sarif=${files.sarif}\n`);
  write('GITHUB_STEP_SUMMARY', retold(files.told, '--format', 'markdown'));
  return code;
}

process.exitCode = main();
