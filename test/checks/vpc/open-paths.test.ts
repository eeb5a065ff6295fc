import assert from 'node:assert/strict';
import { openPaths } from '../../../src/checks/vpc/open-paths.ts';
import { aDependency, aSite, OPEN_ACL } from './networks.ts';

describe('open paths', () => {
  it('need no command where hosts get through', () => {
    const site = aSite();
    assert.deepEqual(openPaths(site, aDependency(site)), []);
  });

  it('take the commands that let the hosts of a dependency through, and no others', () => {
    const site = aSite({ securityGroups: [{ id: 'sg-node', ingress: [], egress: [] }] });
    assert.deepEqual(
      openPaths(site, aDependency(site)).map(({ operation }) => operation.join(' ')),
      ['ec2 authorize-security-group-egress'],
    );
    assert.deepEqual(openPaths(site, aDependency(site, { hosts: [] })), []);
  });

  it('leave doubts alone', () => {
    const [allow] = OPEN_ACL.entries;
    const entries = allow
      ? [{ ...allow, number: 1, egress: true, allow: false, cidr: '10.0.2.0/25' }, ...OPEN_ACL.entries]
      : [];
    const site = aSite({ acls: [{ ...OPEN_ACL, entries }] });
    assert.deepEqual(openPaths(site, aDependency(site)), []);
  });
});
