// What only lists, and what was recorded, by the command line over the sandbox.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { BINARY, emptyHome, type Home, words } from './cli.ts';
import { keepsSchema } from '../engine/listings.ts';

interface Listed {
  readonly targets: readonly {
    readonly sessions?: readonly { readonly id: string; readonly recording?: { readonly state: string } }[];
  }[];
  readonly summary: Readonly<Record<string, number>>;
}

describe('nodes, sessions and log', () => {
  let home: Home;
  beforeEach(() => (home = emptyHome()));
  afterEach(() => home.clear());
  const run = (line: string, env: NodeJS.ProcessEnv = {}) => home.run(words(line), env);
  const json = async (line: string): Promise<Listed> => JSON.parse((await run(`${line} --json`)).stdout) as Listed;

  it('list nodes in 80 columns, and as JSON that keeps its schema', async () => {
    const { code, stdout } = await run('nodes --sandbox --regions us-east-1,eu-west-1');
    assert.equal(code, 0);
    assert.match(stdout, /^ {2}i-[0-9a-f]{17} {2,}web-1 /m);
    assert.ok(stdout.split('\n').every((line) => line.length <= 80));
    keepsSchema('nodes', await json('nodes --sandbox'));
    assert.equal((await run('nodes nothing-like-that --sandbox')).stdout.trim(), '1 target: 0 nodes, 0 online');
  });

  it('find what was recorded and what was not, in 80 columns, and exit 1', async () => {
    const { code, stdout } = await run('sessions --sandbox --history --evidence');
    assert.equal(code, 1);
    assert.match(stdout, /^not recorded \(1\): document acme-debug names neither/m);
    assert.match(stdout, /^ {2}see: session-manager doctor --only bypass\.document --regions us-east-1$/m);
    assert.match(stdout, /^never recorded \(1\): AWS records no SSH$/m);
    assert.ok(stdout.split('\n').every((line) => line.length <= 80));
    const listing = await json('sessions --sandbox --evidence');
    keepsSchema('sessions', listing);
    assert.ok((listing.summary['missing'] ?? 0) > 0 && (listing.summary['recorded'] ?? 0) > 0);
    assert.match(
      (await run('sessions --sandbox --evidence --format csv')).stdout,
      /^account,region,session,.*,recording,where,why,check\r\n/,
    );
  });

  it('exit 0 where all is recorded, and with --strict 1 where that is not known', async () => {
    const only = 'sessions --sandbox --evidence --history --owner ann';
    assert.equal((await run(only)).code, 0);
    const denied = { SESSION_MANAGER_SANDBOX_FAULTS: 'denied-actions=logs:DescribeLogStreams' };
    assert.equal((await run(only, denied)).code, 0);
    const { code, stdout } = await run(`${only} --strict`, denied);
    assert.equal(code, 1);
    assert.match(stdout, /^unknown \(1\): log-group\/sessions could not be read:/m);
  });

  it('print a recording as text, and as an asciicast', async () => {
    const { code, stdout } = await run('log ann- --sandbox');
    assert.equal(code, 0);
    assert.match(stdout, /^sh-5\.2\$ uptime\n/);
    const [head = '', ...events] = (await run('log ann- --sandbox --format cast')).stdout.trimEnd().split('\n');
    assert.equal((JSON.parse(head) as { readonly version: number }).version, 2);
    const times = events.map((line) => JSON.parse(line) as readonly [number, string, string]).map(([time]) => time);
    assert.ok(times.length > 1 && times.every((time, index) => time >= (times[index - 1] ?? 0)));
    assert.ok((times.at(-1) ?? 0) > 0);
  });

  it('say in one line why there is nothing to print', async () => {
    for (const [session, why] of [
      ['cyd-05', /^session-manager: session cyd-05\w+ has no recording: AWS records no SSH\n$/],
      ['cyd-0d', /has no recording: document acme-debug names neither a log group nor a bucket\n {2}try: /],
      ['cyd-', /^session-manager: 2 sessions begin with cyd-: cyd-0\w+, cyd-0\w+\n/],
      ['x@y=z.1', /^session-manager: no session x@y=z\.1 is known in 123456789012\/us-east-1\n/],
    ] as const) {
      const { code, stdout, stderr } = await run(`log ${session} --sandbox`);
      assert.deepEqual([code, stdout], [1, ''], session);
      assert.match(stderr.replace(/^the sandbox was.*\n/, ''), why);
    }
  });

  it('end sessions, and say of each that is not open where it was looked for', async () => {
    const { code, stderr } = await run('sessions end a@b=c.1 --sandbox');
    assert.equal(code, 1);
    assert.match(stderr, /a@b=c\.1: no session a@b=c\.1 is open in 123456789012\/us-east-1/);
    assert.deepEqual(
      (await run('sessions end a b --noop --regions us-east-1')).stdout,
      'NOOP: TerminateSession a in default/us-east-1\nNOOP: TerminateSession b in default/us-east-1\n',
    );
  });

  it('refuse bad input before any call', async () => {
    for (const [line, why] of [
      ['sessions end --sandbox', /needs the ids/],
      ['sessions end x --history --sandbox', /takes ids, and no flags/],
      ['sessions stop x --sandbox', /Expected stop to be one of: end/],
      ['sessions --since 7 --sandbox', /such as 7d/],
      ['sessions --strict --sandbox', /--strict needs --evidence/],
      ['sessions --format html --sandbox', /--format html is for --evidence/],
      [`sessions end ${'x'.repeat(97)} --sandbox`, /1 to 96 characters/],
      [`log ${'x'.repeat(97)} --sandbox`, /1 to 96 characters/],
      ['log x --raw --format cast --sandbox', /--raw is for --format text/],
      ['log --sandbox', /missing: SESSION/],
      ['nodes a b --sandbox', /Unexpected argument: b/],
    ] as const) {
      const { code, stderr } = await run(line);
      assert.equal(code, 2, line);
      assert.match(stderr, why);
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
    }
  });

  it('say that AWS remembers 30 days where more is asked for', async () => {
    assert.match((await run('sessions --since 60d --sandbox')).stderr, /AWS keeps sessions for 30 days/);
    assert.doesNotMatch((await run('sessions --since 29d --sandbox')).stderr, /30 days/);
  });

  it('show evidence as a page for a browser', async () => {
    const { code, stdout } = await run('sessions --sandbox --evidence --format html');
    assert.equal(code, 1);
    assert.match(stdout, /^<!doctype html>/);
    assert.match(stdout, /<p class="sentence">\d+ of \d+ sessions are not recorded\.<\/p>/);
  });

  it('end where nobody reads on', () => {
    for (const line of [
      'sessions --sandbox --evidence --format csv',
      'nodes --sandbox --json',
      'log ann- --sandbox --format json',
    ]) {
      const env = { PATH: process.env['PATH'], HOME: home.folder, SESSION_MANAGER_SANDBOX_STATE: home.stateFile };
      const { stdout, stderr } = spawnSync('sh', ['-c', `"${process.execPath}" "${BINARY}" ${line} | head -1`], {
        env,
        encoding: 'utf8',
      });
      assert.equal(stdout.trimEnd().split('\n').length, 1, line);
      assert.doesNotMatch(stderr, /EPIPE|Error/);
    }
  });
});
