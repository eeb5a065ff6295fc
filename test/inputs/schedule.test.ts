import assert from 'node:assert/strict';
import { scheduleProblem } from '../../src/inputs/schedule.ts';

describe('schedule', () => {
  const good = [
    'cron(0 2 ? * * *)',
    'cron(0 2 * * ? *)',
    'cron(0 2 ? * SUN *)',
    'cron(0 2 ? * 1 *)',
    'cron(0 2 ? * 7 *)',
    'cron(15 10 ? * MON-FRI *)',
    'cron(0 0/4 ? * * *)',
    'cron(0/30 * ? * * *)',
    'cron(0 4 ? * THU#3 *)',
    'cron(0 2 L * ? *)',
    'cron(0 2 1,15 * ? 2100-2199)',
    'cron(0 2 29 * ? *)',
    'cron(0 2 ? * 6L *)',
    'cron(0 2 ? * FRIL *)',
    'cron(0 0 2 ? * THU#3 *)',
    'cron(0 15 10 ? * MON-FRI *)',
    'cron(0 2 ? * SAT-SUN *)',
    'cron(0 22-2 ? * * *)',
    'cron(0 22-2/2 * * ? *)',
    'cron(0 2 15W * ? *)',
    'cron(0 2 LW * ? *)',
    'cron(0 2 ? * mon,wed-fri *)',
    'cron(0 2 ? 1/1 THU#3 *)',
    'cron(0 2 ? * * 2020/1)',
    'at(2099-07-07T15:55:00)',
    'rate(30 minutes)',
    'rate(1 hour)',
    'rate(12 hours)',
    'rate(1 day)',
    'rate(30 days)',
    'rate(743 hours)',
  ];
  for (const schedule of good) it(`takes ${schedule}`, () => assert.equal(scheduleProblem(schedule), undefined));

  const bad = [
    ['', /cron\(.*rate\(/],
    ['0 2 ? * * *', /cron\(.*rate\(/],
    ['Cron(0 2 ? * * *)', /cron\(.*rate\(/],
    ['cron(0 2 ? * * *', /cron\(.*rate\(/],
    ['cron(0 2 ? * * *) ', /cron\(.*rate\(/],
    ['cron()', /cron\(.*rate\(/],
    ['at(2026-13-01T00:00:00)', /no such time/],
    ['at(tomorrow)', /cron\(.*rate\(/],
    ['cron(0 2 ? * *)', /six fields .*not 5/],
    ['cron(0 0 0 2 ? * * *)', /six fields .*not 8/],
    ['cron(60 0 2 ? * * *)', /60 is no second/],
    ['cron(0 2 ? * MON#6 *)', /no day of the week/],
    ['cron(0 2 * * * *)', /exactly one of day-of-month and day-of-week must be \?/],
    ['cron(0 2 ? * ? *)', /exactly one/],
    ['cron(60 2 ? * * *)', /60/],
    ['cron(0 24 ? * * *)', /24/],
    ['cron(0 2 32 * ? *)', /32/],
    ['cron(0 2 ? 13 * *)', /no single months/],
    ['cron(0 2 ? * 8 *)', /./],
    ['cron(0 2 ? * 0 *)', /./],
    ['cron(0 2 ? * FOO *)', /./],
    ['cron(a b ? * * *)', /./],
    ['cron(0 2 31 2 ? *)', /no single months/],
    [`cron(0 2 ? * ${'SUN,'.repeat(80)}SUN *)`, /256/],
    ['cron(0 2 ? * * 1999)', /never/],
    ['cron(0 2 ? * * 2200)', /2200/],
    ['rate(0 minutes)', /at least 30 minutes/],
    ['rate(29 minutes)', /at least 30 minutes/],
    ['rate(1 minute)', /at least 30 minutes/],
    ['rate(31 days)', /less than 31 days/],
    ['rate(744 hours)', /less than 31 days/],
    ['rate(1 days)', /write rate\(1 day\)/],
    ['rate(2 day)', /write rate\(2 days\)/],
    ['rate(1 week)', /cron\(.*rate\(/],
    ['rate(1.5 hours)', /cron\(.*rate\(/],
    ['rate(-1 hours)', /cron\(.*rate\(/],
    ['rate(1  day)', /cron\(.*rate\(/],
  ] as const;
  for (const [schedule, problem] of bad) {
    it(`refuses ${JSON.stringify(schedule)} in one line`, () => {
      const found = scheduleProblem(schedule);
      assert.match(found ?? 'accepted', problem);
      assert.ok(found !== undefined && !/\n/.test(found));
    });
  }
});
