import assert from 'node:assert/strict';
import { recurs, sameSchedule } from '../../../src/resources/agent-update/schedule.ts';

/** Schedules that are due at the same times, group by group; between groups they are not. */
const GROUPS: readonly (readonly string[])[] = [
  ['rate(1 day)', 'rate(24 hours)', 'rate(1440 minutes)', 'rate(1  day)', ' rate(1 days) '],
  ['rate(30 minutes)', 'rate(30 minute)'],
  ['rate(14 days)', 'rate(336 hours)'],
  [
    'cron(0 2 ? * * *)',
    'cron(0 2 * * ? *)',
    'cron(00 02 ? * * *)',
    'cron(0  2 ? *  * *)',
    'cron(0 0 2 ? * * *)',
    'cron(0 2 ? 1/1 * *)',
    'cron(0 2 ? JAN-DEC SUN-SAT *)',
    'cron(0 2 1/1 1-12 ? 1970-2199)',
    'cron(0 2 ? * 1,2,3,4,5,6,7 *)',
  ],
  ['cron(0 2 ? * SUN *)', 'cron(0 2 ? * sun *)', 'cron(0 2 ? * 1 *)', 'cron(0 2 ? * 1-1 *)'],
  ['cron(0 2 ? * MON-FRI *)', 'cron(0 2 ? * 2-6 *)', 'cron(0 2 ? * mon,tue,wed,Thu,FRI *)'],
  ['cron(0 2 ? * FRI-MON *)', 'cron(0 2 ? * 6,7,1,2 *)', 'cron(0 2 ? * SUN,MON,FRI,SAT *)'],
  ['cron(0 2 ? * SUN#2 *)', 'cron(0 2 ? * 1#2 *)'],
  ['cron(0 2 ? * FRIL *)', 'cron(0 2 ? * 6L *)'],
  ['cron(0 2 L * ? *)', 'cron(0 2 l * ? *)'],
  ['cron(0 2 1 * ? *)', 'cron(0 2 01 * ? *)'],
  ['cron(0/30 * * * ? *)', 'cron(*/30 * ? * * *)', 'cron(0,30 0-23 * * ? *)'],
  ['cron(0 0/12 * * ? *)', 'cron(0 0,12 ? * * *)'],
  ['cron(0 22-2 ? * * *)', 'cron(0 22,23,0,1,2 ? * * *)', 'cron(0 0-2,22-23 ? * * *)'],
  ['cron(0 3 ? * L *)', 'cron(0 3 ? * SAT *)', 'cron(0 3 ? * 7 *)'],
  ['cron(0 3 ? * 6L *)', 'cron(0 3 ? * FRIL *)'],
  ['cron(0 4 ? * * 2020-2199)', 'cron(0 4 ? * * *)', 'cron(0 4 ? * * 2020/1)'],
  ['cron(0 4 ? * * 2198-2199)', 'cron(0 4 ? * * 2020,2198,2199)'],
  ['cron(0 2 ? * * 2030)'],
  ['at(2030-07-07T15:55:00)', 'at(2030-07-07T15:55)'],
  ['at(2030-07-07T15:55:01)'],
  [''],
  ['something else'],
  ['cron(0 2 ? * *)'],
  ['cron(99 2 ? * * *)'],
];

describe('schedules of associations', () => {
  it('are the same where they are due at the same times, whichever comes first, and only there', () => {
    const all = GROUPS.flatMap((group, index) => group.map((schedule) => ({ schedule, index })));
    for (const one of all) {
      for (const other of all) {
        const same = sameSchedule(one.schedule, other.schedule);
        assert.equal(same, one.index === other.index, `${one.schedule} and ${other.schedule}`);
      }
    }
  });

  it('recur, unless they name a time or years that are over', () => {
    const recurring = ['rate(30 minutes)', 'cron(0 2 ? * * *)', 'cron(0 0 2 ? * SUN#2 *)', 'cron(0 2 L * ? *)'];
    for (const schedule of [...recurring, 'something else']) assert.ok(recurs(schedule), schedule);
    const over = ['', 'at(2030-07-07T15:55:00)', 'at(2020-07-07T15:55:00)', 'cron(0 2 ? * * 2020)'];
    for (const schedule of [...over, 'cron(0 0 2 ? * SUN 2020-2021)']) assert.ok(!recurs(schedule), schedule);
  });
});
