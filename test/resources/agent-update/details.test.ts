import assert from 'node:assert/strict';
import { type AssociationDescription, DescribeAssociationCommand } from '@aws-sdk/client-ssm';
import { readDetails } from '../../../src/resources/agent-update/details.ts';
import { mockAws, testTarget } from '../../aws.ts';

describe('the details of an association', () => {
  const aws = mockAws();
  const details = async (AssociationDescription: AssociationDescription) => {
    aws.ssm.on(DescribeAssociationCommand, { AssociationId: 'a-1' }).resolves({ AssociationDescription });
    return readDetails(await testTarget().ssm(), 'a-1');
  };
  const PLAIN = { calendars: [], downgrades: false, withCronOnly: [] };

  it('are none where it updates to the latest version, whenever it is due', async () => {
    assert.deepEqual(await details({}), PLAIN);
    const plain = { DocumentVersion: '$DEFAULT', Parameters: { version: [''], allowDowngrade: ['false'] } };
    assert.deepEqual(await details({ ...plain, ApplyOnlyAtCronInterval: false }), PLAIN);
    for (const version of ['latest', 'None', ' latest ']) {
      assert.deepEqual(await details({ Parameters: { version: [version] } }), PLAIN, version);
    }
    for (const DocumentVersion of ['$LATEST', '$DEFAULT']) assert.deepEqual(await details({ DocumentVersion }), PLAIN);
  });

  it('are any other version that it installs, as it is written', async () => {
    for (const version of ['3.1.1', 'LATEST', '$LATEST']) {
      assert.equal((await details({ Parameters: { version: [version] } })).agentVersion, version);
    }
  });

  it('are its calendars, the versions that it holds to, and what AWS takes only with a cron', async () => {
    assert.deepEqual(
      await details({
        CalendarNames: ['freeze'],
        DocumentVersion: '2',
        Parameters: { version: ['3.1.1'], allowDowngrade: ['true'] },
        ApplyOnlyAtCronInterval: true,
        ScheduleOffset: 3,
      }),
      {
        calendars: ['freeze'],
        agentVersion: '3.1.1',
        downgrades: true,
        documentVersion: '2',
        withCronOnly: [
          { field: 'applyOnlyAtCronInterval', have: true },
          { field: 'scheduleOffset', have: 3 },
        ],
      },
    );
  });
});
