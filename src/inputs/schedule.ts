const UNITS: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 24 * 60 };
const THIRTY_ONE_DAYS = 31 * 24 * 60;

/** The problem of a schedule whose years are over. */
export const NEVER = 'it never comes';

/**
 * Gives the reason why State Manager would refuse a schedule; undefined if its pages do not rule it out, so that AWS decides.
 * Associations take `cron(…)`, `rate(…)` of at least 30 minutes and less than 31 days, and `at(…)`, which comes once.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/reference-cron-and-rate-expressions.html
 */
export function scheduleProblem(expression: string): string | undefined {
  if (expression.length > 256) return 'it may have at most 256 characters';
  const rate = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression);
  if (rate) return rateProblem(Number(rate[1]), rate[2] ?? '', rate[3] === 's');
  const cron = /^cron\(([^()]+)\)$/.exec(expression);
  if (cron) return cronProblem(cron[1] ?? '');
  const at = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(expression);
  if (at) return Number.isNaN(Date.parse(`${at[1]}Z`)) ? 'there is no such time' : undefined;
  return 'it must be cron(minutes hours day-of-month month day-of-week year) or rate(value unit)';
}

function rateProblem(value: number, unit: string, plural: boolean): string | undefined {
  if ((value === 1) === plural) return `write rate(${value} ${unit}${value === 1 ? '' : 's'})`;
  const minutes = value * (UNITS[unit] ?? 0);
  if (minutes < 30 || minutes >= THIRTY_ONE_DAYS) return 'a rate must be at least 30 minutes and less than 31 days';
  return undefined;
}

/** A field of a cron expression: its bounds, names that stand for numbers, and the forms that it can have beside lists, ranges and steps. */
interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names?: RegExp;
  readonly special?: RegExp;
}

const SECONDS: Field = { name: 'second', least: 0, most: 59 };
const FIELDS: readonly Field[] = [
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day of the month', least: 1, most: 31, special: /^(?:\?|LW?|L-\d{1,2}|\d{1,2}W)$/ },
  { name: 'month', least: 1, most: 12, names: /\b(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)\b/g },
  {
    name: 'day of the week',
    least: 1,
    most: 7,
    names: /\b(?:SUN|MON|TUE|WED|THU|FRI|SAT)(?=L\b|\b)/g,
    special: /^(?:\?|[1-7]?L|[1-7]#[1-5])$/,
  },
  { name: 'year', least: 1970, most: 2199 },
];

function cronProblem(text: string): string | undefined {
  const given = text.trim().toUpperCase().split(/\s+/);
  // Seconds, in front of the others, may be left out.
  const fields = given.length === 7 ? given.slice(1) : given;
  if (fields.length !== 6) {
    return `a cron needs six fields (minutes hours day-of-month month day-of-week year), not ${given.length}`;
  }
  const [, , dayOfMonth, month = '', dayOfWeek, year = ''] = fields;
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) return 'exactly one of day-of-month and day-of-week must be ?';
  if (!['*', '1/1', '1-12', 'JAN-DEC'].includes(month))
    return 'State Manager takes no single months: write * for the month';
  const problems = [
    ...(given.length === 7 ? [fieldProblem(given[0] ?? '', SECONDS)] : []),
    ...FIELDS.map((field, index) => fieldProblem(fields[index] ?? '', field)),
  ];
  return problems.find((problem) => problem !== undefined) ?? (isOver(year) ? NEVER : undefined);
}

function fieldProblem(text: string, { name, least, most, names, special }: Field): string | undefined {
  // The first of them counts as the least number, which is all that matters here.
  const numbered = names ? text.replace(names, String(least)) : text;
  for (const part of numbered.split(',')) {
    if (special?.test(part)) continue;
    // A range can go round the end: 22-2, SAT-SUN.
    const [, first, last] = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/[1-9]\d*)?$/.exec(part) ?? [];
    if (first === undefined && !part.startsWith('*')) return `${text} is no ${name}`;
    const wrong = [first, last].find((n) => n !== undefined && (Number(n) < least || Number(n) > most));
    if (wrong !== undefined) return `${wrong} is no ${name} (${least} to ${most})`;
  }
  return undefined;
}

const isOver = (years: string): boolean =>
  !/[*/]/.test(years) && (years.match(/\d+/g) ?? []).every((year) => Number(year) < new Date().getUTCFullYear());
