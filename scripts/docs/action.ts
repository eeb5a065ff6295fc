import { Document } from 'yaml';
import type { Input, InputTable } from '../../src/inputs/input.ts';
import { removalInputs } from '../../src/inputs/tables/delete.ts';
import { doctorInputs } from '../../src/inputs/tables/doctor.ts';
import { judgingInputs } from '../../src/inputs/tables/judging.ts';
import { manyInputs } from '../../src/inputs/tables/many.ts';
import { planInputs } from '../../src/inputs/tables/plan.ts';
import { setupInputs } from '../../src/inputs/tables/setup.ts';
import { runInputs, strictInputs, targetInputs } from '../../src/inputs/tables/targets.ts';

/** The file that it is in. */
export const ACTION = 'action.yml';

// The report is always made as JSON, and shown as markdown and SARIF.
const LEFT_OUT = ['format'];

const FLAGS: InputTable = {
  ...targetInputs,
  ...manyInputs,
  ...setupInputs,
  ...strictInputs,
  ...planInputs,
  ...doctorInputs,
  ...judgingInputs,
  ...removalInputs,
  ...runInputs,
};

/** Writes the action for GitHub: an input for every flag that has a variable. */
export function actionFile(): string {
  const inputs = Object.entries(FLAGS).filter(([name, { env }]) => env !== false && !LEFT_OUT.includes(name));
  const document = new Document(
    {
      name: 'session-manager',
      description: 'Set up, plan, check or take down AWS Session Manager in every region of every account',
      branding: { icon: 'terminal', color: 'orange' },
      inputs: {
        command: { description: 'setup, plan, delete or doctor', required: false, default: 'doctor' },
        ...Object.fromEntries(inputs.map(([name, row]) => [name, { description: described(row), required: false }])),
        yes: { description: 'delete: do not ask; a job cannot be asked', required: false },
      },
      outputs: {
        report: output('the report, a JSON file', 'report'),
        sarif: output('what doctor found, a SARIF file', 'sarif'),
        'exit-code': output('the exit code of the command', 'exit-code'),
        changes: output('true if something was changed, or would be', 'changes'),
      },
      runs: {
        using: 'composite',
        steps: [
          {
            shell: 'bash',
            run: 'cd "$GITHUB_ACTION_PATH" && { [ -e dist/main.cjs ] || npm ci --no-audit --no-fund; }',
          },
          {
            id: 'run',
            shell: 'bash',
            env: { SESSION_MANAGER_ACTION_INPUTS: '${{ toJSON(inputs) }}' },
            run: 'node "$GITHUB_ACTION_PATH/bin/action.js"',
          },
        ],
      },
    },
    { aliasDuplicateObjects: false },
  );
  document.commentBefore =
    ' Written by npm run docs, from the tables of inputs. What it does with them: bin/action.js.';
  return document.toString({ lineWidth: 0, singleQuote: true });
}

const output = (description: string, name: string): object => ({
  description,
  value: `\${{ steps.run.outputs.${name} }}`,
});

const described = ({ help, kind }: Input): string => (kind === 'switch' ? `${help}; true or false` : help);
