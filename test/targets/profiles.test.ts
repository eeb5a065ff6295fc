import type { ConfigFiles } from '../../src/aws/config-files.ts';
import assert from 'node:assert/strict';
import { checkFiles, findProfile } from '../../src/targets/profiles.ts';
import { badInput } from '../aws.ts';

const files = (part: Partial<ConfigFiles> = {}): ConfigFiles => ({
  profiles: new Map([
    ['dev', { region: 'eu-west-1' }],
    ['team one', {}],
  ]),
  ssoSessions: new Map(),
  faults: [],
  missing: [],
  misspelled: new Map(),
  services: new Map(),
  ...part,
});

describe('profiles', () => {
  it('are found by name, with their region', () => {
    assert.deepEqual(findProfile('--profiles', 'dev', files()), { name: 'dev', region: 'eu-west-1' });
    assert.deepEqual(findProfile('--profiles', 'team one', files()), { name: 'team one' });
  });

  it('that are not there suggest the nearest first', () => {
    const { suggestions } = badInput(
      () => findProfile('AWS_PROFILE', 'team-one', files()),
      'AWS_PROFILE "team-one"',
      'there is no such profile; did you mean team one?; the profiles are dev, team one',
    );
    assert.deepEqual(suggestions, ['team one', 'dev']);
    const far = badInput(() => findProfile('--profiles', 'x', files()), 'no such profile; the profiles are');
    assert.deepEqual(far.suggestions, ['dev', 'team one']);
  });

  it('that are not there because of a heading, or of a file that is not there, say so', () => {
    const misspelled = new Map([['prod', '[prod] of /c must be [profile prod]']]);
    const missing = ['AWS_CONFIG_FILE "/c" does not exist'];
    badInput(() => findProfile('--profiles', 'prod', files({ misspelled })), '[prod] of /c must be [profile prod]');
    badInput(() => findProfile('--profiles', 'prod', files({ missing })), 'AWS_CONFIG_FILE "/c" does not exist');
  });

  it('are not looked for in files that cannot be read', () => {
    const broken = files({ faults: ['/c: it is a directory, and must be a file'] });
    assert.equal(
      badInput(() => findProfile('--profiles', 'dev', broken), '/c: it is a directory').code,
      'invalid-config',
    );
    badInput(() => checkFiles(broken), '/c: it is a directory');
    checkFiles(files());
  });
});
