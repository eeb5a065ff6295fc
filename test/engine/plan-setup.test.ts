import assert from 'node:assert/strict';
import { blankSetup } from '../../src/engine/plan-setup.ts';
import { parseInputs } from '../../src/inputs/inputs.ts';
import { partitionOf } from '../../src/aws/regions.ts';
import { comparable, EVERYTHING, intercept, missAlias, stateWithForeignDocument, world, type World } from './world.ts';

const WRITES = /^(Create|Update|Put|Delete|Add|Remove|Tag|Enable|Disable|Associate|Schedule|Cancel)/;

/** Answers these calls when all of them have been made. */
function answerTogether(on: World, operations: readonly string[]): void {
  let open = (): void => undefined;
  const all = new Promise<void>((resolve) => (open = resolve));
  const missing = new Set(operations);
  intercept(on, new RegExp(`\\.(${operations.join('|')})$`), async ({ headers }) => {
    missing.delete(headers['x-amz-target']?.split('.')[1] ?? '');
    if (missing.size === 0) open();
    await all;
    return undefined;
  });
}

describe('a plan of setup', () => {
  it('tells what is known only after the key exists', async () => {
    const [report] = await world().plan({ kms: true, 'encrypt-sessions': true });
    const [key, group, preferences] = report?.changes ?? [];
    assert.deepEqual([key?.action, group?.action, preferences?.action], ['create', 'create', 'create']);
    assert.deepEqual(group?.differences, [{ field: 'kmsKeyId', have: null, want: '(known after apply)' }]);
    assert.ok(
      preferences?.differences.some(({ field, want }) => field === 'kmsKeyId' && want === '(known after apply)'),
    );
  });

  it('hands the key that is there to the log group that is not', async () => {
    const on = world();
    await on.setup({ kms: true });
    const [key] = Object.values((await on.region()).keys);
    await on.edit((region) => {
      region.logGroups = {};
    });
    const [report] = await on.plan({ kms: true });
    const group = report?.changes.find(({ resource }) => resource === 'log-group');
    assert.deepEqual(group?.differences, [{ field: 'kmsKeyId', have: null, want: key?.arn }]);
    await on.setup({ kms: true });
    assert.equal((await on.region()).logGroups['sessions']?.kmsKeyId, key?.arn);
  });

  it('is what setup then does, line by line', async () => {
    for (const inputs of [{}, EVERYTHING, { ...EVERYTHING, overwrite: true }]) {
      const on = world({ state: await stateWithForeignDocument() });
      const [planned] = await on.plan(inputs);
      const [done] = await on.setup(inputs);
      const told = (report: typeof planned): unknown =>
        report?.changes.map(({ status: _status, differences: _differences, ...change }) => change);
      assert.deepEqual(told(done), told(planned));
      const [after] = await on.plan(inputs);
      assert.deepEqual(
        after?.changes.filter(({ action }) => action !== 'none' && action !== 'keep'),
        [],
      );
    }
  });

  it('writes nothing, whatever is there', async () => {
    const on = world({ state: await stateWithForeignDocument() });
    await on.setup(EVERYTHING);
    const before = await on.sandbox.snapshot();
    const calls = on.sandbox.calls.length;
    await on.plan({
      ...EVERYTHING,
      overwrite: true,
      retention: '1',
      'agent-update-schedule': 'rate(7 days)',
      tag: ['new=1'],
    });
    await on.planRemoval({ force: true });
    assert.deepEqual(await on.sandbox.snapshot(), before);
    assert.deepEqual(
      on.sandbox.calls.slice(calls).filter(({ operation }) => WRITES.test(operation)),
      [],
    );
  });

  it('reads a target that is as wanted in two rounds of seven calls', async () => {
    const on = world();
    await on.setup({ kms: true });
    const rounds = [
      ['DescribeDocument', 'DescribeKey', 'DescribeLogGroups', 'GetDocument', 'ListAssociations'],
      ['GetKeyPolicy', 'GetKeyRotationStatus'],
    ];
    for (const round of rounds) answerTogether(on, round);
    const before = on.sandbox.calls.length;
    const [report] = await on.setup({ kms: true });
    assert.equal(report?.error, undefined, 'a call of a round was not made before another one was answered');
    const [identity, ...reads] = on.sandbox.calls.slice(before).map(({ operation }) => operation);
    assert.equal(identity, 'GetCallerIdentity');
    assert.deepEqual(reads.toSorted(), rounds.flat().toSorted());
  });

  it('shows the value that a tag has', async () => {
    const on = world();
    await on.setup({ tag: ['team=x'] });
    const [report] = await on.plan({ tag: ['team=y', 'stage=test'] });
    const group = report?.changes.find(({ resource }) => resource === 'log-group');
    assert.deepEqual(group?.differences, [
      { field: 'tag team', have: 'x', want: 'y' },
      { field: 'tag stage', have: null, want: 'test' },
    ]);
  });

  it('adds tags that are asked for later to what it made, and to nothing else', async () => {
    const on = world({ state: await stateWithForeignDocument() });
    await on.setup({ kms: true });
    await on.setup({ kms: true, tag: ['team=platform'] });
    const { keys, logGroups, documents, associations } = await on.region();
    const tagged = [...Object.values(keys), ...Object.values(logGroups), ...Object.values(associations)];
    assert.deepEqual(
      tagged.map(({ tags }) => tags['team']),
      ['platform', 'platform', 'platform'],
    );
    assert.deepEqual(documents['SSM-SessionManagerRunShell']?.tags, {});
  });

  it('without asking anybody is what setup does in an empty account', async () => {
    const place = { account: '123456789012', region: 'us-east-1', partition: partitionOf('us-east-1') };
    const blank = blankSetup(place, parseInputs(EVERYTHING)).map(({ summary }) => summary);
    const [done] = await world().setup(EVERYTHING);
    assert.deepEqual(
      blank,
      done?.changes.map(({ summary }) => summary),
    );
  });

  it('uses ARNs and service principals of the partition', async () => {
    for (const [region, principal, partition] of [
      ['cn-north-1', 'logs.cn-north-1.amazonaws.com.cn', 'aws-cn'],
      ['us-gov-west-1', 'logs.us-gov-west-1.amazonaws.com', 'aws-us-gov'],
    ] as const) {
      const on = world();
      const [report] = await on.setup({ kms: true }, { regions: [region] });
      assert.equal(report?.status, 'changed', report?.error?.message);
      const [key] = Object.values((await on.region('123456789012', region)).keys);
      assert.ok(key?.policy.includes(principal), key?.policy);
      assert.ok(key?.policy.includes(`arn:${partition}:logs:${region}:123456789012:log-group:sessions`));
      assert.ok(key?.policy.includes(`arn:${partition}:iam::123456789012:root`));
    }
  });

  it('waits for CloudWatch Logs to accept a key that this run made', async () => {
    const on = world({ faults: { freshKeyRefusals: 1 } });
    const [report] = await on.setup({ kms: true });
    assert.equal(report?.status, 'changed', report?.error?.message);
    assert.equal(on.sandbox.calls.filter(({ operation }) => operation === 'CreateLogGroup').length, 2);
  });

  it('makes no second key where KMS once says that there is no such alias', async () => {
    const on = world();
    await on.setup({ kms: true });
    const before = comparable(await on.sandbox.snapshot());
    const missed = missAlias(on);
    const [report] = await on.setup({ kms: true });
    assert.deepEqual([report?.status, missed()], ['unchanged', 1]);
    assert.deepEqual(comparable(await on.sandbox.snapshot()), before);
  });

  it('does not wait for a key that was there before, and hands over the statement that its policy lacks', async () => {
    const on = world();
    await on.setup({ kms: true });
    const [key] = Object.values((await on.region()).keys);
    await on.edit((region) => {
      region.logGroups = {};
    });
    const [report] = await on.setup({ 'kms-key': key?.arn, 'log-group': 'other' });
    assert.equal(report?.status, 'failed');
    assert.equal(report?.error?.code, 'KeyNotUsable');
    assert.match(report?.error?.advice ?? '', /"Principal":\{"Service":"logs.us-east-1.amazonaws.com"\}/);
    assert.deepEqual(report?.changes, [], 'nothing was begun');
  });

  it('lets two log groups share a key', async () => {
    const on = world();
    await on.setup({ kms: true });
    const [report] = await on.setup({ kms: true, 'log-group': 'other' });
    assert.equal(report?.error, undefined);
    const { keys, logGroups } = await on.region();
    const [key] = Object.values(keys);
    assert.deepEqual([logGroups['sessions']?.kmsKeyId, logGroups['other']?.kmsKeyId], [key?.arn, key?.arn]);
    const [kept] = await on.remove({ 'log-group': 'other' });
    assert.deepEqual(
      kept?.changes.find(({ resource }) => resource === 'kms-key')?.reason,
      'it is still needed by log group sessions',
    );
    assert.equal(Object.values((await on.region()).keys)[0]?.state, 'Enabled');
  });

  it('leaves a document alone that somebody else was faster to write', async () => {
    const on = world();
    let written = false;
    const { sandbox } = on;
    const handle = sandbox.handle.bind(sandbox);
    sandbox.handle = async (request) => {
      if (!written && request.headers['x-amz-target'] === 'AmazonSSM.CreateDocument') {
        written = true;
        const theirs = (await stateWithForeignDocument()).accounts['123456789012']?.['us-east-1']?.documents ?? {};
        await on.edit((region) => Object.assign(region.documents, theirs));
      }
      return handle(request);
    };
    const [report] = await on.setup();
    const preferences = report?.changes.find(({ resource }) => resource === 'preferences');
    assert.deepEqual([preferences?.action, preferences?.status], ['keep', 'kept']);
    assert.match(preferences?.summary ?? '', /^WARN: /);
    assert.equal((await on.region()).documents['SSM-SessionManagerRunShell']?.versions.length, 3);
  });
});
