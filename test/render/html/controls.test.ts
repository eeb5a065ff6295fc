import assert from 'node:assert/strict';
import { controlsSection } from '../../../src/render/html/controls.ts';
import { diagnosis } from '../reports.ts';

describe('controls on a page', () => {
  it('are listed by how it stands with them, what is wrong first, with what shows it', () => {
    const control = { title: 'Encryption', asks: 'data is <encrypted>', checks: ['kms.disabled'], against: [] };
    const against = [{ check: 'kms.disabled', verdict: 'fail', findings: 2, places: ['1/us-east-1'] }] as const;
    const compliance = {
      framework: 'pci-dss',
      title: 'PCI DSS',
      source: 'https://example.com/',
      summary: { 'not-satisfied': 1, satisfied: 1, 'not-assessed': 1 },
      controls: [
        { ...control, id: 'A', standing: 'satisfied' },
        { ...control, id: 'B', standing: 'not-satisfied', against },
        { ...control, id: 'C', standing: 'not-assessed', reason: 'a target failed' },
      ],
    } as const;
    const [section] = controlsSection({ ...diagnosis([]), compliance });
    const { markup = '' } = section?.body ?? {};
    assert.deepEqual(
      [...markup.matchAll(/<strong>(\w)<\/strong>/g)].map(([, id]) => id),
      ['B', 'A', 'C'],
    );
    assert.match(markup, /not satisfied \(1\)/);
    assert.match(
      markup,
      /fail: <a href="#q=kms\.disabled">kms\.disabled<\/a>, 2 findings <span class="hint">1\/us-east-1/,
    );
    assert.match(markup, /data is &lt;encrypted&gt;/);
    assert.match(markup, /<p>a target failed<\/p>/);
    assert.deepEqual(controlsSection(diagnosis([])), []);
  });
});
