import assert from 'node:assert/strict';
import { eachPerson } from '../../../src/checks/user/people.ts';
import { hint } from '../../../src/checks/remedy.ts';

it('people are looked at a few at a time, and told of in their order', async () => {
  let now = 0;
  let most = 0;
  const people = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ kind: 'other' as const, name }));
  const found = await eachPerson(people, async ({ name }) => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => setImmediate(resolve));
    now -= 1;
    return [{ check: 'user.access', verdict: 'info', subject: name, summary: 'x', remedy: hint('y') }];
  });
  assert.equal(found.map(({ subject }) => subject).join(''), 'abcdef');
  assert.equal(most, 4);
});
