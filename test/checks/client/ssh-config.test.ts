import assert from 'node:assert/strict';
import { sshConfig } from '../../../src/checks/client/ssh-config.ts';
import type { MachineFacts } from '../../../src/facts/machine.ts';
import { type Advised, brief, findings } from '../observed.ts';
import { inHome } from './home.ts';

const BOTH = ['aws', 'session-manager-plugin'];
const START = `aws ssm start-session --target %h --document-name AWS-StartSSHSession --parameters 'portNumber=%p'`;
const AWS = `sh -c "${START}"`;

const stanza = (command: string, hosts = 'i-* mi-*'): string => `Host ${hosts}\n  ProxyCommand ${command}\n`;

/** What is found with this configuration and these programs; `files`: more of them. */
const look = (
  config: string,
  programs: readonly string[] = BOTH,
  files: Readonly<Record<string, string>> = {},
  overrides: Partial<MachineFacts> = {},
): Promise<readonly Advised[]> =>
  inHome({ '.ssh/config': config, ...files }, programs, (facts) => findings(sshConfig, { ...facts, ...overrides }));

const briefOf = async (...asked: Parameters<typeof look>): Promise<readonly string[]> =>
  (await look(...asked)).map(brief);

const NONE = 'info client.ssh-config ~/.ssh/config';
const warned = (line: number, file = '~/.ssh/config'): string => `warn client.ssh-config ${file}:${line}`;

