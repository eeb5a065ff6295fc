import assert from 'node:assert/strict';
import { CHECK_IDS } from '../../src/checks/index.ts';
import { emptyHome, type Home, words } from './cli.ts';

describe('what doctor tells about its checks', () => {
  let home: Home;
  before(() => (home = emptyHome()));
  after(() => home.clear());
  // Neither a region nor credentials, and settings that no run would take.
  const env = {
    AWS_REGION: '',
    AWS_CONFIG_FILE: '/nowhere',
    SESSION_MANAGER_CONFIG: '',
    SESSION_MANAGER_FORMAT: 'sarif',
  };
  const run = (line: string) => home.run(words(line), env);

  it('is a list on stdout, with or without --noop, and nothing on stderr', async () => {
    const listed = await run('doctor --list-checks --noop');
    assert.deepEqual([listed.code, listed.stderr], [0, '']);
    assert.match(listed.stdout, /^prefs\n  prefs\.missing /);
    const { stdout } = await run('doctor --list-checks --json');
    const rows = JSON.parse(stdout) as readonly { readonly id: string }[];
    assert.deepEqual(rows.map(({ id }) => id).toSorted(), CHECK_IDS);
  });

  it('explains a check, and says which one is meant', async () => {
    const explained = await run('doctor --explain vpc.endpoint-kms');
    assert.deepEqual([explained.code, explained.stderr], [0, '']);
    assert.match(explained.stdout, /^vpc\.endpoint-kms: [\s\S]*session-manager doctor --only vpc\.endpoint-kms\n/);
    const wrong = await run('doctor --explain vpc.endpoint-kns');
    assert.deepEqual([wrong.code, wrong.stdout], [2, '']);
    assert.match(wrong.stderr, /^.*did you mean vpc\.endpoint-kms\?\n$/);
  });
});
