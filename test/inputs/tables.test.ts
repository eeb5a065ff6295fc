import assert from 'node:assert/strict';
import type { Input, InputTable, WholeNumber } from '../../src/inputs/input.ts';
import { readerOf } from '../../src/inputs/reader.ts';
import { bootstrapInputs } from '../../src/inputs/tables/bootstrap.ts';
import { checksInputs } from '../../src/inputs/tables/checks.ts';
import { confirmInputs, removalInputs } from '../../src/inputs/tables/delete.ts';
import { doctorInputs } from '../../src/inputs/tables/doctor.ts';
import { logInputs, nodesInputs, sessionsInputs } from '../../src/inputs/tables/listing.ts';
import { planInputs } from '../../src/inputs/tables/plan.ts';
import { policyInputs } from '../../src/inputs/tables/policy.ts';
import { sandboxInputs } from '../../src/inputs/tables/sandbox.ts';
import { setupInputs } from '../../src/inputs/tables/setup.ts';
import { noopInputs, runInputs, targetInputs } from '../../src/inputs/tables/targets.ts';
import { badInput } from '../aws.ts';

const TABLES: Readonly<Record<string, InputTable>> = {
  targets: { ...targetInputs, ...runInputs, ...noopInputs },
  setup: setupInputs,
  delete: { ...removalInputs, ...confirmInputs },
  plan: planInputs,
  doctor: { ...doctorInputs, ...checksInputs },
  policy: policyInputs,
  nodes: nodesInputs,
  log: logInputs,
  sessions: sessionsInputs,
  sandbox: sandboxInputs,
  bootstrap: bootstrapInputs,
};

const rows = Object.entries(TABLES).flatMap(([name, table]) =>
  Object.entries(table).map(([flag, row]) => ({ name, table, flag, row })),
);

const rulesOf = (row: Input) => (row.kind === 'text' || row.kind === 'list' ? (row.rules ?? []) : []);

describe('the tables of inputs', () => {
  for (const { name, table, flag, row } of rows) {
    describe(`${name}: --${flag}`, () => {
      it('has a name and a line of help as the others have', () => {
        assert.match(flag, /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
        assert.match(row.help, /^(?:[a-z]|ARN|SSH).*[^.]$/);
        assert.doesNotMatch(row.help, /\[default/, 'the default is a column of its own');
      });

      it('needs only what there is', () => assert.ok(row.needs === undefined || row.needs in table, row.needs));

      it('has patterns of whole texts', () => {
        for (const [allowed] of rulesOf(row)) {
          if (allowed instanceof RegExp) assert.match(allowed.source, /^\^/);
          if (allowed instanceof RegExp) assert.match(allowed.flags, /^u?$/);
        }
      });

      if ('default' in row && row.kind !== 'switch') {
        it('takes its default when that is given, too', () => {
          const given = Array.isArray(row.default) ? row.default : String(row.default);
          assert.deepEqual(readerOf(table, { [flag]: given })(flag), row.default);
        });
      }

      if (row.kind === 'number') numbers(table, flag, row);
    });
  }
});

function numbers(table: InputTable, flag: string, { least, most, unit = '' }: WholeNumber): void {
  const read = (text: string) => readerOf(table, { [flag]: text })(flag);

  it(`takes ${least} to ${most}`, () => assert.deepEqual([read(String(least)), read(String(most))], [least, most]));

  for (const text of [String(least - 1), String(most + 1), '', 'x', `${least}.5`, `${least} `, '1e1', '0x10']) {
    it(`refuses ${JSON.stringify(text)}, and says what it takes`, () => {
      const words = `--${flag} ${JSON.stringify(text)}: it must be a whole number from ${least} to ${most} ${unit}`;
      badInput(() => read(text), words.trimEnd());
    });
  }
}
