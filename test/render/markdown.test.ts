import assert from 'node:assert/strict';
import { hint } from '../../src/checks/remedy.ts';
import { adviceWithin, code, diagnosisMarkdown, escaped } from '../../src/render/markdown.ts';
import { diagnosis, fault, fine, fix, looked } from './reports.ts';

const lines = (...args: Parameters<typeof diagnosis>): readonly string[] =>
  diagnosisMarkdown(diagnosis(...args)).split('\n');

/** The cells of the first row, as a renderer splits them: at each pipe without a backslash before it. */
const cells = (...args: Parameters<typeof diagnosis>): readonly string[] =>
  (lines(...args).find((line) => /^\| (fail|warn|unknown|info) /.test(line)) ?? '')
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());

describe('diagnosis as Markdown', () => {
  it('has a table a place, what is ok in one line, and the fixes as a list', () => {
    const finding = fault({ subject: 'key/1234', ref: 'https://docs.aws.amazon.com/x.html' });
    const warned = fault({
      verdict: 'warn',
      check: 'client.plugin',
      scope: 'machine',
      summary: 'missing',
      advice: 'install it',
    });
    const fixes = [fix('session-manager setup --kms', 2, 'kms.disabled', 'kms.missing')];
    const targets = [looked([finding, warned, ...fine(31)]), looked(fine(2), { region: 'eu-west-1' })];
    assert.deepEqual(lines(targets, { fixes }), [
      '## session-manager doctor',
      '',
      '2 targets: 1 fail, 1 warn, 33 ok',
      '',
      '### What would clear the most',
      '',
      '1. `session-manager setup --kms`<br>clears 2 findings: kms.disabled, kms.missing',
      '',
      '### 111122223333/us-east-1',
      '',
      '| verdict | check | subject | summary | advice |',
      '| --- | --- | --- | --- | --- |',
      '| fail | [kms.disabled](https://docs.aws.amazon.com/x.html) | `key/1234` | sessions are encrypted with a key that is disabled | `aws kms enable-key --key-id 1234` |',
      '',
      'ok: 31 checks',
      '',
      '### this machine',
      '',
      '| verdict | check | subject | summary | advice |',
      '| --- | --- | --- | --- | --- |',
      '| warn | client.plugin |  | missing | install it |',
      '',
      '111122223333/eu-west-1: ok, 2 checks',
    ]);
  });

  it('names ten subjects of a fleet', () => {
    const nodes = Array.from({ length: 2000 }, (_, index) => fault({ subject: `i-${index}` }));
    const [, , subjects] = cells([looked(nodes)]);
    assert.equal(subjects, '`i-0`, `i-1`, `i-2`, `i-3`, `i-4`, `i-5`, `i-6`, `i-7`, `i-8`, `i-9` and 1,990 more');
  });

  it('marks what is copied as code, and nothing else', () => {
    const advice = 'renew them (aws sso login --profile x_y), or allow it: {"Action": "logs:*"}';
    assert.equal(
      cells([looked([fault({ advice })])])[4],
      'renew them (`aws sso login --profile x_y`), or allow it: `{"Action": "logs:*"}`',
    );
    const others = ['a', 'b'].map((subject) => fault({ subject, advice: `allow it to ${subject}` }));
    assert.equal(cells([looked(others)])[4], 'allow it to a (and likewise for 1 more)');
  });

  it('stays five cells whatever is in them', () => {
    const hostile = 'a | b `c` \\| *d* _e_ [f](g) <h> & ~i~ $j$\n# k';
    const row = cells([looked([fault({ subject: hostile, summary: hostile, advice: `aws x '|' ${hostile}` })])]);
    assert.equal(row.length, 5);
    assert.equal(row[3], 'a \\| b \\`c\\` \\\\\\| \\*d\\* \\_e\\_ \\[f\\](g) \\<h\\> \\& \\~i\\~ \\$j\\$\\\\n\\# k');
    assert.equal(cells([looked([fault({ advice: "aws logs tail '|' `x`" })])])[4], "`` aws logs tail '\\|' `x` ``");
  });

  it('links to pages only, with nothing in the address that ends it', () => {
    assert.equal(
      cells([looked([fault({ ref: 'https://a/b (c)|d' })])])[1],
      '[kms.disabled](https://a/b%20%28c%29%7Cd)',
    );
    assert.equal(cells([looked([fault({ ref: 'javascript:alert(1)' })])])[1], 'kms.disabled');
  });

  it('has the rows of what is caused beneath that of the cause', () => {
    const cause = fault({ check: 'vpc.endpoint-ssm', subject: 'vpc-1', causes: 1 });
    const lost = fault({
      check: 'instance.ping-lost',
      subject: 'i-1',
      summary: 'lost',
      advice: 'first fix vpc.endpoint-ssm of vpc-1',
      causedBy: [{ check: 'vpc.endpoint-ssm', subject: 'vpc-1' }],
    });
    const told = lines([looked([fault({ summary: 'another' }), lost, cause])]);
    const at = told.findIndex((line) => line.startsWith('| fail | vpc.endpoint-ssm | `vpc-1` |'));
    assert.equal(told[at + 1], '| fail | ↳ instance.ping-lost | `i-1` | lost | first fix vpc.endpoint-ssm of vpc-1 |');
    const elsewhere = cells([looked([{ ...cause, scope: 'account' }, lost])]);
    assert.equal(elsewhere[3], `${fault().summary}<br>1 node is lost because of it, as said below`);
  });

  it('tells why a target failed, and once what all have in common', () => {
    const error = { code: 'X', message: 'not_allowed', advice: 'run aws configure' };
    const failed = looked([], { status: 'failed', error });
    const told = ['**failed**: not\\_allowed', '', 'try: run `aws configure`'];
    assert.deepEqual(lines([failed]).slice(2), [
      '1 target (1 failed): nothing was checked',
      '',
      '### 111122223333/us-east-1',
      '',
      ...told,
    ]);
    assert.deepEqual(lines([failed, failed]).slice(2), ['2 targets (2 failed): nothing was checked', '', ...told]);
  });
});

describe('Markdown', () => {
  it('lists what could not be looked at', () => {
    const unread = [{ reason: 'it *is* late', checks: ['kms.missing'], places: ['here'], remedy: hint('raise it') }];
    const told = diagnosisMarkdown({ ...diagnosis([looked(fine(1))]), unread }).split('\n');
    const at = told.indexOf('### Not looked at');
    assert.deepEqual(told.slice(at + 2, at + 3), ['1. it \\*is\\* late<br>in here: kms.missing<br>try: raise it']);
  });

  it('cuts the words of advice, and never what is to be copied', () => {
    const command = 'aws kms enable-key --key-id 1234 --region us-east-1';
    assert.equal(adviceWithin(`turn it on: ${command}`, 100), `turn it on: \`${command}\``);
    assert.equal(
      adviceWithin(`turn it on: ${command} && ${command}`, 60),
      'turn it on: 2 commands (whole with --json)',
    );
    assert.equal(adviceWithin(`${'turn it on '.repeat(9)}: ${command}`, 30).includes('aws'), false);
    assert.match(
      adviceWithin('turn it on '.repeat(9), 30),
      /^turn it on turn it on turn it … \(\d+ more characters\)$/,
    );
  });

  it('takes text for text', () => {
    assert.equal(escaped('a_b*c\n  d'), 'a\\_b\\*c d');
  });

  it('fences code by more backticks than there are in it', () => {
    assert.equal(code('a'), '`a`');
    assert.equal(code('`a``b'), '``` `a``b ```');
    assert.equal(code('a\\|b'), 'a\\\\|b');
  });
});
