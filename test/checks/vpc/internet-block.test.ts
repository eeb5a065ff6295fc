import assert from 'node:assert/strict';
import { internetBlocks } from '../../../src/checks/vpc/internet-block.ts';
import type { Subnet } from '../../../src/facts/network.ts';
import { adviceOf } from '../../../src/render/advice.ts';
import { ACCOUNT } from '../../aws.ts';
import { fakeInstance } from '../facts.ts';
import { aDependency, aSite, NAT, tableWith } from './networks.ts';

const ARN = `arn:aws:ec2:eu-west-1:${ACCOUNT}`;
type Open = Readonly<Record<string, 'allow-bidirectional' | 'allow-egress'>>;

/** What keeps a node in the first subnet from the internet, with a NAT gateway in the second or a public address. */
function blocksOf(blocked: Subnet['blocked'], by: 'nat' | 'igw', open: Open | 'unseen' = {}) {
  const subnets = ['subnet-1', 'subnet-2'].map((id) => ({
    id,
    vpc: 'vpc-1',
    cidr: '10.0.1.0/24',
    zone: 'eu-west-1a',
    ...(blocked && { blocked }),
  }));
  const natGateways = [{ id: 'nat-1', vpc: 'vpc-1', subnet: 'subnet-2', state: 'available', isPublic: true }];
  const routeTables = [tableWith(by === 'nat' ? NAT : { ...NAT, target: 'igw-1' })];
  const site = aSite({ endpoints: [], subnets, natGateways, routeTables }, [
    fakeInstance({ hasPublicIp: by === 'igw' }),
  ]);
  const around = open === 'unseen' ? site : { ...site, openToInternet: new Map(Object.entries(open)) };
  return internetBlocks(around, aDependency(site)).map(({ subject, answer, remedy }) => [
    subject,
    answer,
    / --internet-gateway-exclusion-mode (\S+)/.exec(adviceOf(remedy))?.[1],
  ]);
}

describe('VPC Block Public Access', () => {
  it('keeps everything from the internet, or what is not behind a NAT gateway', () => {
    assert.deepEqual(blocksOf('block-bidirectional', 'nat'), [['subnet-2', 'no', 'allow-egress']]);
    assert.deepEqual(blocksOf('block-bidirectional', 'igw'), [['subnet-1', 'no', 'allow-bidirectional']]);
    assert.deepEqual(blocksOf('block-ingress', 'igw'), [['subnet-1', 'no', 'allow-bidirectional']]);
    assert.deepEqual(blocksOf('block-ingress', 'nat'), []);
    assert.deepEqual(blocksOf(undefined, 'igw'), []);
  });

  it('lets through what it leaves out', () => {
    assert.deepEqual(blocksOf('block-bidirectional', 'nat', { [`${ARN}:subnet/subnet-2`]: 'allow-egress' }), []);
    assert.deepEqual(blocksOf('block-bidirectional', 'igw', { [`${ARN}:vpc/vpc-1`]: 'allow-bidirectional' }), []);
    assert.equal(blocksOf('block-bidirectional', 'igw', { [`${ARN}:vpc/vpc-1`]: 'allow-egress' }).length, 1);
    assert.equal(blocksOf('block-bidirectional', 'nat', { [`${ARN}:subnet/subnet-1`]: 'allow-egress' }).length, 1);
  });

  it('is not certain where it cannot be seen what it leaves out', () => {
    assert.deepEqual(
      blocksOf('block-ingress', 'igw', 'unseen').map(([, answer]) => answer),
      ['unknown'],
    );
  });
});
