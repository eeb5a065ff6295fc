import assert from 'node:assert/strict';
import { endpointBarriers } from '../../../src/checks/vpc/endpoint-barriers.ts';
import type { Endpoint, Network } from '../../../src/facts/network.ts';
import { aGateway, aHost, aDependency, anEndpoint, aSite } from './networks.ts';

const DENY = '{"Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}';
const CLOSED = aHost();
const OPEN = aHost({ way: 'internet' });

const barriers = (endpoint: Endpoint, hosts = [CLOSED, OPEN], network: Partial<Network> = {}) => {
  const site = aSite(network);
  return endpointBarriers(site, aDependency(site), endpoint, hosts).map(
    ({ check, subject, answer, hosts: whom, dependency }) =>
      [check, subject, answer, whom.map(({ way }) => way).join('+'), dependency.verdict].join(' '),
  );
};

describe('barriers of an endpoint', () => {
  it('are none where it is in order', () => assert.deepEqual(barriers(anEndpoint('ssm')), []));

  it('are none for nobody', () => {
    assert.deepEqual(
      barriers(anEndpoint('ssm', { privateDns: false, policy: DENY, securityGroups: ['sg-node'] }), []),
      [],
    );
  });

  it('are its policy and its groups, for all that its name leads to it', () => {
    assert.deepEqual(barriers(anEndpoint('ssm', { policy: DENY, securityGroups: ['sg-node'] })), [
      'vpc.endpoint-policy vpce-ssm no none+internet fail',
      'vpc.security-group vpce-ssm no none+internet fail',
    ]);
  });

  it('are its private DNS, and all else, for those without another way', () => {
    assert.deepEqual(barriers(anEndpoint('ssm', { privateDns: false, policy: DENY, securityGroups: ['sg-node'] })), [
      'vpc.private-dns vpce-ssm no none fail',
      'vpc.endpoint-policy vpce-ssm no none fail',
      'vpc.security-group vpce-ssm no none fail',
    ]);
    assert.deepEqual(barriers(anEndpoint('ssm', { privateDns: false, policy: DENY }), [OPEN]), []);
  });

  it('are the DNS of the VPC, for those without another way', () => {
    for (const attributes of [{ dnsSupport: false }, { dnsHostnames: false }]) {
      const vpcs = [{ id: 'vpc-1', cidrs: [], ...attributes }];
      assert.deepEqual(barriers(anEndpoint('ssm'), undefined, { vpcs }), ['vpc.dns vpc-1 no none fail']);
      assert.deepEqual(barriers(aGateway(), undefined, { vpcs }), []);
    }
  });

  it('are its state, and then nothing else', () => {
    const state = (name: string) => barriers(anEndpoint('ssm', { state: name, policy: DENY }));
    assert.deepEqual(state('failed'), ['vpc.endpoint-state vpce-ssm no none fail']);
    assert.deepEqual(state('pendingacceptance'), ['vpc.endpoint-state vpce-ssm no none fail']);
    for (const soon of ['pending', 'partial'])
      assert.deepEqual(state(soon), ['vpc.endpoint-state vpce-ssm no none warn']);
    assert.deepEqual(barriers(anEndpoint('ssm', { state: 'failed' }), [OPEN]), []);
  });

  it('are no groups and no names where it is a gateway', () => {
    assert.deepEqual(barriers(aGateway({ policy: DENY })), ['vpc.endpoint-policy vpce-s3 no none+internet fail']);
  });

  it('are doubts where groups are not seen', () => {
    assert.deepEqual(barriers(anEndpoint('ssm', { securityGroups: ['sg-9'] }), [CLOSED]), [
      'vpc.security-group vpce-ssm unknown none fail',
    ]);
  });
});
