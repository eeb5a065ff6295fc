import assert from 'node:assert/strict';
import {
  READ_NODES,
  READ_SETTING,
  unreadHostManagement,
  unreadNodes,
} from '../../../src/checks/instance/unread-roles.ts';
import type { RegionAudit } from '../../../src/audit/region.ts';
import { adviceOf } from '../../../src/render/advice.ts';
import { testTarget } from '../../aws.ts';
import { accountOf, brief, denied, is, regionOf } from '../observed.ts';

const configured = (more: object = {}): Partial<RegionAudit> => ({
  configuration: is({ place: testTarget(), ...more }),
});

describe('roles of which it cannot be read whether nodes use them', () => {
  it('are those of hybrid nodes, for each thing that sessions require, in the regions without nodes', async () => {
    const bucket = { name: 'logs', encryptionRequired: false };
    const key = { aliases: ['alias/session'] };
    const regions = [
      regionOf({ nodes: denied, ...configured({ logGroup: 'audit', logGroupEncrypted: true, bucket, key }) }),
      regionOf({ nodes: is([]) }, 'sa-east-1'),
      regionOf({ nodes: denied, ...configured() }, 'us-east-1'),
    ];
    const found = await unreadNodes(accountOf(regions));
    assert.deepEqual(
      found.map((one) => `${one.region} ${brief(one)}`),
      [
        'eu-west-1 unknown instance.profile-without-ssm nodes',
        'eu-west-1 unknown instance.logs-permissions nodes',
        'eu-west-1 unknown instance.kms-decrypt nodes',
        'eu-west-1 unknown instance.s3-permissions nodes',
        'us-east-1 unknown instance.profile-without-ssm nodes',
      ],
    );
    assert.deepEqual(found[0]?.remedy, READ_NODES);
    assert.match(adviceOf(READ_NODES), /ssm:DescribeInstanceInformation/);
  });

  it('are that of Default Host Management, in the regions whose setting cannot be read', async () => {
    const regions = [
      regionOf({ hostManagementRole: is(undefined) }),
      regionOf({ hostManagementRole: denied }, 'us-east-1'),
    ];
    const [found, ...others] = await unreadHostManagement(accountOf(regions));
    assert.deepEqual(others, []);
    assert.equal(`${found?.region} ${found?.verdict} ${found?.check}`, 'us-east-1 unknown dhmc.role-without-logs');
    assert.deepEqual(found?.remedy, READ_SETTING);
  });
});
