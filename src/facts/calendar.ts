import type { Target } from '../targets/target.ts';

/** A change calendar now. `missing`: there is none of this name, or none that AWS can read. */
export interface Calendar {
  readonly state: 'open' | 'closed' | 'missing';
  /** The time at which it opens or closes next, as AWS writes it; absent: none is planned. */
  readonly changes?: string;
}

/** The errors for a name that is not that of a calendar. */
const NO_CALENDAR = ['InvalidDocument', 'InvalidDocumentType', 'UnsupportedCalendarException'];

/** Reads whether a change calendar is open: https://docs.aws.amazon.com/systems-manager/latest/userguide/change-calendar-getstate.html */
export async function readCalendar(target: Target, name: string): Promise<Calendar> {
  const ssm = await target.ssm();
  try {
    const { State, NextTransitionTime: changes } = await ssm.getCalendarState({ CalendarNames: [name] });
    return { state: State === 'CLOSED' ? 'closed' : 'open', ...(changes && { changes }) };
  } catch (error) {
    if (NO_CALENDAR.includes((error as Error).name)) return { state: 'missing' };
    throw error;
  }
}
