import assert from 'node:assert/strict';
import { CHECK_IDS, checks, checksOf, CLOSED } from '../../src/checks/index.ts';

/** The ids that doctor has to be able to report. */
const PROMISED = [
  ...['missing', 'default-not-latest', 'schema', 'drift', 'shared'].map((name) => `prefs.${name}`),
  ...['missing', 'unencrypted', 'retention', 'key-mismatch', 'deletion-protection'].map((name) => `log-group.${name}`),
  ...['missing', 'disabled', 'pending-deletion', 'asymmetric', 'wrong-region'].map((name) => `kms.${name}`),
  'kms.policy-logs',
  'kms.rotation',
  ...['missing', 'region', 'unencrypted', 'public'].map((name) => `s3.${name}`),
  'instance.no-profile',
  'instance.profile-without-ssm',
  'instance.deprecated-policy',
  'instance.logs-permissions',
  'instance.kms-decrypt',
  'instance.s3-permissions',
  'instance.kms-via-logs',
  'instance.kms-single-region',
  'instance.not-managed',
  'instance.ping-lost',
  'agent.too-old',
  'runas.no-user',
  'runas.windows',
  ...['missing', 'duplicate', 'failed', 'covers-nothing'].map((name) => `association.${name}`),
  'dhmc.role-without-logs',
  'dhmc.role-missing',
  ...['ssm', 'ssmmessages', 'ec2messages', 'kms', 'logs', 's3'].map((service) => `vpc.endpoint-${service}`),
  ...['start-session', 'document-resource', 'open-data-channel', 'generate-data-key'].map((name) => `user.${name}`),
  'user.document-access-check',
  'user.terminate-any',
  'client.plugin',
  'client.cli',
  'client.ssh-config',
  'region.disabled',
  'region.scp-denied',
  'hybrid.tier',
  'sharing.public-allowed',
];

describe('all checks', () => {
  it('have ids of a family and a name, each reported by one check only', () => {
    const ids = checks.flatMap((check) => check.ids);
    for (const id of [...ids, ...Object.values(CLOSED)])
      assert.match(id, /^[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*$/);
    assert.deepEqual(CHECK_IDS, [...new Set([...ids, ...Object.values(CLOSED)])].toSorted());
    assert.equal(ids.length + Object.values(CLOSED).length, CHECK_IDS.length);
  });

  it('can say everything that was promised', () => {
    assert.deepEqual(
      PROMISED.filter((id) => !CHECK_IDS.includes(id)),
      [],
    );
  });

  it('have among them what setup looks at when it is done, which does not depend on who calls', () => {
    const ids = checksOf('account').flatMap((check) => (check.inSetup ? check.ids : []));
    assert.ok(ids.includes('instance.logs-permissions') && ids.includes('dhmc.role-missing'));
    assert.ok(!ids.some((id) => id.startsWith('user.')));
  });
});
