import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSharedConfigFiles } from '@smithy/shared-ini-file-loader';
import { type ConfigFiles, readConfigFiles } from '../../src/aws/config-files.ts';
import { ownEnvironment } from '../environment.ts';

describe('the files of ~/.aws', () => {
  ownEnvironment();
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'session-manager-files-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const filesOf = (config: string, credentials = ''): Promise<ConfigFiles> => {
    const at = (name: string): string => join(folder, name);
    process.env['AWS_CONFIG_FILE'] = at('config');
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = at('credentials');
    writeFileSync(at('config'), config);
    writeFileSync(at('credentials'), credentials);
    return readConfigFiles();
  };

  it('give the profiles of both, with comments cut off and sections of one name put together', async () => {
    const { profiles, faults } = await filesOf(
      '[profile dev]\nregion = eu-west-1 # near\n[profile dev]\nrole_arn = b\ns3 =\n  x = 1\n',
      '[dev]\naws_access_key_id = k\n[old]\nregion = us-west-2\n',
    );
    assert.deepEqual(faults, []);
    assert.deepEqual(
      [...profiles],
      [
        ['dev', { region: 'eu-west-1', role_arn: 'b', 's3.x': '1', aws_access_key_id: 'k' }],
        ['old', { region: 'us-west-2' }],
      ],
    );
  });

  it('take [profile default] before [default], as the SDK does', async () => {
    const { profiles } = await filesOf('[default]\nregion = a\n[profile default]\nregion = b\n');
    assert.deepEqual([...profiles], [['default', { region: 'b' }]]);
  });

  it('have sessions and services, which are no profiles', async () => {
    const { profiles, ssoSessions } = await filesOf(
      '[profile dev]\nsso_session = my corp\n[sso-session "my corp"]\nsso_region = eu-west-1\n[services local]\nssm =\n  endpoint_url = x\n',
    );
    assert.deepEqual([...profiles.keys()], ['dev']);
    assert.deepEqual([...ssoSessions], [['my corp', { sso_region: 'eu-west-1' }]]);
  });

  it('give the SDK the profiles that it would skip', async () => {
    const { profiles } = await filesOf(
      '[profile "team one"]\nregion = eu-west-1\nrole_arn = old\n',
      '[team one]\nrole_arn = r\n[größe]\nregion = x\n[plain]\nregion = y\n',
    );
    assert.deepEqual(profiles.get('team one'), { region: 'eu-west-1', role_arn: 'r' });
    const { configFile, credentialsFile } = await loadSharedConfigFiles();
    assert.deepEqual(configFile['team one'], { region: 'eu-west-1', role_arn: 'r' });
    assert.deepEqual(credentialsFile, { größe: { region: 'x' }, plain: { region: 'y' } });
  });

  it('that are not there are empty; one that a variable names is told of', async () => {
    process.env['AWS_CONFIG_FILE'] = join(folder, 'none');
    delete process.env['AWS_SHARED_CREDENTIALS_FILE'];
    const home = process.env['HOME'];
    process.env['HOME'] = folder;
    const { profiles, faults, missing } = await readConfigFiles();
    process.env['HOME'] = home;
    assert.deepEqual([[...profiles], faults, missing], [[], [], [`AWS_CONFIG_FILE "${folder}/none" does not exist`]]);
  });

  it('that are directories, or broken, say which, where and why', async () => {
    process.env['AWS_CONFIG_FILE'] = folder;
    delete process.env['AWS_SHARED_CREDENTIALS_FILE'];
    const home = process.env['HOME'];
    process.env['HOME'] = folder;
    mkdirSync(join(folder, '.aws'));
    writeFileSync(join(folder, '.aws/credentials'), '[dev]\noops\n');
    const { faults } = await readConfigFiles();
    process.env['HOME'] = home;
    assert.match(faults[0] ?? '', /^AWS_CONFIG_FILE ".*": it is a directory, and must be a file$/);
    assert.match(faults[1] ?? '', /\.aws\/credentials: line 2 is neither a heading \(\[name\]\)/);
  });

  it('say how a section would have to be spelled to be a profile', async () => {
    const { misspelled } = await filesOf(
      `[dev]\n[profile team  one]\n[profile team 'two']\n[Profile lab]\n[sso-session corp]\n`,
      '[profile old]\n',
    );
    const told = (name: string): string => misspelled.get(name) ?? '';
    assert.match(told('dev'), /^\[dev\] of AWS_CONFIG_FILE ".*" must be \[profile dev\]$/);
    assert.match(told('team one'), /must be \[profile "team one"\]$/);
    assert.match(told('team two'), /^\[profile team 'two'\] of .* must be \[profile "team two"\]$/);
    assert.match(told('lab'), /^\[Profile lab\] of .* must be \[profile lab\]$/);
    assert.match(told('corp'), /^\[sso-session corp\] of .* is no profile$/);
    assert.match(told('old'), /^\[profile old\] of AWS_SHARED_CREDENTIALS_FILE ".*" must be \[old\]$/);
  });
});
