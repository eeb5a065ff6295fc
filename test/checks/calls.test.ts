import assert from 'node:assert/strict';
import { CALLS, EVERY_RUN, OTHER_ACTIONS } from '../../src/checks/catalogue/calls.ts';
import { callsOf, permissionsFor } from '../../src/checks/calls.ts';
import { CHECK_IDS } from '../../src/checks/index.ts';
import { ACTIONS } from '../../src/policies/documents/operator-actions.ts';
import { recordCalls } from './recorded-calls.ts';

/** The actions that `policy operator --for doctor` allows. */
const ALLOWED = Object.values(ACTIONS).flatMap((actions) =>
  Object.entries(actions).flatMap(([action, tasks]) => (tasks.includes('doctor') ? [action] : [])),
);

/** What is called to find out which regions there are, whatever is checked in them. */
const OF_SCOPE = ['account:ListRegions', 'ec2:DescribeRegions'];

describe('the calls of checks', () => {
  it('are as each check makes them when it is made alone: npm run docs:calls writes them', async () => {
    assert.deepEqual(await recordCalls(), { everyRun: EVERY_RUN, byCheck: CALLS, otherActions: OTHER_ACTIONS });
  });

  it('take what the policy of an operator allows for doctor: all of it, and nothing else', () => {
    const permissions = new Set(CHECK_IDS.flatMap(permissionsFor));
    assert.deepEqual([...permissions, ...OF_SCOPE].toSorted(), [...new Set(ALLOWED)].toSorted());
  });

  it('are those of every run, and its own', () => {
    assert.deepEqual(callsOf('prefs.shared'), {
      ssm: ['DescribeDocument', 'DescribeDocumentPermission', 'GetDocument'],
      sts: ['GetCallerIdentity'],
    });
    assert.deepEqual(callsOf('client.node'), EVERY_RUN);
    assert.deepEqual(callsOf('region.disabled'), EVERY_RUN);
  });

  it('take permissions by the names of IAM; who one is takes none', () => {
    assert.deepEqual(
      permissionsFor('s3.missing').filter((action) => /Encryption|BlockPublic|PublicAccess/.test(action)),
      ['s3:GetBucketPublicAccessBlock', 's3:GetEncryptionConfiguration'],
    );
    assert.deepEqual(permissionsFor('client.node'), ['ssm:DescribeDocument', 'ssm:GetDocument']);
  });
});
