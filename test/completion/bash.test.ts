import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bashScript } from '../../src/completion/bash.ts';
import { shellQuoted } from '../../src/completion/quote.ts';
import { ownFolder } from '../folder.ts';
import { COMMANDS, NAMES } from './commands.ts';
import { furnish, isThere, runIn, typedIn } from './shells.ts';

describe('completion in bash', () => {
  if (!isThere('bash')) {
    it.skip('is not tried: there is no bash here');
    return;
  }
  const home = ownFolder();
  beforeEach(() => {
    furnish(home.path);
    writeFileSync(join(home.path, 'script'), bashScript(COMMANDS, 'session-manager'));
  });

  /** Gives what is offered for each line, whose words are as bash breaks them: the last is the one that the cursor is at the end of. */
  function offered(lines: readonly (readonly string[])[], env?: NodeJS.ProcessEnv): readonly (readonly string[])[] {
    const script = [
      'set -u',
      '. ./script',
      `COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'`,
      ...lines.flatMap((words) => [
        `COMP_WORDS=(session-manager ${words.map(shellQuoted).join(' ')}) COMP_CWORD=${words.length} COMPREPLY=()`,
        '_session_manager',
        `for one in \${COMPREPLY[@]+"\${COMPREPLY[@]}"}; do printf '%s\\t' "$one"; done; echo`,
      ]),
    ].join('\n');
    const text = runIn(home.path, 'bash', ['--noprofile', '--norc', '-c', script], env);
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => line.split('\t').slice(0, -1));
  }

  const offers = (...words: readonly string[]): readonly string[] => offered([words])[0] ?? [];

  it('offers commands, those below a topic, and flags with their negations', () => {
    const [setup, below, ofTopic, negated, flags = [], ofNone, unknown] = offered([
      ['se'],
      ['export', ''],
      ['export', 'terraform', '--r'],
      ['setup', '--no'],
      ['setup', '-'],
      ['-'],
      ['x', '-'],
    ]);
    assert.deepEqual([setup, below, ofTopic], [['setup'], ['cloudformation', 'terraform'], ['--retention']]);
    assert.deepEqual(negated, ['--no-streaming']);
    const all = COMMANDS.find(({ name }) => name === 'setup')?.flags.flatMap(({ names }) => names);
    assert.deepEqual(flags.toSorted(), all?.toSorted());
    assert.deepEqual([ofNone, unknown], [['--help', '--version'], []]);
  });

  it('offers values after a flag, its letter, or its sign, and in a list after each comma those that are not in it', () => {
    const both = ['eu-central-1', 'eu-central-2'];
    assert.deepEqual(
      offered([
        ['setup', '--regions', 'eu-cen'],
        ['setup', '-r', 'eu-central-2,eu-cen'],
        ['plan', '--regions', '=', 'eu-cen'],
        ['plan', '--regions', '=', 'us-east-1,eu-cen'],
        ['setup', '--format', ''],
        ['setup', '--format', '='],
        ['setup', '--reason', ''],
        ['setup', '--reason', 'plan', '--form'],
        ['export', 'terraform', '--retention', '36'],
      ]),
      [
        both,
        ['eu-central-2,eu-central-1'],
        both,
        both.map((one) => `us-east-1,${one}`),
        ['text', 'markdown'],
        ['text', 'markdown'],
        [],
        ['--format'],
        ['365', '3653'],
      ],
    );
  });

  it('offers what an argument can be, and nothing after it, nor behind --', () => {
    assert.deepEqual(
      offered([
        ['policy', 'u'],
        ['policy', 'user', ''],
        ['help', 'pl'],
        ['start', ''],
        ['start', 'x', '--', 'pl'],
      ]),
      [['user'], [], ['plan'], [], []],
    );
  });

  it('takes a value with colons for one word', () => {
    assert.deepEqual(offers('setup', '--reason', 'arn', ':', 'aws', ':', 'kms', '--form'), ['--format']);
  });

  it('offers the profiles of both files, quoted so that they mean themselves', () => {
    const [each, inList, quoted] = offered([
      ['setup', '--org-profile', ''],
      ['setup', '--profiles', 'dev,t'],
      ['setup', '--profiles', '"team o'],
    ]);
    assert.deepEqual(each?.length, NAMES.length + 1);
    const said = runIn(home.path, 'bash', ['-c', `printf '%s\\n' ${each?.join(' ')}`]);
    assert.deepEqual(said.trimEnd().split('\n').toSorted(), [...NAMES, 'a,b'].toSorted());
    assert.deepEqual(inList, [String.raw`dev\,team\ one`, String.raw`dev\,two\ \"q\"\ x`]);
    assert.deepEqual(quoted, ['team one']);
  });

  it('reads other files where the environment names them, and says nothing of those that cannot be read', () => {
    writeFileSync(join(home.path, 'other'), '[profile other]');
    const profiles = (env: NodeJS.ProcessEnv): readonly string[] | undefined =>
      offered([['setup', '--org-profile', '']], env)[0];
    assert.deepEqual(profiles({ AWS_CONFIG_FILE: '~/other', AWS_SHARED_CREDENTIALS_FILE: 'other' }), ['other']);
    assert.deepEqual(profiles({ AWS_CONFIG_FILE: '/dev/zero', AWS_SHARED_CREDENTIALS_FILE: home.path }), []);
    assert.deepEqual(
      profiles({ AWS_CONFIG_FILE: 'none', AWS_SHARED_CREDENTIALS_FILE: '' })?.join(),
      'prod,ci,moved,last',
    );
  });

  it('completes what is typed into a terminal', function () {
    if (!isThere('zsh')) this.skip();
    const lines = {
      'session-manager set': '<setup>',
      'session-manager setup --regions=us-east-1,eu-no': '<setup><--regions=us-east-1,eu-north-1>',
      'session-manager setup --org-profile tea': '<setup><--org-profile><team one>',
      'session-manager setup --org-profile=tea': '<setup><--org-profile=team one>',
      "session-manager setup --profiles 'dev,tw": '<setup><--profiles><dev,two "q" x>',
      'session-manager setup --profiles "tw': '<setup><--profiles><two "q" x>',
      'session-manager setup --profiles "it': '<setup><--profiles><it$(touch${IFS}pwned)`id`>',
      'session-manager setup --profiles it': '<setup><--profiles><it$(touch${IFS}pwned)`id`>',
      'session-manager setup --config sess': '<setup><--config><session manager.yaml>',
      'session-manager merge sess': '<merge><session manager.yaml>',
      'session-manager setup --reason sess': '<setup><--reason><sess>',
    };
    assert.deepEqual(
      typedIn(home.path, 'bash --noprofile --norc -i', './script', Object.keys(lines)),
      Object.values(lines),
    );
    assert.ok(!existsSync(join(home.path, 'pwned')));
  });
});
