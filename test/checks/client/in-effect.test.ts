import assert from 'node:assert/strict';
import { decisionFor, destinationsOf } from '../../../src/checks/client/in-effect.ts';
import type { SshConfig } from '../../../src/facts/ssh/config.ts';
import { inHome } from './home.ts';

const read = (text: string): Promise<SshConfig> => inHome({ '.ssh/config': text }, [], (facts) => facts.sshConfig());

/** The value that counts for a host, with a `?` where another may. */
async function counts(text: string, host: string): Promise<string | undefined> {
  const { setting, sure } = decisionFor(await read(text), { host, user: undefined }, []);
  return `${setting?.value ?? 'none'}${sure ? '' : '?'}`;
}

describe('check client: what is in effect', () => {
  for (const [what, text, host, expected] of [
    ['the first', 'Host i-*\nProxyCommand a\nHost *\nProxyCommand b\n', 'i-1', 'a'],
    ['the first that holds', 'Host i-*\nProxyCommand a\nHost *\nProxyCommand b\n', 'web', 'b'],
    ['a jump before a command', 'ProxyJump j\nHost i-*\nProxyCommand a\n', 'i-1', 'j'],
    ['nothing', 'Host i-*\nProxyCommand a\n', 'web', 'none'],
    ['by HostName', 'Host web\nHostName i-1\nMatch host i-*\nProxyCommand a\n', 'web', 'a'],
    ['by User', 'Host i-*\nUser u\nMatch user u\nProxyCommand a\n', 'i-1', 'a'],
    ['perhaps another', 'Match exec x\nProxyCommand a\nHost *\nProxyCommand b\n', 'i-1', 'b?'],
    ['the final ones last', 'Match final all\nProxyCommand a\nHost i-*\nProxyCommand b\n', 'i-1', 'b'],
    ['the final ones at all', 'Match final all\nProxyCommand a\n', 'i-1', 'a'],
  ] as const) {
    it(`counts ${what}`, async () => assert.equal(await counts(text, host), expected));
  }

  for (const [lines, ...hosts] of [
    ['Host web', 'web'],
    ['Host i-* !i-0123456789abcdef0', 'i-web-1', 'i-eu-west-1', 'i-'],
    ['Match originalhost web,db', 'web', 'db'],
    ['Match !host web', 'i-0123456789abcdef0', 'mi-0123456789abcdef0'],
  ] as const) {
    it(`makes up hosts for ${lines}`, async () => {
      const { settings } = await read(`${lines}\nProxyCommand a\n`);
      const found = settings.flatMap(destinationsOf).map(({ host }) => host);
      assert.deepEqual(found, hosts);
    });
  }

  it('makes up a user where one is asked for', async () => {
    const { settings } = await read('Match user ec2-* host i-1\nProxyCommand a\n');
    assert.deepEqual(settings.flatMap(destinationsOf)[0], { host: 'i-1', user: 'ec2-0123456789abcdef0' });
  });
});
