import assert from 'node:assert/strict';
import { namesNotRead } from '../../../src/checks/vpc/names-not-read.ts';
import type { Barrier } from '../../../src/checks/vpc/barrier.ts';
import type { Site } from '../../../src/checks/vpc/site.ts';
import { fakeInstance, NOW } from '../facts.ts';
import { advised } from '../observed.ts';
import { aDependency, aSite } from './networks.ts';

const TWO = [fakeInstance({ id: 'i-1' }), fakeInstance({ id: 'i-2' })];
const site = aSite({}, TWO);

const barrier = (over: Pick<Site, 'hosts'>, service: 'ssm' | 'kms' = 'ssm'): Barrier => ({
  check: 'vpc.route',
  subject: 'rtb-1',
  dependency: aDependency(over, { service }),
  hosts: over.hosts,
  answer: 'unknown',
  fact: '',
  remedy: { kind: 'commands', commands: [] },
  ref: '',
});

const told = (
  on: Site = site,
  barriers: readonly Barrier[] = [],
  online: readonly string[] = [],
): ReturnType<typeof namesNotRead> => namesNotRead(on, barriers, new Set(online), NOW);

describe('names that are not read', () => {
  it('are told of where all nodes of a VPC are lost, with commands that only look', () => {
    const found = told() ?? assert.fail();
    assert.deepEqual([found.check, found.verdict, found.subject], ['vpc.dns-not-read', 'unknown', 'vpc-1']);
    assert.match(
      found.summary,
      /ssm\.eu-west-1\.amazonaws\.com is not read: DNS Firewall, resolver rules and Route 53/,
    );
    assert.deepEqual(found.unlessBroken, { registration: ['i-1', 'i-2'] });
    assert.deepEqual(found.unread, []);
    const { advice } = advised(found);
    for (const command of [
      'aws route53resolver list-firewall-rule-group-associations --vpc-id vpc-1 ',
      'aws route53resolver list-resolver-rule-associations --filters Name=VPCId,Values=vpc-1 ',
      'aws route53profiles list-profile-associations --resource-id vpc-1 ',
    ]) {
      assert.ok(advice.includes(command), advice);
    }
    assert.ok(!advice.includes('hosted-zones'), advice);
  });

  it('are in order where one node of the VPC is online', () => assert.equal(told(site, [], ['i-2']), undefined));

  it('count for nothing where barriers on the way explain it, certain ones or not', () => {
    assert.equal(told(site, [barrier(site)]), undefined);
    assert.deepEqual(told(site, [barrier(site, 'kms')])?.unlessBroken?.registration, ['i-1', 'i-2']);
    assert.deepEqual(told(site, [barrier(aSite({}, TWO.slice(0, 1)))])?.unlessBroken?.registration, ['i-2']);
  });

  it('count for nothing where nodes were started a few minutes ago', () => {
    const launched = new Date(NOW - 60_000);
    const started = TWO.map((instance) => ({ ...instance, launched }));
    assert.equal(told(aSite({}, started)), undefined);
  });

  it('include private hosted zones where listing them is denied', () => {
    const found = told({ ...site, zonesDenied: true }) ?? assert.fail();
    assert.match(found.summary, /is not read: private hosted zones, DNS Firewall, resolver rules and/);
    assert.deepEqual(found.unread, ['route53:ListHostedZonesByVPC']);
    assert.match(advised(found).advice, /aws route53 list-hosted-zones-by-vpc --vpc-id vpc-1 --vpc-region eu-west-1 /);
  });
});