describe('check client: SSH', () => {
  it('tells of our own command where nothing leads through Session Manager', async () => {
    const [found] = await look('Host *\n  ProxyCommand nc %h %p\n');
    assert.equal(found && brief(found), NONE);
    assert.match(found?.advice ?? '', /session-manager ssh-config --install/);
    assert.deepEqual(await inHome({}, [], async (facts) => (await findings(sshConfig, facts)).map(brief)), [NONE]);
  });

  const sound: readonly (readonly [string, string, (readonly string[])?, Readonly<Record<string, string>>?])[] = [
    ['the lines of AWS', stanza(AWS)],
    [
      'a profile before the service',
      stanza(`aws --profile prod --region eu-west-1 ssm start-session --document-name X`),
    ],
    ['= and CRLF', `Host=i-*\r\nProxyCommand = ${AWS}\r\n`],
    ['what is included', 'Include config.d/*\n', BOTH, { '.ssh/config.d/ssm': stanza(AWS) }],
    ['what is included by what is included', 'Include a\n', BOTH, { '.ssh/a': 'Include b\n', '.ssh/b': stanza(AWS) }],
    ['Match', `Match host i-*,mi-*\n  ProxyCommand ${AWS}\n`],
    ['Match with a command, which is not run', `Match host i-* exec "exit 1"\n  ProxyCommand ${AWS}\n`],
    ['Match final', `Match final host i-*\n  ProxyCommand ${AWS}\n`],
    ['one host by its HostName', `Host bastion\n  HostName i-0abc\n  ProxyCommand ${AWS}\n`],
    ['a command for all others that comes behind', `${stanza(AWS)}${stanza('corp %h', '*')}`],
    ['a command for all others that leaves nodes out', `${stanza('corp %h', '* !i-* !mi-*')}${stanza(AWS)}`],
    ['a command for some that may hold', `Match exec "true"\n  ProxyCommand corp %h\n${stanza(AWS)}`],
    ['a node that is left out', `${stanza('none', 'i-0123456789abcdef0')}${stanza(AWS)}`],
    ['two ways through Session Manager', `${stanza(AWS)}${stanza(START, 'i-0abc')}`],
    ['aws-vault', stanza(`aws-vault exec prod -- ${START}`), [...BOTH, 'aws-vault']],
    ['a shell with a PATH of its own', stanza(`bash -lc "${START}"`), []],
    ['a container', stanza('docker run -i amazon/aws-cli ssm start-session --document-name X'), []],
    ['aws-gate', stanza('aws-gate ssh-proxy -p default -r eu-west-1 %h'), ['aws-gate']],
    ['our own command', stanza('session-manager ssh-proxy %h %p'), ['session-manager']],
    ['a script', stanza('~/p.sh %h'), BOTH, { 'p.sh': '#!/bin/sh\naws ssm start-session --target $1\n' }],
    ['a script that looks elsewhere', stanza('~/p.sh'), [], { 'p.sh': '#!/bin/sh\nPATH=/x\naws ssm start-session\n' }],
  ];
  for (const [what, config, programs, files] of sound) {
    it(`has nothing against ${what}`, async () => {
      assert.deepEqual(await briefOf(config, programs, files), []);
    });
  }

  for (const [what, config, programs, missing, files] of [
    ['the plugin', stanza(AWS), ['aws'], 'session-manager-plugin'],
    ['the AWS CLI', stanza(AWS), ['session-manager-plugin'], 'aws'],
    ['both', stanza(`exec ${START}`), [], 'aws and session-manager-plugin'],
    ['what starts it', stanza(`aws-vault exec prod -- ${START}`), BOTH, 'aws-vault'],
    ['a program by its path', stanza(`/opt/none/${START}`), BOTH, '/opt/none/aws'],
    ['another tool', stanza('aws-gate ssh-proxy %h'), BOTH, 'aws-gate'],
    ['our own command', stanza('session-manager ssh-proxy %h %p'), BOTH, 'session-manager'],
    ['a script', stanza('~/.ssh/ssm-proxy.sh %h'), BOTH, '~/.ssh/ssm-proxy.sh'],
    ['what a script calls', stanza('~/p.sh'), ['aws'], 'session-manager-plugin', { 'p.sh': `#!/bin/sh\n${START}\n` }],
  ] as readonly (readonly [string, string, readonly string[], string, Readonly<Record<string, string>>?])[]) {
    it(`warns where a ProxyCommand cannot work: without ${what}`, async () => {
      const [found, ...more] = await look(config, programs, files);
      assert.deepEqual([found && brief(found), more], [warned(2), []]);
      assert.ok(found?.summary.includes(`needs ${missing},`), found?.summary);
      assert.match(found?.advice ?? '', /ssh-config --install/);
    });
  }

  it('names the file that is included', async () => {
    const files = { '.ssh/config.d/10-ssm': `# ours\n${stanza(AWS)}` };
    assert.deepEqual(await briefOf('Include config.d/*\n', [], files), [warned(3, '~/.ssh/config.d/10-ssm')]);
  });

  for (const [what, config, first] of [
    ['for all hosts', `${stanza('corp %h', '*')}${stanza(AWS)}`, 'line 2 of ~/.ssh/config comes first (ProxyCommand)'],
    ['a jump', `ProxyJump bastion\n${stanza(AWS)}`, 'line 1 of ~/.ssh/config comes first (ProxyJump)'],
    ['none', `${stanza('none')}${stanza(AWS)}`, 'line 2 of ~/.ssh/config comes first (ProxyCommand)'],
  ] as const) {
    it(`warns where another line comes first: ${what}`, async () => {
      const [found, ...more] = await look(config);
      assert.deepEqual([found?.verdict, more], ['warn', []]);
      assert.ok(found?.summary.includes(first), found?.summary);
    });
  }

  it('takes lines that are commented out for none', async () => {
    const commented = stanza(AWS).replaceAll(/^/gm, '#');
    assert.deepEqual(await briefOf(commented), [NONE]);
    assert.deepEqual(await briefOf(`Host i-*\n  # ProxyCommand ${AWS}\n`), [NONE]);
  });

  it('warns of what ssh refuses', async () => {
    const [found] = await look('Host i-*\n  ProxyCommand aws ssm start-session \\\n    --target %h\n');
    assert.equal(found && brief(found), warned(3));
    assert.match(found?.summary ?? '', /^ssh refuses its configuration/);
  });

  it('warns of a command in quotes as a whole, and not of one that has quotes in it', async () => {
    const [found, ...more] = await look(stanza(`"${START}"`));
    assert.deepEqual([found && brief(found), more], [warned(2), []]);
    assert.match(found?.summary ?? '', /in quotes/);
  });

  it('says where a command starts a shell', async () => {
    const [found] = await look(stanza('aws ssm start-session --target %h'));
    assert.equal(found && brief(found), 'info client.ssh-config ~/.ssh/config:2');
    assert.match(found?.advice ?? '', /--document-name AWS-StartSSHSession/);
  });

  it('goes by what ssh itself understands, where it can be asked', async () => {
    const config = `${stanza('corp %h', '*')}${stanza(AWS)}`;
    const says = (answer: Awaited<ReturnType<MachineFacts['sshAnswer']>>) => ({ sshAnswer: async () => answer });
    assert.deepEqual(await briefOf(config, BOTH, {}, says({ proxyCommand: AWS })), []);
    const [refused] = await look(config, BOTH, {}, says({ refusal: 'line 3: Bad configuration option: foo' }));
    assert.match(refused?.summary ?? '', /^ssh refuses its configuration.*line 3: Bad configuration option: foo$/);
  });
});
