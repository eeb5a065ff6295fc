import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fishScript } from '../../src/completion/fish.ts';
import { fishQuoted } from '../../src/completion/quote.ts';
import { ownFolder } from '../folder.ts';
import { COMMANDS, NAMES } from './commands.ts';
import { furnish, isThere, runIn } from './shells.ts';

describe('completion in fish', () => {
  if (!isThere('fish')) {
    it.skip('is not tried: there is no fish here');
    return;
  }
  const home = ownFolder();
  beforeEach(() => {
    furnish(home.path);
    writeFileSync(join(home.path, 'script'), fishScript(COMMANDS, 'session-manager'));
  });

  /** Gives what is offered for each line: words, or words and what they are. */
  function offered(lines: readonly string[], env?: NodeJS.ProcessEnv): readonly (readonly string[])[] {
    const script = ['. ./script', ...lines.map((line) => `complete -C ${fishQuoted(line)}; echo END`)].join('\n');
    const text = runIn(home.path, 'fish', ['--no-config', '-c', script], env);
    return text
      .split('END\n')
      .slice(0, -1)
      .map((part) => part.split('\n').slice(0, -1));
  }

  const words = (lines: readonly string[], env?: NodeJS.ProcessEnv): readonly (readonly string[])[] =>
    offered(lines, env).map((each) => each.map((line) => line.split('\t')[0] ?? '').toSorted());

  it('completes commands, flags and values', () => {
    const lines = {
      'session-manager set': ['setup'],
      'session-manager export ': ['cloudformation', 'terraform'],
      'session-manager export terraform --ret': ['--retention'],
      'session-manager setup --no': ['--no-streaming'],
      'session-manager setup --regions us-east-1,eu-no': ['us-east-1,eu-north-1'],
      'session-manager setup --regions=us-east-1,us-east-': ['--regions=us-east-1,us-east-2'],
      'session-manager setup -r eu-no': ['eu-north-1'],
      'session-manager setup --format ': ['markdown', 'text'],
      "session-manager setup --profiles 'dev,tw": ['dev,two "q" x'],
      'session-manager setup --config sess': ['session manager.yaml'],
      'session-manager setup --reason sess': [],
      'session-manager setup sess': [],
      'session-manager merge a sess': ['session manager.yaml'],
      'session-manager policy ': ['instance', 'user'],
      'session-manager policy user ': [],
      'session-manager help pl': ['plan'],
      'session-manager -': ['--help', '--version'],
    };
    assert.deepEqual(words(Object.keys(lines)), Object.values(lines));
  });

  it('reads the profiles of both files, or of those that the environment names', () => {
    const line = ['session-manager setup --org-profile '];
    assert.deepEqual(words(line)[0], [...NAMES, 'a,b'].toSorted());
    const others = { AWS_CONFIG_FILE: home.path, AWS_SHARED_CREDENTIALS_FILE: '~/.aws/credentials' };
    assert.deepEqual(words(line, others)[0], ['ci', 'last', 'moved', 'prod']);
    assert.deepEqual(words(line, { AWS_CONFIG_FILE: 'none', AWS_SHARED_CREDENTIALS_FILE: 'none' })[0], []);
    assert.ok(!existsSync(join(home.path, 'pwned')));
  });

  it('says what is offered, whatever is in the words', () => {
    assert.deepEqual(offered(['session-manager setup --regio', 'session-manager pla']), [
      ["--regions\twhich [default: none]: it's $(id)"],
      ['plan\tshow what session-manager setup would do'],
    ]);
  });
});
