import assert from 'node:assert/strict';
import { world } from './world.ts';

describe('a run over many targets', () => {
  it('skips a region that is not enabled, and one that the organization closes, with advice', async () => {
    const on = world({ faults: { disabledRegions: ['ap-east-1'], closedRegions: ['eu-west-3'] } });
    const report = await on.setup({}, { regions: ['us-east-1', 'ap-east-1', 'eu-west-3'] });
    assert.deepEqual(
      report.map(({ status, error }) => `${status} ${error?.code}`),
      ['changed undefined', 'skipped RegionNotEnabled', 'skipped DeniedByOrganization'],
    );
    assert.match(report[1]?.error?.advice ?? '', /aws account enable-region --region-name ap-east-1/);
    assert.match(report[2]?.error?.advice ?? '', /--exclude-regions/);
  });

  it('fails, and does not skip, where only one service is denied', async () => {
    const on = world({ faults: { deniedActions: ['logs:DescribeLogGroups'] } });
    const [report] = await on.setup();
    assert.equal(report?.status, 'failed');
    assert.match(report?.error?.advice ?? '', /allow these credentials logs:DescribeLogGroups/);
    assert.deepEqual(report?.changes, []);
  });

  it('reports what was done, what failed and what was not begun', async () => {
    const on = world({ faults: { deniedActions: ['ssm:CreateDocument'] } });
    const [report] = await on.setup();
    assert.deepEqual(
      report?.changes.map(({ resource, status }) => `${resource} ${status}`),
      ['log-group done', 'preferences failed', 'agent-update not-run'],
    );
    assert.match(report?.error?.advice ?? '', /allow these credentials ssm:CreateDocument/);
  });

  it('does what an endpoint offers, and fails where it offers no more', async () => {
    const on = world();
    const handle = on.sandbox.handle.bind(on.sandbox);
    on.sandbox.handle = (request) =>
      request.headers['x-amz-target'] === 'AmazonSSM.ListAssociations'
        ? Promise.resolve({
            status: 501,
            headers: {},
            body: '{"__type":"InternalFailure","message":"not yet implemented"}',
          })
        : handle(request);
    const [report] = await on.setup();
    assert.deepEqual(
      report?.changes.map(({ resource, status }) => `${resource} ${status}`),
      ['log-group done', 'preferences done', 'agent-update failed'],
    );
    assert.match(report?.error?.advice ?? '', /--no-agent-update/);
    const [planned] = await on.plan();
    assert.equal(planned?.status, 'failed');
    const [removed] = await on.remove();
    assert.deepEqual(
      removed?.changes.map(({ resource, status }) => `${resource} ${status}`),
      ['agent-update kept', 'preferences done', 'log-group done', 'kms-key unchanged'],
    );
  });

  it('finds the enabled regions, and the active accounts of the organization', async () => {
    const on = world();
    const report = await on.setup(
      {},
      {
        accounts: ['all'],
        'exclude-accounts': ['222222222222,333333333333,444444444444'],
        regions: ['all'],
        'exclude-regions': ['sa-east-1'],
      },
    );
    assert.deepEqual(new Set(report.map(({ account }) => account)), new Set(['111111111111', '123456789012']));
    assert.equal(report.length, 2 * 16);
    assert.ok(report.every(({ status }) => status === 'changed'));
    assert.equal(on.sandbox.calls.filter(({ operation }) => operation === 'AssumeRole').length, 1);
  });

  it('enters each account once, whatever the number of its regions', async () => {
    const on = world();
    await on.setup(
      {},
      { accounts: ['111111111111', '222222222222'], regions: ['us-east-1', 'us-west-2', 'eu-west-1'] },
    );
    const count = (name: string): number => on.sandbox.calls.filter(({ operation }) => operation === name).length;
    assert.deepEqual([count('GetCallerIdentity'), count('AssumeRole')], [1, 2]);
  });
});
