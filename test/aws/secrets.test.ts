import assert from 'node:assert/strict';
import { explain } from '../../src/aws/errors.ts';
import { holdCredentials, holdSecrets, withoutPassword, withoutSecrets } from '../../src/aws/secrets.ts';
import { TargetError } from '../../src/errors.ts';
import { interceptCalls, world } from '../engine/world.ts';

const KEY = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYtestONLYKEY1';
const TOKEN = 'IQoJtestONLYb3JpZ2luX2VjEJP//////////wEaCXVzLWVhc3QtMSJHMEUCIQ==';

describe('secrets that are held', () => {
  before(() => holdCredentials({ secretAccessKey: KEY, sessionToken: TOKEN }));

  it('are never shown, whoever repeats them', () => {
    assert.equal(withoutSecrets(`x-amz-security-token: ${TOKEN}; key ${KEY}!`), 'x-amz-security-token: …; key …!');
  });

  it('are known where they were cut, or escaped as in a URL or in JSON', () => {
    assert.equal(withoutSecrets(`${TOKEN.slice(0, 40)}, ${TOKEN.slice(0, 20)} `), '…, … ');
    assert.equal(withoutSecrets(`a=${encodeURIComponent(KEY)}&b`), 'a=…&b');
    assert.equal(withoutSecrets(`"${KEY.replaceAll('/', '\\/')}"`), '"…"');
  });

  it('hide no words, and nothing that is too short to be one', () => {
    holdSecrets('sandbox', undefined, '');
    assert.equal(withoutSecrets('the sandbox is empty'), 'the sandbox is empty');
  });

  it('may contain anything', () => {
    holdSecrets('p4$$w.rd(*[x]|\\');
    assert.equal(withoutSecrets('use p4$$w.rd(*[x]|\\ here'), 'use … here');
  });

  it('are in no problem: neither its message nor its code', () => {
    const echoed = Object.assign(new Error(`bad header ${TOKEN}`), { name: `Bad${KEY}` });
    assert.deepEqual(explain(echoed), { code: 'Bad…', message: 'bad header …' });
    assert.equal(explain(new TargetError('X', `it said ${KEY}`)).message, 'it said …');
    const signed =
      'AWS4-HMAC-SHA256 Credential=AKIAABCDEFGHIJKLMNOP/20260101, Signature=0123456789abcdef0123456789abcdef';
    assert.doesNotMatch(explain(new Error(signed)).message, /ABCDEFGH|0123456789abcdef/);
  });

  it('are in no report and no trace, where an endpoint repeats the headers of a request', async () => {
    const on = world();
    const secret = { accessKeyId: 'ASIATESTTESTTEST0000', secretAccessKey: KEY, sessionToken: TOKEN };
    const traced: string[] = [];
    Object.assign(on.connection, {
      credentials: () => Promise.resolve(secret),
      trace: (call: unknown) => traced.push(JSON.stringify(call)),
    });
    interceptCalls(on, /./, ({ refusal }) => Promise.resolve(refusal(`Echo${KEY}`, `your token is ${TOKEN}`)));
    const report = JSON.stringify([await on.setup(), await on.planRemoval(), await on.diagnose()]);
    for (const text of [report, ...traced]) assert.doesNotMatch(text, /wJalrXUtnFEMI|IQoJtestONLY/);
    assert.match(report, /your token is …/);
    assert.ok(traced.length > 0);
  });
});

describe('what was to be a URL', () => {
  it('loses user and password', () => {
    for (const [url, bare] of [
      ['http://user:p@ss@host:1/x', 'http://…@host:1/x'],
      ['htp//user:pass@host', 'htp//…@host'],
      ['user:pass@host', '…@host'],
      ['https://user:p/a@ss#?@host', 'https://…@host'],
      ['https://host/a', 'https://host/a'],
    ] as const) {
      assert.equal(withoutPassword(url), bare);
    }
  });
});
