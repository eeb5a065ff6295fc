import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PrintedReport } from '../../src/render/json.ts';
import { emptyHome, type Home } from './cli.ts';

const DOCTOR = ['doctor', '--sandbox', '--regions', 'us-east-1', '--only', 'log-group,kms,prefs'];

describe('findings that are compared with what is known', () => {
  let home: Home;
  before(() => (home = emptyHome()));
  after(() => home.clear());

  const path = (name: string): string => join(home.folder, name);
  const write = (name: string, text: string): string => {
    writeFileSync(path(name), text);
    return path(name);
  };
  const json = async (...args: readonly string[]): Promise<{ report: PrintedReport; code: number | null }> => {
    const { stdout, code } = await home.run([...args, '--json']);
    return { report: JSON.parse(stdout) as PrintedReport, code };
  };

  it('are accepted as they are now, and fail no more', async () => {
    const { report: before } = await json(...DOCTOR);
    assert.ok((before.summary.fail ?? 0) > 0);
    const file = path('accepted.yaml');
    const written = await home.run([...DOCTOR, '--write-baseline', file]);
    assert.equal(written.code, 0, written.stderr);
    assert.match(written.stderr, /us-east-1 {2}0 fail, 0 warn, \d+ accepted$/m);
    assert.match(written.stderr, /accepted\.yaml accepts \d+: \d+ added; now say in each reason why$/m);
    assert.match(readFileSync(file, 'utf8'), /reason: "accepted by --write-baseline on \d{4}-\d\d-\d\d: say why"/);
    const { report, code } = await json(...DOCTOR, '--baseline', file);
    const { fail, warn, accepted } = report.summary;
    assert.deepEqual([code, fail, warn, accepted], [0, 0, 0, (before.summary.fail ?? 0) + (before.summary.warn ?? 0)]);
    assert.deepEqual([report.fixes, report.baseline], [[], { file, expired: [], unmatched: [] }]);
  });

  it('are new, gone or unchanged since an earlier report, and fail only if they are new', async () => {
    const { report: first } = await json(...DOCTOR);
    const since = write('last.json', JSON.stringify(first));
    const same = await json(...DOCTOR, '--since', since, '--fail-on', 'new');
    assert.deepEqual([same.code, same.report.summary.newFindings, same.report.since?.gone], [0, 0, []]);
    assert.equal(same.report.since?.time, first.run?.time);
    const setup = await home.run(['setup', '--sandbox', '--regions', 'us-east-1', '--overwrite', '--retention', '30']);
    assert.equal(setup.code, 0, setup.stdout);
    const { report: later } = await json(...DOCTOR, '--since', since);
    assert.ok((later.summary.goneFindings ?? 0) > 0);
    const back = await json('merge', since, '--since', write('later.json', JSON.stringify(later)), '--fail-on', 'new');
    assert.equal(back.code, 1);
    assert.equal(back.report.summary.newFindings, later.summary.goneFindings);
  });

  it('are not gone, and satisfy no control, where --no-agent-update leaves to others what keeps agents up to date', async () => {
    const agents = ['doctor', '--sandbox', '--regions', 'eu-west-1', '--only', 'agent,association'];
    await home.run(['sandbox', '--seed', 'fleet']);
    const { report: first } = await json(...agents);
    const since = write('agents.json', JSON.stringify(first));
    const found = first.targets.flatMap(({ findings }) =>
      findings.flatMap((one) => (one.verdict === 'warn' ? one.check : [])),
    );
    assert.ok(found.includes('association.covers-nothing'));
    const { report } = await json(...agents, '--no-agent-update', '--since', since, '--compliance', 'nist-800-53');
    assert.deepEqual(report.selected, ['agent.too-old']);
    assert.deepEqual(report.since?.gone, []);
    assert.deepEqual(
      report.since?.unlooked.map(({ check }) => check),
      found,
    );
    const control = report.compliance?.controls.find(({ id }) => id === 'SI-2');
    assert.equal(control?.standing, 'not-assessed');
    assert.match(control?.reason ?? '', /^not all of its checks were made: association\.missing, /);
  });

  it('of setup fail it where that is asked for, and its last line counts them', async () => {
    const setup = ['setup', '--sandbox', '--regions', 'eu-west-1', '--kms'];
    const usual = await home.run(setup);
    const asked = await home.run([...setup, '--fail-on', 'fail']);
    assert.match(asked.stdout.trimEnd().split('\n').at(-1) ?? '', /\d+ fail/);
    assert.deepEqual([usual.code, asked.code], [0, 1]);
  });

  it('takes a merged report as compared where one of its reports was', async () => {
    const earlier = await home.run([...DOCTOR, '--json']);
    const compared = await home.run([...DOCTOR, '--json', '--since', write('before.json', earlier.stdout)]);
    const merged = await home.run(['merge', write('after.json', compared.stdout), '--fail-on', 'new']);
    assert.equal(merged.code, 0, merged.stderr);
    const bare = await home.run(['merge', write('before.json', earlier.stdout), '--fail-on', 'new']);
    assert.deepEqual([bare.code, bare.stdout], [2, '']);
    assert.match(bare.stderr, /^session-manager: --fail-on new needs an earlier report: name it with --since\n$/);
  });

  for (const [what, args, message] of [
    [
      'a baseline that is not there',
      ['doctor', '--baseline', 'none.yaml'],
      /^session-manager: none\.yaml: there is no such file/,
    ],
    [
      'an earlier report that is not there',
      ['doctor', '--since', 'none.json'],
      /^session-manager: cannot read none\.json: there is no such/,
    ],
    [
      'new, but no earlier report',
      ['doctor', '--fail-on', 'new'],
      /^session-manager: --fail-on new needs an earlier report: name it/,
    ],
    [
      'new, of delete',
      ['delete', '--fail-on', 'new'],
      /^session-manager: --fail-on new is about findings, and delete makes none/,
    ],
    [
      'another word',
      ['plan', '--fail-on', 'info'],
      /^session-manager: --fail-on "?info"?: it must be one of new, fail, warn, never/,
    ],
    [
      'both measures',
      ['setup', '--fail-on', 'fail', '--strict'],
      /^session-manager: --strict and --fail-on both say what exits 1/,
    ],
    ['no path', ['doctor', '--baseline', ''], /^session-manager: --baseline "": it must be the path of a file/],
    [
      'a folder to write',
      ['doctor', '--write-baseline', '/'],
      /^session-manager: --write-baseline \/: cannot be written: it is a folder/,
    ],
    [
      '--noop',
      ['doctor', '--noop', '--write-baseline', 'b.yaml'],
      /^session-manager: --noop looks at nothing, so there is nothing for --w/,
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { code, stdout, stderr } = await home.run([...args, '--sandbox', '--regions', 'us-east-1']);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, message);
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
    });
  }

  it('refuses files that are made to harm, in a line that harms nobody', async () => {
    const bytes = '\u001B[31m\u0007 \u202Eevil';
    for (const [flag, text] of [
      ['--baseline', `accepted:\n  - check: "kms\\e[31m"\n    reason: x\n`],
      ['--baseline', `accepted: ${bytes}\n`],
      ['--since', bytes],
      ['--since', '['.repeat(200_000)],
      ['--since', JSON.stringify({ command: 'doctor', noop: false, targets: [], summary: { targets: 0 }, since: {} })],
    ] as const) {
      const { code, stderr } = await home.run([...DOCTOR, flag, write('evil.json', text)]);
      assert.equal(code, 2, stderr);
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
      for (const character of ['\u0007', '\u001B', '\u202E']) assert.ok(!stderr.includes(character), stderr);
    }
  });
});
