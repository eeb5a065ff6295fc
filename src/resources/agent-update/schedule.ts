import { NEVER, scheduleProblem } from '../../inputs/schedule.ts';

/** The schedule of a new association where no other is asked for. */
export const DEFAULT_SCHEDULE = 'cron(0 2 ? * * *)';

/**
 * Tells whether two schedules of State Manager are due at the same times. What it does not understand is only the same as
 * itself. A rate counts from when the association was made, so it is never a cron expression.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/reference-cron-and-rate-expressions.html
 */
export const sameSchedule = (one: string, other: string): boolean => meaning(one) === meaning(other);

export const isCronExpression = (schedule: string): boolean => schedule.trim().startsWith('cron');

/** Tells whether a schedule comes again and again: not `at(…)`, not a cron expression for years that are over, not none. */
export function recurs(schedule: string): boolean {
  const [, kind, body = ''] = /^\s*(\w+)\((.*)\)\s*$/.exec(schedule) ?? [];
  if (kind !== 'cron') return schedule !== '' && kind !== 'at';
  return scheduleProblem(`cron(${withoutSeconds(body.trim().split(/\s+/)).join(' ')})`) !== NEVER;
}

const MINUTES: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 24 * 60 };

function meaning(schedule: string): string {
  const [, kind, body = ''] = /^\s*(\w+)\((.*)\)\s*$/.exec(schedule) ?? [];
  const text = body.trim();
  const rate = kind === 'rate' ? /^(\d+)\s+(minute|hour|day)s?$/.exec(text) : null;
  if (rate) return `every ${Number(rate[1]) * (MINUTES[rate[2] ?? ''] ?? 0)} minutes`;
  const time = kind === 'at' ? Date.parse(`${text}Z`) : Number.NaN;
  if (!Number.isNaN(time)) return `at ${time}`;
  return (kind === 'cron' ? cronMeaning(text) : undefined) ?? schedule.trim();
}

// A leading seconds field is optional, and can only be 0.
const withoutSeconds = (fields: readonly string[]): readonly string[] =>
  fields.length === 7 && /^0+$/.test(fields[0] ?? '') ? fields.slice(1) : fields;

function cronMeaning(text: string): string | undefined {
  const fields = withoutSeconds(text.toUpperCase().split(/\s+/));
  if (fields.length !== 6) return undefined;
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = fields;
  return JSON.stringify([
    times(minute, 0, 59),
    times(hour, 0, 23),
    times(dayOfMonth, 1, 31),
    times(named(month, MONTHS), 1, 12),
    times(named(dayOfWeek, DAYS).replaceAll(/(?<![^,])L(?![^,])/g, '7'), 1, 7),
    times(year, YEARS, 2199, new Date().getUTCFullYear()),
  ]);
}

const YEARS = 1970;
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** Writes the numbers of months or days, which count from 1, in place of their names. */
const named = (field: string, names: readonly string[]): string =>
  field.replaceAll(/[A-Z]{3}/g, (name) => (names.includes(name) ? String(names.indexOf(name) + 1) : name));

/**
 * Lists the values of a field from `earliest` on; `*` for all of them, or none in particular (`?`). A field with `W`, `#` or `L`
 * stays as it is; as a day of the week, `L` alone is Saturday.
 */
function times(field: string, least: number, most: number, earliest = least): string {
  const found = new Set<number>();
  for (const part of field.split(',')) {
    const [, range = '', first, last, step] = /^(\*|\?|(\d+)(?:-(\d+))?)(?:\/([1-9]\d*))?$/.exec(part) ?? [];
    const from = first === undefined ? least : Number(first);
    const to = last === undefined ? (first === undefined || step !== undefined ? most : from) : Number(last);
    // Ranges can go round the end, but for years: FRI-MON, 22-2.
    const turns = to < from;
    if (range === '' || from < least || from > most || to > most || (turns && least === YEARS)) return field;
    const count = (turns ? to + most - least + 1 : to) - from;
    for (let n = 0; n <= count; n += Number(step ?? 1)) found.add(((from - least + n) % (most - least + 1)) + least);
  }
  const ahead = [...found].filter((value) => value >= earliest);
  const isAll = ahead.length === most - earliest + 1;
  return isAll ? '*' : ahead.toSorted((one, other) => one - other).join(',');
}
