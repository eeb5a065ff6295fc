import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { MORE_TASKS, type Task, TASKS } from '../src/inputs/tables/policy.ts';
import type { Policy } from '../src/policies/reading/policy.ts';
import type { SandboxCall } from '../src/sandbox/door/sandbox.ts';
import { allowInstead, deniedOf, enforced, permissionsIn, permissionsUsed, printedFor, without } from './enforced.ts';
import { STORIES } from './operator-stories.ts';

const PAGE = readFileSync(new URL('../docs/permissions.md', import.meta.url), 'utf8');

function printedPolicy(): Policy {
  const [, json = ''] = /```json\n([\s\S]*?)```/.exec(PAGE) ?? [];
  return JSON.parse(json) as Policy;
}

describe('the permissions in docs/permissions.md', () => {
  const used = new Map<Task, Set<string>>();

  function remember(tasks: readonly Task[], calls: readonly SandboxCall[]): void {
    for (const task of tasks) {
      const known = used.get(task) ?? new Set();
      for (const permission of permissionsUsed(calls)) known.add(permission);
      used.set(task, known);
    }
  }

  it('are what policy operator prints', () => {
    assert.deepEqual(printedPolicy(), printedFor(TASKS));
  });

  for (const { title, state, faults, steps } of STORIES) {
    it(`suffice, where IAM decides every call, for ${title}`, async () => {
      const on = enforced(await state?.(), faults);
      for (const [index, step] of steps.entries()) {
        await step.before?.(on);
        const printed = printedFor(step.for, step.named);
        await allowInstead(on, step.without ? without(printed, step.without) : printed);
        const from = on.sandbox.calls.length;
        const found = await step.run(on);
        const calls = on.sandbox.calls.slice(from);
        const where = `step ${index + 1}, with --for ${step.for.join(',')}`;
        assert.deepEqual(
          deniedOf(calls),
          step.denied ?? [],
          `${where}: what is denied is missing in operator-actions.ts, or allowed on other resources`,
        );
        const reports = 'targets' in found ? found.targets : found;
        const failed = reports.filter(({ status }) => status === 'failed').map(({ error }) => error?.message);
        if (step.without) assert.notDeepEqual(failed, [], where);
        else if (!step.denied) assert.deepEqual(failed, [], where);
        remember(step.for, calls);
      }
    });
  }

  for (const task of [...TASKS, ...MORE_TASKS]) {
    it(`hold nothing that is never used for ${task}`, () => {
      const known = used.get(task) ?? new Set();
      assert.deepEqual(
        permissionsIn(printedFor([task])).filter((permission) => !known.has(permission)),
        [],
      );
    });
  }
});
