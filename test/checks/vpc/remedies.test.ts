import assert from 'node:assert/strict';
import { INTERNET } from '../../../src/checks/vpc/cidr.ts';
import { HTTPS } from '../../../src/checks/vpc/network-acls.ts';
import {
  admit,
  leadToInternet,
  letOut,
  inOrder,
  letPass,
  prefixListOf,
  showEndpoints,
  turnPrivateDnsOn,
} from '../../../src/checks/vpc/remedies.ts';
import { adviceOf } from '../../../src/render/advice.ts';
import { fakeInstance } from '../facts.ts';
import { aGateway, aHost, anEndpoint, aSite, OPEN_ACL, tableWith } from './networks.ts';

describe('remedy', () => {
  it('leads a table to the gateway that is attached, attaches the one that it led to, or makes one', () => {
    const lost = tableWith({ destination: INTERNET, target: 'igw-1', active: false });
    const led = (...gateways: readonly { id: string; vpc?: string }[]) =>
      adviceOf(leadToInternet({ ...aSite(), gateways }, lost)).replaceAll(/ --region \S+/g, '');
    const replaced = (id: string) =>
      `aws ec2 replace-route --route-table-id rtb-1 --destination-cidr-block 0.0.0.0/0 --gateway-id ${id}`;
    const attached = (id: string) => `aws ec2 attach-internet-gateway --internet-gateway-id ${id} --vpc-id vpc-1`;
    assert.equal(led({ id: 'igw-2', vpc: 'vpc-1' }), replaced('igw-2'));
    assert.equal(led({ id: 'igw-1' }), `${attached('igw-1')} && ${replaced('igw-1')}`);
    assert.ok(led({ id: 'igw-2', vpc: 'vpc-2' }).endsWith(`${attached('"$gateway"')} && ${replaced('"$gateway"')}`));
    assert.match(adviceOf(leadToInternet(aSite(), lost)), /^give rtb-1 .*: aws ec2 describe-internet-gateways /);
  });

  it('in another account is not run with the profile of this one', () => {
    const site = aSite();
    const shown = showEndpoints({ ...site, target: { ...site.target, profile: 'dev' } }, '444455556666');
    assert.match(adviceOf(shown), /^in account 444455556666: aws ec2 describe-vpc-endpoints /);
    assert.doesNotMatch(adviceOf(shown), /--profile/);
  });

  it('turns private DNS on, for s3 also for those inside', () => {
    assert.doesNotMatch(adviceOf(turnPrivateDnsOn(aSite(), anEndpoint('ssm'))), /--dns-options/);
    assert.match(
      adviceOf(turnPrivateDnsOn(aSite(), anEndpoint('s3'))),
      /--dns-options PrivateDnsOnlyForInboundResolverEndpoint=false/,
    );
  });

  it('lets in each group, or the VPC where there are many', () => {
    const hosts = (count: number) =>
      Array.from({ length: count }, (_, n) => aHost({ instance: fakeInstance({ securityGroups: [`sg-${n}`] }) }));
    const site = aSite({ vpcs: [{ id: 'vpc-1', cidrs: ['10.0.0.0/16', '10.1.0.0/16'] }] });
    assert.deepEqual(
      admit(site, ['sg-endpoint'], hosts(3)).map(
        (command) => / (--source-group|--cidr) \S+/.exec(adviceOf(command))?.[0],
      ),
      [' --source-group sg-0', ' --source-group sg-1', ' --source-group sg-2'],
    );
    assert.deepEqual(
      admit(site, ['sg-endpoint'], hosts(4)).map(
        (command) => / (--source-group|--cidr) \S+/.exec(adviceOf(command))?.[0],
      ),
      [' --cidr 10.0.0.0/16', ' --cidr 10.1.0.0/16'],
    );
    assert.equal(admit({ ...site, vpc: { id: 'vpc-1', cidrs: [] } }, ['sg-endpoint'], hosts(4)).length, 4);
  });

  it('lets out to a group, to a prefix list, or to the internet', () => {
    const peers = [
      letOut(aSite(), 'sg-1', anEndpoint('ssm')),
      letOut(aSite(), 'sg-1', aGateway(), 'pl-1'),
      letOut(aSite(), 'sg-1', 'internet'),
      letOut(aSite(), 'sg-1', aGateway()),
    ].map((command) => /ToPort=443,(\w+)=/.exec(adviceOf(command))?.[1]);
    assert.deepEqual(peers, ['UserIdGroupPairs', 'PrefixListIds', 'IpRanges', 'IpRanges']);
  });

  it('lets pass from all of the VPC', () => {
    const passage = { egress: true, ports: HTTPS, peer: '10.0.2.0/24' };
    const advised = (peer = passage.peer): string =>
      adviceOf(inOrder(letPass(aSite(), OPEN_ACL, { ...passage, peer })));
    assert.match(advised(), / --rule-number 97 --cidr-block 10\.0\.0\.0\/16 /);
    assert.match(advised('10.9.0.0/24'), / --cidr-block 10\.9\.0\.0\/24 /);
    assert.match(advised(INTERNET), / --rule-number 99 --cidr-block 0\.0\.0\.0\/0 /);
  });

  it('moves the rules of an ACL that leave no room, the last one first, each before it is deleted', () => {
    const passage = { egress: true, ports: HTTPS, peer: '10.0.2.0/24' };
    const rule = { egress: true, allow: true, protocol: '6', cidr: '10.9.0.0/16', from: 22, to: 22 };
    const full = {
      ...OPEN_ACL,
      entries: [
        { ...rule, number: 1 },
        { egress: true, allow: false, protocol: '-1', cidr: '::/0', number: 2 },
        { ...rule, number: 9 },
      ],
    };
    assert.deepEqual(
      letPass(aSite(), full, passage).map(({ operation, options }) => [
        operation[1],
        options['rule-number'],
        options['port-range'] ?? options['ipv6-cidr-block'],
      ]),
      [
        ['create-network-acl-entry', '6', '::/0'],
        ['delete-network-acl-entry', '2', undefined],
        ['create-network-acl-entry', '5', 'From=22,To=22'],
        ['delete-network-acl-entry', '1', undefined],
        ['create-network-acl-entry', '2', 'From=443,To=443'],
      ],
    );
    const icmp = { ...full, entries: full.entries.map((entry) => ({ ...entry, protocol: '1' })) };
    assert.match(
      adviceOf(inOrder(letPass(aSite(), icmp, passage))),
      /^aws ec2 describe-network-acls --network-acl-ids acl-1 /,
    );
  });

  it('knows the prefix list that leads to a gateway', () => {
    const table = tableWith(
      { destination: 'pl-ddb', target: 'vpce-ddb', active: true },
      { destination: 'pl-s3', target: 'vpce-s3', active: true },
    );
    assert.equal(prefixListOf(table, aGateway()), 'pl-s3');
    assert.equal(prefixListOf(tableWith(), aGateway()), undefined);
    assert.equal(prefixListOf(undefined, aGateway()), undefined);
  });
});
