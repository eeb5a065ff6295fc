import assert from 'node:assert/strict';
import { below, flagGroups, topicsOf } from '../../src/completion/model.ts';
import { COMMANDS } from './commands.ts';

describe('what a shell completes', () => {
  it('is every command that is not hidden, with what it is in one line', () => {
    assert.deepEqual(
      COMMANDS.map(({ name }) => name),
      ['export cloudformation', 'export terraform', 'help', 'merge', 'plan', 'policy', 'setup', 'start'],
    );
    const [plan, setup] = ['plan', 'setup'].map((name) => COMMANDS.find((one) => one.name === name));
    assert.equal(plan?.help, 'show what session-manager setup would do');
    assert.match(setup?.help ?? '', /^set up: what's "new", \$\(id\) and `id`; …$/);
  });

  it('is every flag that is not hidden, with its letter, its negation and what it takes', () => {
    const { flags = [] } = COMMANDS.find(({ name }) => name === 'setup') ?? {};
    const names = flags.flatMap((flag) => flag.names);
    for (const name of ['--regions', '-r', '--streaming', '--no-streaming', '--help', '-h'])
      assert.ok(names.includes(name));
    assert.ok(!names.includes('--secret'));
    const kinds = flags.map((flag) => [flag.names[0], flag.values?.kind]);
    assert.deepEqual(Object.fromEntries(kinds), {
      '--regions': 'words',
      '--profiles': 'profiles',
      '--org-profile': 'profiles',
      '--config': 'files',
      '--reason': 'any',
      '--format': 'words',
      '--streaming': undefined,
      '--no-streaming': undefined,
      '--help': undefined,
    });
  });

  it('is told once of flags that several commands have', () => {
    const groups = flagGroups(COMMANDS);
    const named = groups.flatMap(({ commands, flags }) => flags.map(({ names }) => [names[0], commands.join()]));
    assert.deepEqual(
      named.filter(([name]) => name === '--regions' || name === '--reason'),
      [
        ['--regions', 'plan,setup'],
        ['--reason', 'setup,start'],
      ],
    );
  });

  it('begins with a topic where several commands do', () => {
    assert.deepEqual(topicsOf(COMMANDS), ['export']);
    const first = below(COMMANDS, '');
    assert.deepEqual(
      first.map(({ name }) => name),
      ['export', 'help', 'merge', 'plan', 'policy', 'setup', 'start'],
    );
    assert.equal(first[0]?.help, 'cloudformation, terraform');
    assert.deepEqual(
      below(COMMANDS, 'export').map(({ name }) => name),
      ['cloudformation', 'terraform'],
    );
  });
});
