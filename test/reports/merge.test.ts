import assert from 'node:assert/strict';
import type { Report } from '../../src/engine/report.ts';
import { exitCode } from '../../src/engine/report.ts';
import { hint } from '../../src/checks/remedy.ts';
import { adviceOf } from '../../src/render/advice.ts';
import { remedyOf } from '../../src/reports/remedies.ts';
import { mergeReports, missingShards } from '../../src/reports/merge.ts';
import { diagnosis, fault, REPORT, setupReport, target } from './reports.ts';

const filed = (...reports: readonly Report[]) =>
  reports.map((report, index) => ({ file: `${index + 1}.json`, report }));
const merged = (...reports: readonly Report[]): Report => mergeReports(filed(...reports));

describe('reports that are merged', () => {
  it('are that of a single run over all their targets', () => {
    const [one, two, three] = ['111111111111', '222222222222', '333333333333'].map((id) =>
      target(id, { findings: [fault()] }),
    );
    assert.ok(one && two && three);
    assert.deepEqual(merged(diagnosis(one), diagnosis(two, three)), diagnosis(one, two, three));
  });

  it('are, of one report, that report', () => assert.deepEqual(merged(REPORT), REPORT));

  it('fail as one of them did', () => {
    const failed = target('222222222222', { status: 'failed', error: { code: 'x', message: 'y' } });
    assert.equal(exitCode(merged(setupReport(target('111111111111')), setupReport(failed))), 1);
    assert.equal(exitCode(merged(setupReport(target('111111111111')), setupReport(target('222222222222')))), 0);
  });

  it('were interrupted, or declined, where one of them was', () => {
    const one = setupReport(target('111111111111'));
    const both = merged(one, { ...setupReport(target('222222222222')), interrupted: true, declined: true });
    assert.equal(both.interrupted, true);
    assert.equal(both.declined, true);
  });

  it('add up what was throttled, on the way into accounts, too', () => {
    const throttled = (account: string, calls: number) => {
      const met = { calls, seconds: calls / 2 };
      const one = setupReport(target(account, { throttled: met }));
      return { ...one, summary: { ...one.summary, throttled: { calls: calls + 1, seconds: 10 } } };
    };
    const both = merged(
      throttled('111111111111', 4),
      throttled('222222222222', 6),
      setupReport(target('333333333333')),
    );
    assert.deepEqual(both.summary.throttled, { calls: 12, seconds: 20 });
    assert.deepEqual(
      both.targets.map((one) => one.throttled?.calls),
      [4, 6, undefined],
    );
    assert.equal('throttled' in merged(setupReport(target('333333333333'))).summary, false);
  });

  it('tell once what is about the machine', () => {
    const machine = fault({ check: 'client.clock', scope: 'machine', subject: 'this machine', verdict: 'warn' });
    const both = merged(
      diagnosis(target('111111111111', { findings: [machine, fault()] })),
      diagnosis(target('222222222222', { findings: [machine, fault()] })),
    );
    assert.deepEqual(
      both.targets.map(({ findings }) => findings.length),
      [2, 1],
    );
    assert.equal(both.summary.warn, 1);
  });

  it('name the three best of the best advice, with what it clears everywhere', () => {
    const findings = (...advice: readonly string[]) =>
      advice.map((text) => fault({ subject: text, remedy: hint(text) }));
    const both = merged(
      diagnosis(target('111111111111', { findings: findings('a', 'a', 'b', 'c') })),
      diagnosis(target('222222222222', { findings: findings('b', 'b', 'd', 'd', 'd') })),
    );
    assert.deepEqual(
      both.fixes?.map(({ remedy, clears }) => [remedy, clears]),
      [
        [hint('b'), 3],
        [hint('d'), 3],
        [hint('a'), 2],
      ],
    );
  });

  it('name as one what differs in account, region and ids only, by the rules of a single run', () => {
    const grant = (account: string, region: string) =>
      remedyOf(`session-manager setup --role-name Ops --regions ${region} --accounts ${account} --grant`);
    const route = (account: string, id: string, region: string) =>
      hint(
        `in account ${account}: aws ec2 replace-route --route-table-id rtb-${id} --nat-gateway-id nat-${id} --region ${region}`,
      );
    const of = (account: string, id: string, region: string) =>
      diagnosis(
        target(account, {
          region,
          findings: [
            ...['a', 'b', 'c'].map((subject) => fault({ subject, remedy: grant(account, region) })),
            fault({ check: 'vpc.route', subject: `rtb-${id}`, remedy: route(account, id, region) }),
          ],
        }),
      );
    const both = merged(of('111111111111', '1', 'us-east-1'), of('222222222222', '2', 'us-east-1'));
    assert.deepEqual(
      both.fixes?.map(({ remedy, clears, steps }) => [adviceOf(remedy), clears, steps]),
      [
        [
          'session-manager setup --role-name Ops --regions us-east-1 --accounts 111111111111,222222222222 --grant',
          6,
          undefined,
        ],
        [
          'in account 111111111111: aws ec2 replace-route --route-table-id rtb-1 --nat-gateway-id nat-1 --region us-east-1',
          2,
          2,
        ],
      ],
    );
  });

  it('keep what closed regions count for, where these were asked for by name', () => {
    const closed = target('111111111111', {
      status: 'skipped',
      error: { code: 'RegionNotEnabled', message: 'closed' },
    });
    const named = diagnosis(closed);
    const asked: Report = { ...named, summary: { ...named.summary, unreadTargets: 1 } };
    assert.equal(merged(asked, diagnosis(target('222222222222'))).summary.unreadTargets, 1);
    assert.equal(merged(named, diagnosis(target('222222222222'))).summary.unreadTargets, undefined);
  });

  it('must be there, of one command, and of different targets', () => {
    assert.throws(() => merged(), /no report: name the files/);
    const one = setupReport(target('111111111111'));
    assert.throws(
      () => merged(one, diagnosis(target('222222222222'))),
      /1\.json is a report of setup, 2\.json of doctor/,
    );
    assert.throws(() => merged(one, { ...one, noop: true }), /of setup, 2\.json of setup --noop/);
    assert.throws(() => merged(one, one), /^UserError: 111111111111\/us-east-1 is in 1\.json and in 2\.json/);
    const again =
      (...files: readonly string[]) =>
      () =>
        mergeReports(files.map((file) => ({ file, report: one })));
    assert.throws(again('d.json', 'd.json'), /^UserError: d\.json is given twice: name it once$/);
    assert.throws(again('d.json', './x/../d.json'), /^UserError: \.\/x\/\.\.\/d\.json is given twice/);
    const twice = setupReport(target('111111111111'), target('111111111111'));
    assert.throws(
      () => merged(twice),
      /^UserError: 111111111111\/us-east-1 is twice in 1\.json: leave one of them out$/,
    );
  });

  it('say which shards are missing', () => {
    const shard = (name: string): Report => ({ ...setupReport(), shard: name });
    assert.deepEqual(missingShards(filed(shard('1/3'), shard('3/3'))), ['2/3']);
    assert.deepEqual(missingShards(filed(shard('1/1'))), []);
    assert.deepEqual(missingShards(filed(shard('3/5'))), ['1/5', '2/5', '4/5', '5/5']);
    assert.deepEqual(missingShards(filed(shard('1/200'), shard('199/200'))), ['2/200 to 198/200', '200/200']);
    assert.deepEqual(missingShards(filed(setupReport())), []);
  });
});
