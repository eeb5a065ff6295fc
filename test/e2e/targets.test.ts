// Which accounts and regions a run is about, by the command line over the sandbox.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isInShard } from '../../src/targets/organization/shard.ts';
import { emptyHome, type Home, words } from './cli.ts';
import { keepsSchema } from '../engine/listings.ts';

const UNIT = 'ou-abcd-11111111';

describe('which accounts', () => {
  let home: Home;
  beforeEach(() => (home = emptyHome()));
  afterEach(() => home.clear());
  const run = (line: string) => home.run(words(line));

  it('are in which shard is one line of JSON, with nothing else on stdout', async () => {
    const line = 'targets --sandbox --accounts all --account-tags env=prod --regions all --shards 8 --json';
    const { code, stdout } = await run(line);
    assert.equal(code, 0);
    assert.match(stdout, /^\{"include":\[\{"shard":"1\/8","accounts":\d+\}.*\]\}\n$/);
    keepsSchema('targets', JSON.parse(stdout));
  });

  it('are listed with their names, in 80 columns, and as JSON', async () => {
    const { code, stdout } = await run(`targets --sandbox --org-units ${UNIT} --regions us-east-1,eu-west-1`);
    assert.equal(code, 0);
    assert.match(stdout, /^444444444444 {2}payments {7}eu-west-1$/m);
    assert.match(stdout, /^8 targets in 4 accounts$/m);
    keepsSchema('targets', JSON.parse((await run(`targets --sandbox --org-units ${UNIT} --json`)).stdout));
  });

  it('would be asked for is told without a call', async () => {
    for (const command of ['targets', 'setup', 'nodes', 'doctor']) {
      const { code, stdout } = await run(`${command} --noop --org-units ${UNIT} --account-tags env=prod --regions all`);
      assert.equal(code, 0, command);
      assert.match(stdout, /^NOOP: all accounts below ou-abcd-11111111 with env=prod$/m, command);
    }
  });

  it('come from a file, whose mistakes are named with their lines', async () => {
    const file = join(home.folder, 'accounts.txt');
    writeFileSync(file, '# ours\n222222222222\n444444444444 # payments\n');
    const { stdout } = await run(`targets --sandbox --accounts @${file} --format csv`);
    assert.deepEqual(stdout.trim().split(/\r?\n/), [
      'account,name,region',
      '222222222222,,us-east-1',
      '444444444444,,us-east-1',
    ]);
    writeFileSync(file, '222222222222\n4444\n');
    const wrong = await run(`setup --sandbox --accounts @${file}`);
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /--accounts: .*accounts\.txt:2: "4444": an account id has 12 digits/);
  });

  it('are none is said in one line, with the filter, and exits with 2', async () => {
    const { code, stdout, stderr } = await run('plan --sandbox --account-names nobody,none-*');
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^session-manager: --account-names "nobody,none-\*": it leaves no account of 5$/m);
  });

  it('can be none in a shard, which is no failure', async () => {
    const ids = ['111111111111', '123456789012', '222222222222', '333333333333', '444444444444'];
    const k = Array.from({ length: 256 }, (_, index) => index + 1).find(
      (one) => !ids.some((id) => isInShard(id, { k: one, n: 256 })),
    );
    for (const command of ['setup', 'plan', 'doctor', 'nodes', 'sessions', 'targets', 'delete --yes']) {
      const { code, stdout, stderr } = await run(`${command} --sandbox --accounts all --shard ${k}/256`);
      assert.deepEqual([command, code, stdout.trim()], [command, 0, '']);
      assert.match(stderr, new RegExp(`^session-manager: no account is in shard ${k}/256$`, 'm'));
    }
  });

  it('that do not go together are refused before anything is called', async () => {
    for (const [flags, why] of [
      ['--org-units ou-1', /--org-units "ou-1": it must be the id/],
      [`--exclude-org-units ${UNIT}`, /--exclude-org-units is about accounts of the organization/],
      ['--shard 9/8', /--shard "9\/8"/],
      ['--account-tags env', /--account-tags "env": it must be key=value/],
    ] as const) {
      const { code, stderr } = await run(`setup --sandbox ${flags}`);
      assert.equal(code, 2);
      assert.match(stderr, why);
    }
  });
});
