import { AwsError } from '../../protocols/aws-error.ts';
import { list, required, structure, text } from '../../protocols/shape.ts';
import { type Context, reads } from '../operation.ts';
import { isoTime } from '../times.ts';
import { documentNamed, versionOf } from './document.ts';

/** A change calendar: its state by default, and the times, in milliseconds, between which it has the other one. */
interface Calendar {
  readonly openByDefault: boolean;
  readonly events: readonly { readonly start: number; readonly end: number }[];
}

export const calendarOperations = {
  GetCalendarState: reads(
    structure({ CalendarNames: required(list(text(), { min: 1 })), AtTime: text() }),
    (context, { CalendarNames: names, AtTime: at }) => {
      const time = at === undefined ? context.now : Date.parse(at);
      if (Number.isNaN(time)) throw new AwsError('ValidationException', 'AtTime is not in ISO 8601 format.');
      const calendars = names.map((name) => calendarNamed(context, name));
      const isOpen = (when: number): boolean => calendars.every((calendar) => isOpenAt(calendar, when));
      const next = calendars
        .flatMap(({ events }) => events.flatMap(({ start, end }) => [start, end]))
        .filter((when) => when > time && isOpen(when) !== isOpen(time))
        .toSorted((one, other) => one - other)[0];
      return {
        State: isOpen(time) ? 'OPEN' : 'CLOSED',
        AtTime: isoTime(time),
        NextTransitionTime: next === undefined ? undefined : isoTime(next),
      };
    },
  ),
};

const isOpenAt = ({ openByDefault, events }: Calendar, when: number): boolean =>
  openByDefault !== events.some(({ start, end }) => start <= when && when < end);

function calendarNamed(context: Context, name: string): Calendar {
  const { document } = documentNamed(context, name);
  if (document.type !== 'ChangeCalendar') {
    throw new AwsError('InvalidDocumentType', `Document ${name} is not a change calendar.`);
  }
  return readCalendar(versionOf(document, '$DEFAULT').content);
}

/** Reads an iCalendar text as Change Calendar takes it, with events in UTC that do not repeat. */
function readCalendar(content: string): Calendar {
  const [, type] = /^X-CALENDAR-TYPE:(DEFAULT_OPEN|DEFAULT_CLOSED)\s*$/m.exec(content) ?? [];
  if (type === undefined) {
    throw new AwsError(
      'UnsupportedCalendarException',
      'The calendar entry contained in the document is not supported.',
    );
  }
  const events = [...content.matchAll(/^BEGIN:VEVENT\s*$([\s\S]*?)^END:VEVENT\s*$/gm)].map(([, event = '']) => ({
    start: timeOf(event, 'DTSTART'),
    end: timeOf(event, 'DTEND'),
  }));
  return { openByDefault: type === 'DEFAULT_OPEN', events };
}

function timeOf(event: string, name: string): number {
  const [, year, month, day, hour, minute, second] =
    new RegExp(String.raw`^${name}[^:]*:(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z?\s*$`, 'm').exec(event) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
