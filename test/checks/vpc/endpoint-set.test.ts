import assert from 'node:assert/strict';
import { createEndpoints } from '../../../src/checks/vpc/endpoint-set.ts';
import { inOrder } from '../../../src/checks/vpc/remedies.ts';
import type { Site } from '../../../src/checks/vpc/site.ts';
import type { Service } from '../../../src/inputs/tables/policy.ts';
import { adviceOf } from '../../../src/render/advice.ts';
import { fakeInstance } from '../facts.ts';
import { aDependency, aGateway, anEndpoint, aSite, https, NAT, tableWith } from './networks.ts';

const commands = (site: Site, ...services: readonly Service[]): readonly string[] =>
  adviceOf(
    inOrder(
      createEndpoints(
        site,
        services.map((service) => ({ dependency: aDependency(site, { service }), hosts: site.hosts })),
      ),
    ),
  )
    .replaceAll(' --region eu-west-1', '')
    .split(' && ');

describe('set of endpoints', () => {
  it('has one new security group, which lets in all of the VPC, and a gateway for the tables of nodes', () => {
    const [group, allowed, ssm, logs, s3, ...others] = commands(aSite({ endpoints: [] }), 'ssm', 'logs', 's3');
    assert.match(group ?? '', /^endpoints=\$\(aws ec2 create-security-group .* --vpc-id vpc-1 .*\)$/);
    assert.match(allowed ?? '', / --port 443 --group-id "\$endpoints" --cidr 10\.0\.0\.0\/16/);
    assert.match(ssm ?? '', /\.ssm .* --subnet-ids subnet-1 --security-group-ids "\$endpoints"/);
    assert.match(logs ?? '', /\.logs .* --security-group-ids "\$endpoints"/);
    assert.match(s3 ?? '', /--vpc-endpoint-type Gateway .* --route-table-ids rtb-1/);
    assert.deepEqual(others, []);
  });

  it('takes the groups and the subnets of others where these admit everybody', () => {
    assert.deepEqual(commands(aSite({ endpoints: [anEndpoint('ssm')] }), 'logs').length, 1);
    assert.match(
      commands(aSite({ endpoints: [anEndpoint('ssm')] }), 'logs')[0] ?? '',
      / --subnet-ids subnet-1 subnet-2 --security-group-ids sg-endpoint/,
    );
    const narrow = { endpoints: [anEndpoint('ssm')], routeTables: [tableWith(NAT)] };
    assert.match(commands(aSite(narrow), 'logs')[0] ?? '', /^endpoints=/, 'others may come through the NAT gateway');
  });

  it('is in one subnet of each zone that has the service, that of nodes if there is one', () => {
    const subnets = ['a', 'a', 'b', 'c'].map((letter, at) => ({
      id: `subnet-${at + 1}`,
      vpc: 'vpc-1',
      cidr: `10.0.${at}.0/24`,
      zone: `eu-west-1${letter}`,
    }));
    const instances = [1, 2, 3].map((at) => fakeInstance({ id: `i-${at}`, subnet: `subnet-${at}` }));
    const site = aSite({ endpoints: [], subnets }, instances);
    const taken = (...zones: readonly string[]) =>
      / --subnet-ids (.*) --security/.exec(
        commands({ ...site, zones: new Map([['com.amazonaws.eu-west-1.ssm', zones]]) }, 'ssm').at(-1) ?? '',
      )?.[1];
    assert.equal(taken('eu-west-1a', 'eu-west-1b', 'eu-west-1c'), 'subnet-1 subnet-3');
    assert.equal(taken('eu-west-1b'), 'subnet-3');
    assert.equal(taken('eu-west-1c'), 'subnet-4');
  });

  it('opens what would keep nodes from it', () => {
    const securityGroups = [{ id: 'sg-node', ingress: [], egress: [https({ cidrs: ['192.168.0.0/16'] })] }];
    const [, , to, ...rest] = commands(aSite({ endpoints: [], securityGroups }), 'ssm');
    assert.match(to ?? '', /authorize-security-group-egress --group-id sg-node .*GroupId=\$endpoints/);
    assert.equal(rest.length, 1);
    const [addresses, out] = commands(aSite({ endpoints: [], securityGroups, routeTables: [tableWith()] }), 's3');
    assert.match(addresses ?? '', /^addresses=\$\(aws ec2 describe-prefix-lists /);
    assert.match(out ?? '', /PrefixListId=\$addresses/);
  });

  it('turns the names of endpoints on where they are off', () => {
    const vpcs = [{ id: 'vpc-1', cidrs: ['10.0.0.0/16'], dnsHostnames: false }];
    assert.match(commands(aSite({ endpoints: [], vpcs }), 'ssm')[0] ?? '', /--enable-dns-hostnames/);
  });

  it('adds tables to the gateway that there is', () => {
    const site = aSite({ endpoints: [aGateway({ routeTables: ['rtb-9'] })] });
    assert.deepEqual(commands(site, 's3'), [
      'aws ec2 modify-vpc-endpoint --vpc-endpoint-id vpce-s3 --add-route-table-ids rtb-1',
    ]);
  });
});
