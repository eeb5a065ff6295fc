import assert from 'node:assert/strict';
import { detours } from '../../../src/checks/vpc/detours.ts';
import type { Route } from '../../../src/facts/network.ts';
import { adviceOf } from '../../../src/render/advice.ts';
import { aDependency, aSite, NAT, tableWith } from './networks.ts';

const PART: Route = { destination: '52.0.0.0/8', target: 'tgw-1', active: false };

const found = (routes: readonly Route[], endpoints: Parameters<typeof aSite>[0] = { endpoints: [] }) => {
  const site = aSite({ ...endpoints, routeTables: [tableWith(...routes)] });
  return detours(site, aDependency(site)).map(({ subject, answer, fact, remedy }) => [
    subject,
    answer,
    fact.split(', and')[0],
    adviceOf(remedy),
  ]);
};

describe('a detour', () => {
  it('is a route of a part of the internet that is gone, and may take addresses of AWS', () => {
    const [[subject, answer, fact, advice] = []] = found([NAT, PART]);
    assert.deepEqual(
      [subject, answer, fact],
      ['rtb-1', 'unknown', 'its route for 52.0.0.0/8 leads to tgw-1, which is gone'],
    );
    assert.match(
      advice ?? '',
      /: aws ec2 delete-route --route-table-id rtb-1 --destination-cidr-block 52\.0\.0\.0\/8 /,
    );
  });

  it('is one that leads elsewhere, or to a NAT gateway that is gone', () => {
    const [[, answer, fact, advice] = []] = found([NAT, { ...PART, target: 'pcx-1', active: true }]);
    assert.deepEqual([answer, fact], ['unknown', 'its route for 52.0.0.0/8 leads to pcx-1']);
    assert.match(advice ?? '', /describe-route-tables/);
    assert.equal(found([NAT, { ...PART, target: 'nat-2' }]).length, 1);
  });

  it('is none where only private addresses are concerned, it leads out, too, or an endpoint is there', () => {
    assert.deepEqual(found([NAT, { ...PART, destination: '172.20.0.0/16' }]), []);
    assert.deepEqual(found([NAT, { ...PART, target: 'nat-2', active: true }]), []);
    assert.deepEqual(found([NAT, { ...PART, target: 'vpce-s3', destination: 'pl-1', active: true }]), []);
    assert.deepEqual(found([NAT, PART], {}), []);
    assert.deepEqual(found([{ ...NAT, target: 'tgw-9' }, PART]), []);
  });
});
