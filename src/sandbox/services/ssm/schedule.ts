import { AwsError } from '../../protocols/aws-error.ts';

const UNIT_MINUTES: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1440 };

/** Refuses a schedule that State Manager does not offer: `rate(…)` from 30 minutes to 31 days, `cron(…)` without months, `at(…)`. */
export function checkSchedule(schedule: string): void {
  const [, kind, body = ''] = /^(rate|cron|at)\((.+)\)$/.exec(schedule) ?? [];
  const valid = kind === 'rate' ? isRate(body) : kind === 'cron' ? isCron(body) : kind === 'at' && isTime(body);
  if (!valid) {
    throw new AwsError(
      'InvalidSchedule',
      'The schedule is invalid. Verify your cron or rate expression and try again.',
    );
  }
}

function isRate(body: string): boolean {
  const [, count, unit = '', plural] = /^([1-9]\d{0,5}) (minute|hour|day)(s?)$/.exec(body) ?? [];
  const minutes = Number(count) * (UNIT_MINUTES[unit] ?? Number.NaN);
  return (plural === 's') === Number(count) > 1 && minutes >= 30 && minutes < 31 * 1440;
}

/** Tells whether a body is `minutes hours day-of-month month day-of-week year`, with or without leading seconds. */
function isCron(body: string): boolean {
  const fields = body.trim().split(/\s+/);
  const [minutes = '', hours = '', days = '', month = '', weekdays = '', year = ''] =
    fields.length === 7 ? fields.slice(1) : fields;
  const seconds = fields.length === 7 ? (fields[0] ?? '') : '0';
  return (
    (fields.length === 6 || fields.length === 7) &&
    numbers(seconds, 0, 59) &&
    numbers(minutes, 0, 59) &&
    numbers(hours, 0, 23) &&
    (days === '?' || /^(LW?|L-\d{1,2}|\d{1,2}W)$/.test(days) || numbers(days, 1, 31)) &&
    /^(\*|1\/1|1-12|JAN-DEC)$/i.test(month) &&
    /^(\?|\*|L|((SUN|MON|TUE|WED|THU|FRI|SAT|[1-7])(#[1-5]|L)?)([-,](SUN|MON|TUE|WED|THU|FRI|SAT|[1-7]))*)$/i.test(
      weekdays,
    ) &&
    (days === '?') !== (weekdays === '?') &&
    (year === '*' || numbers(year, 1970, 2199))
  );
}

/** Tells whether a field is `*`, or numbers of this range with lists, ranges and steps. */
function numbers(field: string, min: number, max: number): boolean {
  return field.split(',').every((part) => {
    const [range = '', step, ...more] = part.split('/');
    const bounds = range === '*' ? [] : range.split('-');
    return (
      more.length === 0 &&
      bounds.length <= 2 &&
      bounds.every((bound) => /^\d+$/.test(bound) && Number(bound) >= min && Number(bound) <= max) &&
      (step === undefined || /^[1-9]\d*$/.test(step))
    );
  });
}

function isTime(body: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(body) && !Number.isNaN(Date.parse(body));
}
