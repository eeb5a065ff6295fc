import assert from 'node:assert/strict';
import { CreateDocumentCommand, GetCalendarStateCommand } from '@aws-sdk/client-ssm';
import { createSandbox } from '../../../../src/sandbox/door/sandbox.ts';
import { clientsOf } from '../../clients.ts';

const EVENT = ['BEGIN:VEVENT', 'DTSTART:20300601T000000Z', 'DTEND:20300701T000000Z', 'END:VEVENT'];
const calendar = (type: string, ...lines: readonly string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', `X-CALENDAR-TYPE:${type}`, ...lines, 'END:VCALENDAR'].join('\r\n');

describe('the sandbox, change calendars', () => {
  const { ssm } = clientsOf(createSandbox());
  const make = (Name: string, Content: string) =>
    ssm.send(new CreateDocumentCommand({ Name, Content, DocumentType: 'ChangeCalendar', DocumentFormat: 'TEXT' }));
  const state = async (AtTime: string, ...CalendarNames: string[]) => {
    const { State, NextTransitionTime } = await ssm.send(new GetCalendarStateCommand({ CalendarNames, AtTime }));
    return [State, NextTransitionTime];
  };

  before(async () => {
    await make('freeze', calendar('DEFAULT_OPEN', ...EVENT));
    await make('window', calendar('DEFAULT_CLOSED', ...EVENT));
    await make('never', calendar('DEFAULT_CLOSED'));
    await make('nothing', calendar('SOMETHING'));
  });

  it('are open or closed by default, and the other way during their events', async () => {
    const [may, june, july] = ['2030-05-15T00:00:00Z', '2030-06-15T00:00:00Z', '2030-07-15T00:00:00Z'];
    const [start, end] = ['2030-06-01T00:00:00.000Z', '2030-07-01T00:00:00.000Z'];
    assert.deepEqual(await state(may, 'freeze'), ['OPEN', start]);
    assert.deepEqual(await state(june, 'freeze'), ['CLOSED', end]);
    assert.deepEqual(await state(july, 'freeze'), ['OPEN', undefined]);
    assert.deepEqual(await state(may, 'window'), ['CLOSED', start]);
    assert.deepEqual(await state(june, 'window'), ['OPEN', end]);
    assert.deepEqual(await state(june, 'never'), ['CLOSED', undefined]);
  });

  it('are open together only if each is', async () => {
    assert.deepEqual(await state('2030-06-15T00:00:00Z', 'freeze', 'window'), ['CLOSED', undefined]);
    assert.deepEqual(await state('2030-06-15T00:00:00Z', 'window', 'never'), ['CLOSED', undefined]);
    assert.deepEqual(await state('2030-06-15T00:00:00Z', 'window'), ['OPEN', '2030-07-01T00:00:00.000Z']);
  });

  it('are refused where there is none, or something else', async () => {
    const now = '2030-06-15T00:00:00Z';
    await assert.rejects(state(now, 'gone'), { name: 'InvalidDocument' });
    await assert.rejects(state(now, 'AWS-UpdateSSMAgent'), { name: 'InvalidDocumentType' });
    await assert.rejects(state(now, 'nothing'), { name: 'UnsupportedCalendarException' });
    await assert.rejects(state('yesterday', 'freeze'), { name: 'ValidationException' });
  });
});
