import assert from 'node:assert/strict';
import { readRemoteFile, readTarget, writeRemoteFile, writeTarget } from '../../src/session/ssh-target.ts';

describe('a destination of ssh', () => {
  for (const [text, target] of [
    ['web-1', { name: 'web-1' }],
    ['ec2-user@web-1', { user: 'ec2-user', name: 'web-1' }],
    ['ann@example.com@web-1', { user: 'ann@example.com', name: 'web-1' }],
    ['tag:Owner=ann@example.com', { name: 'tag:Owner=ann@example.com' }],
    ['root@tag:Owner=ann@example.com', { user: 'root', name: 'tag:Owner=ann@example.com' }],
    ['10.0.0.5', { name: '10.0.0.5' }],
  ] as const) {
    it(`is read from ${text}`, () => assert.deepEqual(readTarget(text), target));
  }

  it('is written with the id of the node', () => {
    assert.equal(writeTarget({ name: 'web-1' }, 'i-1'), 'i-1');
    assert.equal(writeTarget({ user: 'root', name: 'web-1' }, 'i-1'), 'root@i-1');
  });
});

describe('a word of scp', () => {
  for (const [text, file] of [
    ['web-1:', { name: 'web-1', path: '' }],
    ['web-1:/tmp/', { name: 'web-1', path: '/tmp/' }],
    ['ec2-user@web-1:a b:c', { user: 'ec2-user', name: 'web-1', path: 'a b:c' }],
    ['tag:Name=web 1:/tmp/x', { name: 'tag:Name=web 1', path: '/tmp/x' }],
    ['root@tag:Team=a/b:x', { user: 'root', name: 'tag:Team=a/b', path: 'x' }],
    ['ecs:c_t_r:/tmp', { name: 'ecs:c_t_r', path: '/tmp' }],
    ['[10.0.0.5]:/tmp', { name: '10.0.0.5', path: '/tmp' }],
    ['root@[10.0.0.5]:/tmp', { user: 'root', name: '10.0.0.5', path: '/tmp' }],
    ['scp://web-1', { scheme: 'scp', name: 'web-1' }],
    ['scp://ann@web-1:2222/a/b', { scheme: 'scp', user: 'ann', name: 'web-1', port: '2222', path: 'a/b' }],
    ['sftp://web-1//etc', { scheme: 'sftp', name: 'web-1', path: '/etc' }],
  ] as const) {
    it(`is a file on a node: ${text}`, () => {
      assert.deepEqual(readRemoteFile(text), file);
      const back = text.replace(/web-1|tag:[^:]*|ecs:[^:]*|\[.*\]/, 'i-1');
      assert.equal(writeRemoteFile(file, 'i-1'), back);
    });
  }

  for (const text of ['file', './a:b', '/tmp/a:b', ':odd', 'a/b@c:d', '', 'C', 'dir/tag:a=b:c']) {
    it(`is a file of this machine: ${text}`, () => assert.equal(readRemoteFile(text), undefined));
  }
});
