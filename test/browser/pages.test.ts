// The pages of runs that change something, and of the evidence of sessions, as a browser shows them.
import assert from 'node:assert/strict';
import { pageAssets } from '../../src/render/html/assets.ts';
import { evidenceHtml } from '../../src/render/html/evidence.ts';
import { reportHtml } from '../../src/render/html/report.ts';
import type { PageAssets } from '../../src/render/html/assets.ts';
import { evidenced, evidenceOf } from '../render/listed.ts';
import { change, fault, report, target } from '../render/reports.ts';
import { assertAccessible, BROWSER, HOSTILE, named, type Opener, opener } from './browser.ts';

const retention = { field: HOSTILE, have: HOSTILE, want: 30 };

/** A run in two regions of an account, and one that failed. */
const changed = (command: string): ReturnType<typeof report> =>
  report(
    [
      target({
        accountName: HOSTILE,
        changes: [
          change(),
          change({ action: 'update', summary: HOSTILE, differences: [retention] }),
          change({ resource: 'kms-key', action: 'keep', status: 'kept', reason: HOSTILE, loss: HOSTILE }),
        ],
        findings: [fault({ summary: HOSTILE, subject: HOSTILE, advice: HOSTILE })],
      }),
      target({ region: 'eu-west-1', changes: [change()] }),
      target({
        account: '444455556666',
        status: 'failed',
        changes: [],
        error: { code: 'AccessDenied', message: HOSTILE, advice: HOSTILE },
      }),
    ],
    { command },
  );

const sessions = evidenceOf(
  [
    evidenced({ where: [{ kind: 'log-group', name: HOSTILE, stream: HOSTILE }] }, { owner: HOSTILE }),
    evidenced({ state: 'missing', reason: HOSTILE, check: 'log-group.missing' }, { id: HOSTILE, nodeName: HOSTILE }),
  ],
  [
    {
      account: '444455556666',
      region: 'eu-west-1',
      status: 'failed',
      error: { code: 'AccessDenied', message: HOSTILE, advice: HOSTILE },
    },
  ],
);

type Draw = (assets: PageAssets) => string;

/** Pages, each with an address that filters it, and what is then told. */
const PAGES: readonly (readonly [name: string, draw: Draw, hash: string, told: string])[] = [
  ...['setup', 'plan', 'delete'].map(
    (command) =>
      [
        command,
        (assets: PageAssets): string => reportHtml(changed(command), '1.2.3', assets),
        '#status=kept&resource=kms-key',
        '1 of 4 changes',
      ] as const,
  ),
  [
    'sessions --evidence',
    (assets) => evidenceHtml(sessions, '1.2.3', Date.parse('2026-08-01T12:00:00Z'), assets),
    '#recording=missing',
    '1 of 2 sessions',
  ],
];

(BROWSER === undefined ? describe.skip : describe)(named('the pages of runs and of sessions in a browser'), () => {
  let pages: Opener;
  let assets: PageAssets;
  before(async () => {
    [assets, pages] = await Promise.all([pageAssets(), opener()]);
  });
  after(() => pages.close());

  for (const [name, draw, hash, told] of PAGES) {
    it(`${name}: nothing is complained of, hostile text is text, the address filters, and a phone is wide enough`, async () => {
      const html = draw(assets);
      const { page, complaints } = await pages.open(html);
      await page.getByRole('button', { name: 'Open all' }).click();
      await assertAccessible(page, 'light, open');
      assert.match(
        await page.locator('.cards').innerText(),
        /<\/script><img src=x onerror=alert\(1\)><!-- \]\]> \\u2028/,
      );
      assert.equal(await page.locator('img').count(), 0);
      const phone = await pages.open(html, { hash, colorScheme: 'dark', viewport: { width: 320, height: 640 } });
      assert.equal(await phone.page.locator('.told').innerText(), told);
      await phone.page.getByRole('button', { name: 'Open all' }).click();
      await assertAccessible(phone.page, 'dark, open, on a phone');
      const wider = await phone.page.evaluate('document.documentElement.scrollWidth - innerWidth');
      assert.equal(wider, 0, 'the page is wider than the phone');
      assert.deepEqual([...complaints, ...phone.complaints], []);
    });
  }
});
