import assert from 'node:assert/strict';
import { GetCalendarStateCommand } from '@aws-sdk/client-ssm';
import { readCalendar } from '../../src/facts/calendar.ts';
import { awsError, mockAws, testTarget } from '../aws.ts';

describe('a change calendar', () => {
  const aws = mockAws();
  const read = () => readCalendar(testTarget(), 'freeze');

  it('is open or closed, with the time of the next change if one is planned', async () => {
    const asked = { CalendarNames: ['freeze'] };
    aws.ssm.on(GetCalendarStateCommand, asked).resolves({ State: 'CLOSED' });
    assert.deepEqual(await read(), { state: 'closed' });
    const NextTransitionTime = '2030-01-01T00:00:00Z';
    aws.ssm.on(GetCalendarStateCommand, asked).resolves({ State: 'OPEN', NextTransitionTime });
    assert.deepEqual(await read(), { state: 'open', changes: NextTransitionTime });
  });

  it('is missing where AWS knows none of this name', async () => {
    for (const error of ['InvalidDocument', 'InvalidDocumentType', 'UnsupportedCalendarException']) {
      aws.ssm.on(GetCalendarStateCommand).rejects(awsError(error));
      assert.deepEqual(await read(), { state: 'missing' });
    }
    aws.ssm.on(GetCalendarStateCommand).rejects(awsError('AccessDeniedException'));
    await assert.rejects(read(), { name: 'AccessDeniedException' });
  });
});
