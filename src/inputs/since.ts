import { invalid } from './values.ts';

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

/**
 * Reads the beginning of a time from its length (`7d`, `12h`, `30m`, `2w`) or as a date in UTC (`2026-08-01`, `2026-08-01T09:00:00Z`).
 * Throws a UserError for anything else, and for a time to come.
 */
export function parseSince(flag: string, text: string, now: number): Date {
  const [, count = '', unit = ''] = /^(\d{1,6})([mhdw])$/.exec(text) ?? [];
  const date = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z)?$/.test(text) ? Date.parse(text) : NaN;
  const time = count === '' ? date : now - Number(count) * (UNITS[unit] ?? 0);
  if (Number.isNaN(time) || Number(count || 1) === 0) {
    throw invalid(flag, text, 'it must be a length such as 7d, 12h or 30m, or a date such as 2026-08-01');
  }
  if (time > now) throw invalid(flag, text, 'it is yet to come');
  return new Date(time);
}
