import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { lendHostKeys } from '../../src/session/host-keys.ts';
import { ownFolder } from '../folder.ts';

const [ONE, TWO, THREE] = ['ssh-ed25519 AAAA1', 'ecdsa-sha2-nistp256 AAAA2', 'ssh-rsa AAAA3'];
const [ID, OTHER] = ['i-0123456789abcdef0', 'i-00000000000000001'];

describe('host keys of a node that is called by a name', () => {
  let home: string;
  const own = ownFolder();
  beforeEach(() => (home = own.path));

  const path = (): string => join(home, 'ssh', 'c.hosts');
  const known = (): string => join(home, 'known_hosts');
  const lend = (node = ID, port = '22') =>
    lendHostKeys({ path: path(), knownHosts: known(), host: 'Web-1.eu-west-1.prod', node, port });
  const lent = (): string => readFileSync(path(), 'utf8');

  it('are those of the node, under the name as ssh looks for it', () => {
    writeFileSync(known(), `# mine\n${ID} ${ONE}\n${OTHER} ${TWO}\n[${ID}]:2222 ${TWO}\n${ID}  ${THREE} ann\n`);
    lend();
    assert.equal(lent(), `web-1.eu-west-1.prod ${ONE}\nweb-1.eu-west-1.prod ${THREE} ann\n`);
    assert.equal(statSync(path()).mode & 0o777, 0o600);
    lend(ID, '2222');
    assert.equal(lent(), `[web-1.eu-west-1.prod]:2222 ${TWO}\n`);
    lend(OTHER)();
    assert.equal(lent(), `web-1.eu-west-1.prod ${TWO}\n`);
  });

  it('are kept for the node, once, where ssh has learned them', () => {
    const [keep, again] = [lend(), lend()];
    assert.equal(lent(), '');
    appendFileSync(path(), `web-1.eu-west-1.prod ${ONE}\nelsewhere ${TWO}\n`);
    keep();
    again();
    assert.equal(readFileSync(known(), 'utf8'), `${ID} ${ONE}\n`);
  });

  it('leave the file of all keys alone where nothing was learned', () => {
    lend()();
    assert.equal(existsSync(known()), false);
  });

  it('are not kept for ever beside connections of later weeks; files of others are', () => {
    const folder = join(home, 'ssh');
    mkdirSync(folder);
    const [old, killed, young, socket] = ['a.hosts', 'b.hosts.123', 'c.hosts', 'd.sock'].map(
      (name) => name[0]?.repeat(40) + name.slice(1),
    ) as [string, string, string, string];
    const aDay = 24 * 3600;
    for (const [name, days] of [
      [old, 8],
      [killed, 8],
      [young, 6],
      [socket, 8],
      ['my.hosts', 800],
    ] as const) {
      writeFileSync(join(folder, name), 'web-1 key\n');
      const at = Date.now() / 1000 - days * aDay;
      utimesSync(join(folder, name), at, at);
    }
    lend();
    assert.deepEqual(readdirSync(folder).toSorted(), ['c.hosts', young, socket, 'my.hosts'].toSorted());
  });
});
