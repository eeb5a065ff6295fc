import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shellQuoted } from '../../src/completion/quote.ts';
import { zshScript } from '../../src/completion/zsh.ts';
import { ownFolder } from '../folder.ts';
import { COMMANDS, NAMES } from './commands.ts';
import { furnish, isThere, runIn, typedIn } from './shells.ts';

describe('completion in zsh', () => {
  if (!isThere('zsh')) {
    it.skip('is not tried: there is no zsh here');
    return;
  }
  const home = ownFolder();
  beforeEach(() => {
    furnish(home.path);
    writeFileSync(join(home.path, 'script'), zshScript(COMMANDS, 'session-manager'));
  });

  it('completes commands, flags and values that are typed', () => {
    const lines = {
      'session-manager set': '<setup>',
      'session-manager export ter': '<export><terraform>',
      'session-manager export terraform --ret': '<export><terraform><--retention>',
      'session-manager setup --no': '<setup><--no-streaming>',
      'session-manager setup --regions us-east-1,eu-no': '<setup><--regions><us-east-1,eu-north-1>',
      'session-manager setup --regions=eu-no': '<setup><--regions=eu-north-1>',
      'session-manager setup -r us-east-1,us-east-': '<setup><-r><us-east-1,us-east-2>',
      'session-manager setup --format m': '<setup><--format><markdown>',
      'session-manager setup --org-profile tea': '<setup><--org-profile><team one>',
      "session-manager setup --org-profile 'tw": '<setup><--org-profile><two "q" x>',
      'session-manager setup --profiles dev,tw': '<setup><--profiles><dev,two "q" x>',
      'session-manager setup --org-profile it': '<setup><--org-profile><it$(touch${IFS}pwned)`id`>',
      'session-manager setup --config sess': '<setup><--config><session manager.yaml>',
      'session-manager setup --reason sess': '<setup><--reason><sess>',
      'session-manager merge a sess': '<merge><a><session manager.yaml>',
      'session-manager merge a --he': '<merge><a><--help>',
      'session-manager policy u': '<policy><user>',
      'session-manager policy user u': '<policy><user><u>',
      'session-manager help pl': '<help><plan>',
      'session-manager start web --re': '<start><web><--reason>',
      'session-manager start web -- --re': '<start><web><--><--re>',
    };
    assert.deepEqual(typedIn(home.path, 'zsh -f -i', './script', Object.keys(lines)), Object.values(lines));
    assert.ok(!existsSync(join(home.path, 'pwned')));
  });

  it('reads the profiles of both files, or of those that the environment names', () => {
    const read = (env?: NodeJS.ProcessEnv): readonly string[] => {
      const script = '. ./script; typeset -a found; _session_manager_read; print -rl -- $found';
      return runIn(home.path, 'zsh', ['-fc', script], env).trimEnd().split('\n');
    };
    assert.deepEqual(read().toSorted(), [...NAMES, 'a,b'].toSorted());
    assert.deepEqual(read({ AWS_CONFIG_FILE: home.path, AWS_SHARED_CREDENTIALS_FILE: '~/.aws/credentials' }), [
      'prod',
      'ci',
      'moved',
      'last',
    ]);
  });

  it('says what flags are for, whatever is in the words', () => {
    const specs = runIn(home.path, 'zsh', ['-fc', '. ./script; _session_manager_specs setup; print -rl -- $specs']);
    const help = String.raw`[which \[default\: none\]\: it's $(id)]`;
    assert.ok(specs.includes(`*--regions=${help}: : _session_manager_list all `), specs);
    assert.ok(specs.includes(`*-r+${help}`), specs);
    assert.doesNotMatch(specs, /secret/);
    assert.equal(shellQuoted("it's"), String.raw`'it'\''s'`);
  });
});
