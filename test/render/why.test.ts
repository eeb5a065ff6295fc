import assert from 'node:assert/strict';
import { whyText } from '../../src/render/why.ts';
import { diagnosis, fault, fine, looked, PLAIN } from './reports.ts';

const why = (...findings: Parameters<typeof looked>[0]): string => whyText(diagnosis([looked(findings)]), PLAIN, 100);

const found = (check: string, verdict: 'fail' | 'warn' | 'info' | 'unknown', rest = {}) =>
  fault({ check, verdict, summary: `${check} it is`, advice: 'mend it', ...rest });

describe('the reason why a session does not start', () => {
  it('is the worst that was found, with its cure, and nothing else', () => {
    const text = why(
      ...fine(3),
      found('a.b', 'info'),
      found('c.d', 'fail'),
      found('e.f', 'unknown'),
      found('g.h', 'warn'),
    );
    assert.match(text, /^fail +c\.d: c\.d it is\n(.*\n)* +try: mend it/);
    assert.doesNotMatch(text, /a\.b|e\.f|g\.h/);
  });

  it('has what it causes beneath it', () => {
    const text = why(
      found('c.d', 'fail', { subject: 'vpce-1', causes: 1 }),
      found('e.f', 'fail', { subject: 'i-1', causedBy: [{ check: 'c.d', subject: 'vpce-1' }] }),
    );
    assert.match(text, /^fail +c\.d[^]*because of it[^]*try:/);
    assert.doesNotMatch(text, /^fail +e\.f/m);
  });

  for (const verdict of ['warn', 'info'] as const) {
    it(`is ${verdict} where there is nothing worse`, () => {
      assert.match(why(...fine(1), found('a.b', verdict)), new RegExp(`^${verdict} +a\\.b`));
    });
  }

  it('is not known where reads are denied: which, in one sentence', () => {
    const denied = (...unread: readonly string[]) => found('a.b', 'unknown', { unread });
    assert.equal(
      why(...fine(1), denied('ssm:B'), denied('iam:A', 'ssm:B'), denied()).replaceAll('\n', ' '),
      'nothing was found that explains it, and these credentials are denied iam:A, ssm:B: session-manager policy operator --for doctor prints what is read',
    );
  });

  it('is not made up', () => {
    assert.equal(why(...fine(3)), 'nothing was found that explains it: session-manager doctor looks at everything');
  });
});
