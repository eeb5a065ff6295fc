import assert from 'node:assert/strict';
import { type FileKind, readSections } from '../../src/aws/config-sections.ts';

describe('the sections of ~/.aws', () => {
  const names = (file: FileKind, content: string): readonly string[] =>
    readSections(file, content).sections.map(({ kind, name }) => `${kind} ${name}`);
  const fault = (content: string, file: FileKind = 'config'): string | undefined => readSections(file, content).fault;

  it('are profiles, sessions, services and what is none of them', () => {
    const content = '[default]\n[profile dev]\n[sso-session corp]\n[services local]\n[dev]\n[plugins]\n';
    assert.deepEqual(names('config', content), [
      'profile default',
      'profile dev',
      'sso-session corp',
      'services local',
      'none dev',
      'none plugins',
    ]);
  });

  it('may have quoted names, with blanks in them; without quotes a blank makes it none', () => {
    const content = `[profile "team one"]\n[profile 'b']\n[profile   c]\n[profile team  one]\n[profile "d]\n`;
    assert.deepEqual(names('config', content), [
      'profile team one',
      'profile b',
      'profile c',
      'none team  one',
      'none d',
    ]);
  });

  it('are none with a slip in the heading, by the name that was meant', () => {
    const content = `[Profile dev]\n[PROFILE "team one"]\n[profile team 'two']\n[profiles x]\n[profile: y]\n[Profiler]\n`;
    assert.deepEqual(names('config', content), [
      'none dev',
      'none team one',
      'none team two',
      'none x',
      'none y',
      'none Profiler',
    ]);
  });

  it('have no prefix in the credentials file', () => {
    assert.deepEqual(names('credentials', '[dev]\n[team one]\n[profile dev]\n'), [
      'profile dev',
      'profile team one',
      'none dev',
    ]);
  });

  it('are handed to the SDK as they are, but for those that it would skip', () => {
    const plain = '[default]\nregion = x\n[profile dev] # ours\n[profile "a.b"]\n[sso-session corp]\n[dev]\n';
    assert.deepEqual(readSections('config', plain), { ...readSections('config', plain), text: plain, moved: '' });
    assert.equal(readSections('config', '[profile "team one"]\nregion = x').text, '[profile.team one]\nregion = x');
    assert.equal(readSections('config', '[sso-session "my corp"]\na = x').text, '[sso-session.my corp]\na = x');
    const { text, moved } = readSections('credentials', '[a]\nx = 1\n[team one]\nx = 2\n[b]\nx = 3');
    assert.deepEqual([text, moved], ['[a]\nx = 1\n[b]\nx = 3', '[profile.team one]\nx = 2']);
  });

  it('may have comments, nested settings, a byte order mark, and lines that end as on Windows', () => {
    const content =
      '\uFEFF# first\r\n[profile dev] ; ours\r\nregion = eu-west-1 # near\r\ns3 =\r\n  max_queue_size = 5\r\n  and more\r\n\r\n';
    assert.equal(fault(content), undefined);
    assert.deepEqual(names('config', content), ['profile dev']);
  });

  it('are broken by a heading that does not end, whose settings would go to the profile before', () => {
    assert.match(fault('[profile a]\nregion = x\n[profile b\nrole_arn = y\n') ?? '', /^line 3 is no heading/);
    assert.match(fault('[profile a] b\n') ?? '', /^line 1 is no heading/);
  });

  it('are broken by a line that is no setting, and by one before the first heading', () => {
    assert.match(fault('[default]\nregion: us-east-1\n') ?? '', /^line 2 is neither a heading.*name = value/);
    assert.match(fault('[default]\n= x\n') ?? '', /^line 2 is neither/);
    assert.match(fault('region = us-east-1\n[default]\n') ?? '', /^line 1 stands before the first heading/);
    assert.match(fault('[__proto__]\n', 'credentials') ?? '', /^line 1 is a heading that is not allowed/);
  });

  it('are broken by another encoding, but not by one in a comment', () => {
    assert.equal(fault(Buffer.from('\uFEFF[default]\n', 'utf16le').toString('utf8')), 'it is not UTF-8 text');
    const latin = (text: string): string => Buffer.from(text, 'latin1').toString('utf8');
    assert.match(fault(latin('[profile größe]\n')) ?? '', /^line 1 is not UTF-8/);
    assert.equal(fault(latin('# größe\n[default]\n')), undefined);
  });

  it('are never quoted in what is said of a broken line', () => {
    const said = fault('[default]\naws_secret_access_key wJalrXUtnFEMI\n', 'credentials') ?? '';
    assert.match(said, /^line 2/);
    assert.doesNotMatch(said, /wJalr/);
  });
});
