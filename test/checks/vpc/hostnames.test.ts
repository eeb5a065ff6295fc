import assert from 'node:assert/strict';
import { hostnamesOf } from '../../../src/checks/vpc/hostnames.ts';
import { fakeSurroundings } from '../facts.ts';

describe('hostnames of a VPC', () => {
  const VPC = { id: 'vpc-1', cidrs: [] };
  const off = fakeSurroundings({ dnsHostnames: () => Promise.resolve(false) });

  it('are read where they are not known, and may be', async () => {
    assert.equal((await hostnamesOf(off, VPC)).dnsHostnames, false);
    assert.equal((await hostnamesOf(off, { ...VPC, dnsHostnames: true })).dnsHostnames, true);
    assert.equal((await hostnamesOf(fakeSurroundings(), VPC)).dnsHostnames, undefined);
  });
});
