import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { ACTION, actionFile } from '../../scripts/docs/action.ts';
import { pathOf } from '../../scripts/docs/pages.ts';
import { emptyHome, type Home } from './cli.ts';
import { runnerIn, type Step } from './steps.ts';

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

describe('the action for GitHub', () => {
  let home: Home;
  beforeEach(() => (home = emptyHome()));
  afterEach(() => home.clear());

  const action = parse(readFileSync(pathOf(ACTION), 'utf8')) as Action;

  const run = (given: Readonly<Record<string, string>>) => {
    const all = Object.fromEntries(
      Object.entries(action.inputs).map(([name, input]) => [name, given[name] ?? input.default ?? '']),
    );
    return runnerIn(home.folder).run(
      action.runs.steps,
      { 'toJSON(inputs)': JSON.stringify(all, undefined, 2) },
      { SESSION_MANAGER_SANDBOX_STATE: home.stateFile },
    );
  };

  it('is as the tables of inputs are: npm run docs writes it', () =>
    assert.equal(readFileSync(pathOf(ACTION), 'utf8'), actionFile()));

  it('looks once, and gives summary, annotations, SARIF and report', () => {
    const { code, output, summary, outputs } = run({ sandbox: 'true', regions: 'us-east-1,eu-west-1' });
    assert.equal(code, 1);
    assert.match(summary, /^## session-manager doctor$/m);
    assert.match(output, /^::error title=[^:\n]+::.+$/m);
    assert.match(output, /^::warning title=[^:\n]+::.+$/m);
    assert.ok((output.match(/^::error/gm) ?? []).length <= 10);
    assert.equal(outputs['run.exit-code'], '1');
    const sarif = JSON.parse(readFileSync(outputs['run.sarif'] ?? '', 'utf8')) as { version: string };
    assert.equal(sarif.version, '2.1.0');
    const report = JSON.parse(readFileSync(outputs['run.report'] ?? '', 'utf8')) as { targets: readonly object[] };
    assert.equal(report.targets.length, 2);
  });

  it('takes flags as inputs, a switch that is off included, and shows what is done', () => {
    const inputs = {
      sandbox: 'true',
      regions: 'ap-south-1',
      kms: 'true',
      'agent-update': 'false',
      'policy-audit': 'false',
    };
    const planned = run({ ...inputs, command: 'plan' });
    assert.equal(planned.code, 0);
    assert.equal(planned.outputs['run.changes'], 'true');
    assert.match(
      planned.summary,
      /^### session-manager plan\n\n~{12}\n[^]*Creating CloudWatch log group: sessions\n[^]*\n~{12}\n$/,
    );
    assert.doesNotMatch(planned.summary, /AWS-UpdateSSMAgent/);
    const done = run({ ...inputs, command: 'setup' });
    assert.equal(done.code, 0);
    assert.match(done.output, /^Creating CloudWatch log group: sessions/m);
    assert.equal(run({ ...inputs, command: 'plan' }).outputs['run.changes'], 'false');
    const gone = run({ sandbox: 'true', regions: 'ap-south-1', kms: 'true', command: 'delete', yes: 'true' });
    assert.equal(gone.code, 0, gone.output);
  });

  it('says in an annotation why a run was refused, and what is no command', () => {
    const refused = run({ sandbox: 'true', command: 'setup', retention: '31' });
    assert.equal(refused.code, 2);
    assert.match(refused.output, /^::error title=session-manager::SESSION_MANAGER_RETENTION "31": /m);
    const unknown = run({ command: 'start; rm -rf /' });
    assert.equal(unknown.code, 2);
    assert.match(
      unknown.output,
      /^::error::command "start; rm -rf \/": it must be one of setup, plan, delete, doctor$/m,
    );
  });

  it('keeps the report of each step, where a job runs several', () => {
    const inputs = { sandbox: 'true', regions: 'us-east-1', 'policy-audit': 'false' };
    const planned = run({ ...inputs, command: 'plan' });
    run({ ...inputs, command: 'setup' });
    const report = JSON.parse(readFileSync(planned.outputs['run.report'] ?? '', 'utf8')) as { command: string };
    assert.equal(report.command, 'plan');
  });

  it('lets the runner find no commands in what the tool prints', () => {
    const { output } = run({ sandbox: 'true', regions: 'us-east-1', 'policy-audit': 'false', command: 'setup' });
    const quiet = [...output.matchAll(/^::stop-commands::(\S+)\n([^]*?)^::\1::$/gm)].map(([, , told = '']) => told);
    assert.equal(quiet.length, 2);
    assert.match(quiet[1] ?? '', /^Creating CloudWatch log group: sessions/m);
  });

  it('gives outputs of the step that runs, and no others', () => {
    for (const [name, { value }] of Object.entries(action.outputs))
      assert.equal(value, `\${{ steps.run.outputs.${name} }}`);
  });
});
