import { Cron } from 'croner';

const UNITS: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 24 * 60 };
const THIRTY_ONE_DAYS = 31 * 24 * 60;

/**
 * Gives the reason why State Manager would refuse a schedule; undefined if it would not. Associations take `cron(…)` with six fields
 * and `rate(…)` of at least 30 minutes and less than 31 days.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/reference-cron-and-rate-expressions.html
 */
export function scheduleProblem(expression: string): string | undefined {
  if (expression.length > 256) return 'it may have at most 256 characters';
  const rate = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression);
  if (rate) return rateProblem(Number(rate[1]), rate[2] ?? '', rate[3] === 's');
  const cron = /^cron\(([^()]+)\)$/.exec(expression);
  if (cron) return cronProblem(cron[1] ?? '');
  return 'it must be cron(minutes hours day-of-month month day-of-week year) or rate(value unit)';
}

function rateProblem(value: number, unit: string, plural: boolean): string | undefined {
  if ((value === 1) === plural) return `write rate(${value} ${unit}${value === 1 ? '' : 's'})`;
  const minutes = value * (UNITS[unit] ?? 0);
  if (minutes < 30 || minutes >= THIRTY_ONE_DAYS) return 'a rate must be at least 30 minutes and less than 31 days';
  return undefined;
}

const FIELDS: readonly (readonly [name: string, least: number, most: number])[] = [
  ['minute', 0, 59],
  ['hour', 0, 23],
  ['day of the month', 1, 31],
  ['month', 1, 12],
  ['day of the week', 1, 7],
  ['year', 1970, 2199],
];

function cronProblem(fields: string): string | undefined {
  const parts = fields.trim().split(/\s+/);
  if (parts.length !== 6) {
    return `a cron needs six fields (minutes hours day-of-month month day-of-week year), not ${parts.length}`;
  }
  if ((parts[2] === '?') === (parts[4] === '?')) return 'exactly one of day-of-month and day-of-week must be ?';
  // https://docs.aws.amazon.com/systems-manager/latest/userguide/reference-cron-and-rate-expressions.html
  if (!['*', '1/1', '1-12', 'JAN-DEC'].includes(parts[3] ?? ''))
    return 'State Manager takes no single months: write * for the month';
  for (const [index, [name, least, most]] of FIELDS.entries()) {
    // What follows / is a step, and what follows # counts weeks.
    const numbers = (parts[index] ?? '').replace(/[/#]\d+/g, '').match(/\d+/g) ?? [];
    const wrong = numbers.find((number) => Number(number) < least || Number(number) > most);
    if (wrong !== undefined) return `${wrong} is no ${name} (${least} to ${most})`;
  }
  try {
    const cron = new Cron(`0 ${parts.join(' ')}`, { paused: true, alternativeWeekdays: true, sloppyRanges: true });
    return cron.nextRun() === null ? 'it never comes' : undefined;
  } catch (error) {
    return (error as Error).message.replace(/^CronPattern: /, '').replace(/\.$/, '');
  }
}
