import assert from 'node:assert/strict';
import { admitAll, hasOtherWays } from '../../../src/checks/vpc/capture.ts';
import { inOrder } from '../../../src/checks/vpc/remedies.ts';
import { adviceOf } from '../../../src/render/advice.ts';
import { anEndpoint, aSite, https, NAT, tableWith } from './networks.ts';

describe('capture by private DNS', () => {
  const closed = { id: 'sg-endpoint', ingress: [], egress: [] };
  const routeTables = [tableWith(NAT)];

  it('lets the hosts in, or all of the VPC where others may have another way', () => {
    const allowed = (site: ReturnType<typeof aSite>) => adviceOf(inOrder(admitAll(site, anEndpoint('ssm'))));
    assert.match(allowed(aSite({ securityGroups: [closed] })), / --source-group sg-node /);
    assert.match(allowed(aSite({ securityGroups: [closed], routeTables })), / --cidr 10\.0\.0\.0\/16 /);
  });

  it('needs nothing where they are let in', () => {
    assert.deepEqual(admitAll(aSite(), anEndpoint('ssm')), []);
    const open = { ...closed, ingress: [https({ cidrs: ['10.0.0.0/8'] })] };
    assert.deepEqual(admitAll(aSite({ securityGroups: [open], routeTables }), anEndpoint('ssm')), []);
    assert.deepEqual(admitAll(aSite(), anEndpoint('ssm', { securityGroups: [] })), []);
  });

  it('has to reckon with other ways where any table has one, or none is known', () => {
    assert.equal(hasOtherWays(aSite()), false);
    assert.equal(hasOtherWays(aSite({ routeTables })), true);
    assert.equal(hasOtherWays(aSite({ routeTables: undefined })), true);
  });
});
