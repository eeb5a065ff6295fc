import assert from 'node:assert/strict';
import type { ExecException } from 'node:child_process';
import { processFailure, programOf, whyItFailed } from '../../../src/aws/credentials/process.ts';

const failure = (part: Partial<ExecException>): ExecException => Object.assign(new Error('Command failed: …'), part);

describe('a credential_process', () => {
  it('is named by its program alone', () => {
    for (const [command, program] of [
      ['aws-vault exec dev --json', 'aws-vault'],
      ['/opt/bin/helper --token hunter2', 'helper'],
      ['TOKEN=hunter2 helper', 'helper'],
      ['"C:\\Program Files\\helper.exe" --x', 'helper.exe'],
      ["'/opt/my tools/helper' hunter2", 'helper'],
      ['', ''],
    ] as const) {
      assert.equal(programOf(command), program);
    }
  });

  it('says how it ended', () => {
    assert.equal(whyItFailed(failure({ code: 3 }), 'x', ''), 'it failed with exit code 3');
    assert.equal(whyItFailed(failure({ code: 127 }), 'x', ''), 'it was not found (exit code 127)');
    assert.equal(whyItFailed(failure({ code: 126 }), 'x', ''), 'it may not be executed (exit code 126)');
    assert.equal(whyItFailed(failure({ signal: 'SIGKILL' }), 'x', ''), 'it was ended by SIGKILL');
  });

  it('says what it printed on stderr, cut, and without what may be secret', () => {
    const command = 'sh -c "helper --pin hunter2"';
    const why = (stderr: string): string => whyItFailed(failure({ code: 1 }), command, stderr);
    assert.equal(why('vault is\nlocked\n'), 'it failed with exit code 1: vault is locked');
    for (const secret of [
      'hunter2',
      'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      'AKIAIOSFODNN7EXAMPLE',
      '{"password": "correct-horse"}',
      '--token abcdef',
      'secret=xyzzy',
    ]) {
      const said = why(`cannot use ${secret} here`);
      assert.match(said, /cannot use .*… ?.*here/);
      assert.doesNotMatch(said, /hunter2|wJalr|IOSFODNN|correct-horse|abcdef|xyzzy/);
    }
    assert.ok(why('word '.repeat(100)).length < 250);
  });

  it('says what was wrong with what it printed, without showing it', () => {
    const said = (text: string): string => processFailure(`Profile dev credential_process ${text}`);
    assert.equal(said('returned invalid JSON.'), 'it printed no JSON');
    assert.equal(said('did not return Version 1.'), 'what it printed lacks "Version": 1');
    assert.equal(said('returned expired credentials.'), 'the credentials that it printed have expired');
    assert.match(said('returned invalid credentials.'), /lacks AccessKeyId/);
    assert.match(processFailure("Cannot read properties of null (reading 'Version')"), /lacks AccessKeyId/);
  });
});
