import assert from 'node:assert/strict';
import { missingEndpoints } from '../../../src/checks/vpc/missing-endpoint.ts';
import { adviceOf } from '../../../src/render/advice.ts';
import type { Barrier } from '../../../src/checks/vpc/barrier.ts';
import { fakeInstance } from '../facts.ts';
import { aDependency, anEndpoint, aSite, NAT, tableWith } from './networks.ts';

const AWAY = { destination: '10.0.0.0/8', target: 'tgw-1', active: true };
const inSubnet = (id: string) => ({ id: `rtb-${id}`, main: false, subnets: [id] });
const INSTANCES = [
  fakeInstance(),
  fakeInstance({ id: 'i-2', subnet: 'subnet-2' }),
  fakeInstance({ id: 'i-3', subnet: 'subnet-3' }),
];

const missing = (...given: Parameters<typeof aSite>) => {
  const site = aSite(...given);
  return missingEndpoints(site, [aDependency(site)]);
};

/** When its commands are to be run. */
const leadOf = (barrier: Barrier | undefined): string | undefined =>
  barrier?.remedy.kind === 'commands' ? barrier.remedy.lead : assert.fail('it has commands');

describe('missing endpoint', () => {
  it('is no barrier where there is one, or a way out', () => {
    assert.deepEqual(missing({ endpoints: [anEndpoint('ssm')] }), []);
    assert.deepEqual(missing({ endpoints: [], routeTables: [tableWith(NAT)] }), []);
  });

  it('is one barrier, of those alone who have no way out', () => {
    const routeTables = [
      tableWith(),
      { ...tableWith(NAT), ...inSubnet('subnet-2') },
      { ...tableWith(AWAY), ...inSubnet('subnet-3') },
    ];
    const [barrier, ...others] = missing({ endpoints: [], routeTables }, INSTANCES);
    assert.deepEqual(others, []);
    assert.deepEqual([barrier?.subject, barrier?.answer, leadOf(barrier)], ['vpc-1/subnet-1', 'no', undefined]);
    assert.deepEqual(
      barrier?.hosts.map(({ instance }) => instance.id),
      ['i-1'],
    );
  });

  it('is a doubt where nobody is closed in, and some may be', () => {
    const routeTables = [tableWith(NAT), { ...tableWith(AWAY), ...inSubnet('subnet-3') }];
    const [barrier] = missing({ endpoints: [], routeTables }, INSTANCES);
    assert.deepEqual(
      [barrier?.subject, barrier?.answer, leadOf(barrier)],
      ['vpc-1/subnet-3', 'unknown', 'if none does'],
    );
  });

  it('is a doubt where the only way is a peering, and suspect', () => {
    const [barrier] = missing({ endpoints: [], routeTables: [tableWith({ ...NAT, target: 'pcx-1' })] });
    assert.deepEqual([barrier?.answer, barrier?.suspect, leadOf(barrier)], ['unknown', true, 'if it has none']);
    const [part] = missing({ endpoints: [], routeTables: [tableWith({ ...AWAY, target: 'pcx-1' })] });
    assert.deepEqual([part?.answer, part?.suspect], ['unknown', undefined]);
  });

  it('is the VPC’s where several subnets are concerned, or its only one', () => {
    assert.equal(missing({ endpoints: [] }, INSTANCES)[0]?.subject, 'vpc-1');
    assert.equal(missing({ endpoints: [] })[0]?.subject, 'vpc-1');
  });

  it('is a doubt for every reason that there may be one after all', () => {
    const other = { vpcs: [{ id: 'vpc-1', ownerId: '444455556666', cidrs: [] }], endpoints: [] };
    const conditions = [other, { endpoints: undefined }, { endpoints: [anEndpoint('ssm-fips')] }].map(
      (network) => missing(network)[0],
    );
    assert.deepEqual(
      conditions.map((barrier) => [barrier?.answer, leadOf(barrier)]),
      [
        ['unknown', undefined],
        ['unknown', 'if there is none'],
        ['unknown', 'if they are not told to'],
      ],
    );
  });

  it('has one remedy for all that are missing, but hints have their own', () => {
    const site = aSite({ endpoints: [anEndpoint('kms')] });
    const services = ['ssm', 'ssmmessages', 'kms', 's3'] as const;
    const barriers = missingEndpoints(
      site,
      services.map((service) => aDependency(site, { service, verdict: service === 's3' ? 'info' : 'fail' })),
    );
    const [ssm, ssmmessages, s3, ...others] = barriers.map(({ remedy }) => adviceOf(remedy));
    assert.deepEqual(others, []);
    assert.equal(ssm, ssmmessages);
    assert.match(ssm ?? '', /\.ssm --private.*\.ssmmessages --private/);
    assert.doesNotMatch(ssm ?? '', /\.s3 /);
    assert.match(s3 ?? '', /^aws ec2 create-vpc-endpoint --vpc-endpoint-type Gateway [^&]*$/);
  });

  it('shows the route tables where a gateway is missing, and none is known', () => {
    const site = aSite({ endpoints: [], routeTables: undefined });
    const [s3] = missingEndpoints(site, [aDependency(site, { service: 's3' })]);
    assert.match(adviceOf(s3?.remedy ?? assert.fail()), /in the route tables of nodes: aws ec2 describe-route-tables /);
  });
});
