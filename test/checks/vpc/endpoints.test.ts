import assert from 'node:assert/strict';
import { destinationOf, endpointFor, endpointsFor, isGateway } from '../../../src/checks/vpc/endpoints.ts';
import type { WayOut } from '../../../src/checks/vpc/way-out.ts';
import type { Endpoint } from '../../../src/facts/network.ts';
import { aGateway, aHost, anEndpoint, aSite, tableWith } from './networks.ts';

const idOf = (to: Endpoint | 'internet' | undefined): string | undefined => (typeof to === 'object' ? to.id : to);

describe('endpoints', () => {
  it('are known by the end of their name, as in China, and by their region', () => {
    const names = ['com.amazonaws', 'cn.com.amazonaws'].map((start) => `${start}.eu-west-1.s3`);
    const others = [
      'com.amazonaws.us-east-1.s3',
      'com.amazonaws.eu-west-1.s3-global',
      'com.amazonaws.s3',
      'com.amazonaws.eu-west-1.xs3',
    ];
    const endpoints = [...names, ...others].map((service) => anEndpoint('s3', { id: service, service }));
    assert.deepEqual(
      endpointsFor(aSite({ endpoints }), 's3').map(({ id }) => id),
      names,
    );
  });

  it('of the gateway kind serve the route tables that they are in, and come first', () => {
    const site = aSite({ endpoints: [anEndpoint('s3', { id: 'interface' }), aGateway()] });
    assert.equal(endpointFor(site, 's3', aHost())?.id, 'vpce-s3');
    assert.equal(endpointFor(site, 's3', aHost({ table: { ...tableWith(), id: 'rtb-2' } }))?.id, 'interface');
    assert.equal(endpointFor(site, 's3', aHost({ table: undefined }))?.id, 'vpce-s3');
    assert.deepEqual([aGateway(), anEndpoint('ssm')].map(isGateway), [true, false]);
  });

  it('that work come before others, and none may be there', () => {
    const endpoints = [
      anEndpoint('ssm', { id: 'unnamed', privateDns: false }),
      anEndpoint('ssm', { id: 'failed', state: 'failed', privateDns: false }),
      anEndpoint('ssm', { id: 'good' }),
    ];
    assert.equal(endpointFor(aSite({ endpoints }), 'ssm', aHost())?.id, 'good');
    assert.equal(endpointFor(aSite({ endpoints: endpoints.slice(0, 2) }), 'ssm', aHost())?.id, 'unnamed');
    assert.equal(endpointFor(aSite({ endpoints }), 'kms', aHost()), undefined);
  });

  describe('are where a host goes', () => {
    const named = [anEndpoint('ssm')];
    const unnamed = [anEndpoint('ssm', { privateDns: false })];
    const failed = [anEndpoint('ssm', { state: 'failed' })];
    const cases: readonly (readonly [string, readonly Endpoint[], WayOut, string | undefined])[] = [
      ['with private DNS, and no way out', named, 'none', 'vpce-ssm'],
      ['with private DNS, although there is a way out', named, 'internet', 'vpce-ssm'],
      ['with private DNS, although other networks are near', named, 'beyond', 'vpce-ssm'],
      ['without private DNS, where there is nothing else', unnamed, 'none', 'vpce-ssm'],
      ['but not without private DNS, where there is a way out', unnamed, 'internet', 'internet'],
      ['but not without private DNS, where there may be another', unnamed, 'perhaps', undefined],
      ['but not if they failed', failed, 'none', undefined],
      ['but not if there is none', [], 'none', undefined],
      ['but not if there is none, and a way out', [], 'internet', 'internet'],
      ['but not if there is none, and other networks are near', [], 'beyond', undefined],
    ];
    for (const [what, endpoints, way, expected] of cases) {
      it(what, () => assert.equal(idOf(destinationOf(aSite({ endpoints }), 'ssm', aHost({ way }))), expected));
    }

    it('but who knows, where there may be more than is seen', () => {
      const site = { ...aSite({ endpoints: [] }), blind: { owner: '444455556666' } };
      assert.equal(destinationOf(site, 'ssm', aHost({ way: 'internet' })), undefined);
    });
  });
});
