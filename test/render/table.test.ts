import assert from 'node:assert/strict';
import { closingTable, colourOf } from '../../src/render/table.ts';
import type { TargetReport } from '../../src/engine/report.ts';
import { widthOf } from '../../src/render/width.ts';
import { change, COLOURED, PLAIN, type report, target, visible } from './reports.ts';

const rows = (...targets: Parameters<typeof report>[0]): readonly string[] =>
  closingTable({ rows: targets.map((one) => [one]), targets }, PLAIN, 80).split('\n');
const kms = (status: 'done' | 'planned', action: 'create' | 'update' = 'create') =>
  change({ resource: 'kms-key', status, action });

describe('table', () => {
  it('has a row a target and a column a resource, in the order of the changes', () => {
    assert.deepEqual(
      rows(target({ changes: [kms('done'), change()] }), target({ region: 'ap-southeast-2', changes: [change()] })),
      [
        'account       region          status   kms-key  log-group',
        '111122223333  us-east-1       changed  created  created',
        '111122223333  ap-southeast-2  changed  -        created',
      ],
    );
  });

  it('has profiles only where there are some', () => {
    assert.deepEqual(rows(target({ profile: 'dev', account: null }), target()), [
      'account       profile  region     status   log-group',
      '-             dev      us-east-1  changed  created',
      '111122223333  -        us-east-1  changed  created',
    ]);
  });

  it('names the accounts and profiles of a row of several', () => {
    const of = (...names: readonly (string | undefined)[]) =>
      names.map((accountName, index) =>
        target({ account: `11112222333${index}`, ...(accountName && { accountName }) }),
      );
    const row = (...names: readonly (string | undefined)[]): string | undefined => {
      const targets = [...of(...names), target({ account: '999999999999', accountName: 'other' })];
      return closingTable({ rows: [targets.slice(0, -1), targets.slice(-1)], targets }, PLAIN, 100).split('\n')[1];
    };
    assert.match(row('payments', 'data') ?? '', /^2 accounts {4}payments, data {2,}us-east-1/);
    assert.match(
      row('payments', 'data', 'mail', 'web') ?? '',
      /^4 accounts {4}payments, data and 2 more {2,}us-east-1/,
    );
    assert.match(row('payments', undefined) ?? '', /^2 accounts {4}payments {2,}us-east-1/);
    assert.match(row(undefined, undefined) ?? '', /^2 accounts {4}- {2,}us-east-1/);
  });

  it('has a word for everything that can become of a thing', () => {
    const cell = (...args: Parameters<typeof change>): string | undefined =>
      rows(target({ changes: [change(...args)] }))[1]
        ?.split(/ {2,}/)
        .at(-1);
    const words = [
      [{ status: 'done', action: 'create' }, 'created'],
      [{ status: 'done', action: 'update' }, 'updated'],
      [{ status: 'done', action: 'delete' }, 'deleted'],
      [{ status: 'planned', action: 'create' }, 'create'],
      [{ status: 'planned', action: 'delete' }, 'delete'],
      [{ status: 'unchanged', action: 'none' }, 'ok'],
      [{ status: 'kept', action: 'keep' }, 'kept'],
      [{ status: 'failed', action: 'create' }, 'failed'],
      [{ status: 'not-run', action: 'create' }, 'not run'],
    ] as const;
    for (const [extra, word] of words) assert.equal(cell(extra), word);
  });

  it('has no blanks at the ends of its lines', () => {
    for (const line of rows(target({ changes: [] }), target())) assert.equal(line, line.trimEnd());
  });

  it('is as wide with colours as without', () => {
    const targets = [target({ status: 'failed', changes: [change({ status: 'failed' })] }), target()];
    const both = { rows: targets.map((one) => [one]), targets };
    const coloured = visible(closingTable(both, COLOURED, 80));
    assert.match(coloured, /<red>failed<\/> +<red>failed<\/>/);
    assert.equal(coloured.replaceAll(/<[^>]+>/g, ''), closingTable(both, PLAIN, 80));
  });

  it('is green for what was done, red for what failed, yellow for what wants a look', () => {
    const colour = (status: string): string => visible(colourOf(status, COLOURED)('x'));
    for (const status of ['changed', 'done', 'planned']) assert.equal(colour(status), '<green>x</>');
    for (const status of ['kept', 'skipped', 'not-run']) assert.equal(colour(status), '<yellow>x</>');
    assert.equal(colour('failed'), '<red>x</>');
    assert.equal(colour('unchanged'), '<dim>x</>');
  });

  describe('no wider than the terminal', () => {
    const all = ['kms-key', 'log-group', 'preferences', 'agent-update'].map((resource) =>
      change({ resource, action: 'update' }),
    );
    const drawn = (targets: readonly TargetReport[], width: number): readonly string[] =>
      closingTable({ rows: targets.map((one) => [one]), targets }, PLAIN, width).split('\n');
    const long = (region: string, extra: Partial<TargetReport> = {}) =>
      target({ region, status: 'unchanged', changes: all, ...extra });

    it('has short heads for as many resources as it takes, the last first', () => {
      const [head] = drawn([long('us-east-1')], 80);
      assert.equal(head, 'account       region     status     kms-key  log-group  preferences  agent');
      const regions = ['ap-southeast-2', 'us-gov-west-1', 'us-isob-east-1'];
      const lines = drawn(
        regions.map((region) => long(region)),
        80,
      );
      assert.deepEqual(lines.slice(0, 2), [
        'account       region          status     kms-key  log-group  prefs    agent',
        '111122223333  ap-southeast-2  unchanged  updated  updated    updated  updated',
      ]);
    });

    it('shows all there is where there is room', () => {
      const named = [long('ap-southeast-2', { accountName: 'payments', profile: 'prod' })];
      assert.deepEqual(drawn(named, 120), [
        'account       name      profile  region          status     kms-key  log-group  preferences  agent-update',
        '111122223333  payments  prod     ap-southeast-2  unchanged  updated  updated    updated      updated',
      ]);
    });

    it('tells once, above, which account all rows are of', () => {
      const named = { accountName: 'payments', profile: 'prod' };
      const lines = drawn([long('ap-southeast-2', named), long('us-east-1', named)], 80);
      assert.deepEqual(lines.slice(0, 2), [
        'account 111122223333 (payments), profile prod',
        'region          status     kms-key  log-group  preferences  agent-update',
      ]);
    });

    it('leaves out the names of several accounts rather than their ids', () => {
      const lines = drawn(
        [long('ap-southeast-2', { accountName: 'payments' }), long('us-east-1', { account: '444455556666' })],
        80,
      );
      assert.match(lines[0] ?? '', /^account +region +status +kms-key/);
      assert.match(lines[2] ?? '', /^444455556666 +us-east-1/);
    });

    it('counts what became of the resources where it is narrow', () => {
      assert.deepEqual(drawn([long('ap-southeast-2'), long('us-east-1', { account: '444455556666' })], 60), [
        'where                        status     resources',
        '111122223333/ap-southeast-2  unchanged  4 updated',
        '444455556666/us-east-1       unchanged  4 updated',
      ]);
    });

    it('is never wider, whatever names and regions there are', () => {
      let seed = 7;
      const random = (most: number): number => (seed = (seed * 48_271) % 2_147_483_647) % most;
      const letters = ['a', 'Z', '-', '支', '払', '한', '😀', 'é', 'e\u0301', '🇩🇪'];
      const text = (most: number) =>
        Array.from({ length: 1 + random(most) }, () => letters[random(letters.length)]).join('');
      const statuses = ['changed', 'unchanged', 'failed', 'skipped', 'not-run'] as const;
      for (let round = 0; round < 300; round++) {
        const targets = Array.from({ length: 1 + random(5) }, () =>
          target({
            account: random(4) === 0 ? null : String(100_000_000_000 + random(3)),
            ...(random(2) === 0 && { accountName: text(50) }),
            ...(random(2) === 0 && { profile: text(40) }),
            region: random(3) === 0 ? text(30) : 'ap-southeast-2',
            status: statuses[random(statuses.length)] ?? 'failed',
            changes: all.slice(random(all.length)),
          }),
        );
        const width = 60 + random(80);
        const together = random(3) === 0 ? [targets] : targets.map((one) => [one]);
        for (const line of closingTable({ rows: together, targets }, PLAIN, width).split('\n'))
          assert.ok(widthOf(line) <= width, `${widthOf(line)} of ${width}: ${line}`);
      }
    });
  });

  it('has one row for targets that are told together, and says how many', () => {
    const targets = ['a', 'b', 'c', 'd'].flatMap((region) =>
      ['111122223333', '444455556666'].map((account) => target({ account, region })),
    );
    const row = (...some: readonly TargetReport[]) =>
      closingTable({ rows: [some], targets }, PLAIN, 80)
        .split('\n')[1]
        ?.replaceAll(/ {2,}/g, '|');
    assert.equal(row(...targets), '2 accounts|all 4 regions|changed|created');
    assert.equal(row(...targets.slice(2)), '2 accounts|3 regions|changed|created');
    assert.equal(row(...targets.slice(1)), '2 accounts|7 targets|changed|created');
    assert.equal(
      row(...targets.filter(({ account }) => account === '111122223333')),
      '111122223333|all 4 regions|changed|created',
    );
  });

  it('has no more than 24 rows, the worst among them, and says how many are left', () => {
    const targets = Array.from({ length: 300 }, (_, index) =>
      target({ account: String(100_000_000_000 + index), status: index > 290 ? 'failed' : 'changed' }),
    );
    const lines = closingTable({ rows: targets.map((one) => [one]), targets }, PLAIN, 80).split('\n');
    assert.equal(lines.length, 26);
    assert.equal(lines.filter((line) => line.includes('failed')).length, 9);
    assert.equal(lines.at(-1), '… and 276 more targets: --json has all');
  });
});
