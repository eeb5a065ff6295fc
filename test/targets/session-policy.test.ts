import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../src/errors.ts';
import { readSessionPolicy } from '../../src/targets/session-policy.ts';

const allow = (extra: object = {}): object => ({ Effect: 'Allow', Action: 'ssm:*', Resource: '*', ...extra });
const policy = (...statements: readonly unknown[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 2);

describe('a session policy', () => {
  const folder = mkdtempSync(join(tmpdir(), 'session-policy-'));
  after(() => rmSync(folder, { recursive: true }));

  it('is read from a file, or is JSON itself, and loses its blanks', async () => {
    const file = join(folder, 'policy.json');
    writeFileSync(file, `\uFEFF${policy(allow())}\n`);
    const wanted = JSON.stringify(JSON.parse(policy(allow())));
    assert.equal(await readSessionPolicy(file), wanted);
    assert.equal(await readSessionPolicy(` ${policy(allow())}`), wanted);
    assert.ok(await readSessionPolicy(JSON.stringify({ Statement: allow() })));
  });

  const long = policy(
    allow({ Resource: Array.from({ length: 100 }, (_, index) => `arn:aws:ssm:*:*:document/${index}`) }),
  );
  for (const [title, given, why] of [
    ['a file that is not there', join(folder, 'none.json'), /none\.json": there is no such file, and it is no JSON$/],
    ['a folder', folder, /it cannot be read \(EISDIR\)$/],
    ['what is no JSON', '{ "Statement": [', /"the policy": it is no JSON: /],
    ['what is no policy', '{"Version":"2012-10-17"}', /an IAM policy has a Statement$/],
    ['no statement', policy(), /an IAM policy has a Statement$/],
    ['a statement that is none', policy('x'), /each statement has the Effect Allow or Deny$/],
    ['another effect', policy(allow({ Effect: 'allow' })), /Effect/],
    ['no action', policy({ Effect: 'Allow', Resource: '*' }), /an Action$/],
    ['no resource', policy({ Effect: 'Allow', Action: '*' }), /a Resource$/],
    ['a principal', policy(allow({ Principal: '*' })), /no Principal$/],
    ['characters that AWS does not take', policy(allow({ Sid: '✓' })), /Latin-1/],
    ['what is too long', long, /it has \d+ characters without blanks, and AWS takes 2048 at most$/],
  ] as const) {
    it(`is refused in one line: ${title}`, async () => {
      await assert.rejects(readSessionPolicy(given), (error: Error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, why);
        assert.ok(!error.message.includes('\n'));
        return true;
      });
    });
  }
});
