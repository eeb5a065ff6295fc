import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyHome, type Home } from './cli.ts';

const REGIONS = ['--regions', 'us-east-1,eu-west-1'];

describe('merge', () => {
  let home: Home;
  before(() => (home = emptyHome()));
  after(() => home.clear());

  const keep = async (name: string, ...args: readonly string[]): Promise<string> => {
    const file = join(home.folder, name);
    writeFileSync(file, (await home.run([...args, '--json'])).stdout);
    return file;
  };

  it('prints the report of a single run as the run itself would have, in every form, with its exit code', async () => {
    const doctor = ['doctor', '--sandbox', ...REGIONS];
    const file = await keep('doctor.json', ...doctor);
    for (const form of [[], ['--format', 'markdown'], ['--format', 'sarif'], ['--format', 'junit']]) {
      const itself = await home.run([...doctor, ...form]);
      const again = await home.run(['merge', file, ...form]);
      assert.equal(again.stdout, itself.stdout, form.join(' '));
      assert.equal(again.code, itself.code, form.join(' '));
      assert.equal(again.stderr, '');
    }
    // As it is, down to which run it was and how long it took.
    const again = await home.run(['merge', file, '--json']);
    assert.deepEqual(JSON.parse(again.stdout), JSON.parse(readFileSync(file, 'utf8')));
  });

  it('makes one of those of several regions, and tells changes by exit code 3', async () => {
    const one = await keep('one.json', 'plan', '--sandbox', '--kms', '--regions', 'ap-south-1');
    const two = await keep('two.json', 'plan', '--sandbox', '--kms', '--regions', 'ap-south-2');
    const { stdout, code } = await home.run(['merge', one, two, '--exit-code']);
    assert.equal(code, 3);
    assert.match(stdout, /2 targets|2 planned/);
    assert.match(stdout, /^123456789012\/ap-south-1$/m);
    assert.match(stdout, /^123456789012\/ap-south-2$/m);
    assert.equal((await home.run(['merge', one, two])).code, 0);
  });

  it('says in a line which shard is missing', async () => {
    const file = await keep(
      'shard.json',
      'plan',
      '--sandbox',
      '--accounts',
      'all',
      '--regions',
      'us-east-1',
      '--shard',
      '1/2',
    );
    const { stderr, code } = await home.run(['merge', file]);
    assert.equal(code, 0);
    assert.match(stderr, /^session-manager: no report of shard 2\/2: no accounts are in it, or it did not run\n$/);
  });

  for (const [what, args, message] of [
    ['no file', [], /no report: name the files/],
    ['a file that is not there', ['nowhere.json'], /cannot read nowhere\.json: there is no such file/],
    ['a flag that is none', ['--nope'], /--nope/],
    [
      'a form that its command has not',
      ['PLAN', '--format', 'sarif'],
      /--format sarif is for reports of doctor, and these are of plan/,
    ],
  ] as const) {
    it(`refuses ${what} in one line`, async () => {
      const plan = await keep('plan.json', 'plan', '--sandbox', '--regions', 'us-east-1');
      const { stdout, stderr, code } = await home.run([
        'merge',
        ...args.map((word) => (word === 'PLAN' ? plan : word)),
      ]);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, message);
      assert.equal(stderr.trim().split('\n').length, 1);
    });
  }
});
