// The page of a diagnosis, as a browser shows it.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { CATALOGUE } from '../../src/checks/catalogue.ts';
import type { Report } from '../../src/engine/report.ts';
import { pageAssets } from '../../src/render/html/assets.ts';
import { diagnosisHtml } from '../../src/render/html/diagnosis.ts';
import { diagnosis, fault, fine, fix, looked } from '../render/reports.ts';
import { assertAccessible, BROWSER, HOSTILE, named, type Opener, opener } from './browser.ts';

/** Two accounts in two regions each: keys, networks and what they cause, a role, and this machine. */
function fleet(): Report {
  const key = (region: string): ReturnType<typeof fault> =>
    fault({ subject: 'key/1234abcd', advice: `aws kms enable-key --key-id 1234abcd --region ${region}` });
  const network = fault({
    check: 'vpc.security-group',
    subject: 'vpc-1',
    summary: 'no way to the endpoint',
    ref: 'https://docs.aws.amazon.com/systems-manager/',
    causes: 2,
  });
  const lost = (subject: string, name: string): ReturnType<typeof fault> =>
    fault({
      check: 'instance.ping-lost',
      verdict: 'warn',
      subject,
      name,
      summary: 'it was not heard of',
      causedBy: [{ check: 'vpc.security-group', subject: 'vpc-1' }],
    });
  return diagnosis(
    [
      looked([key('us-east-1'), network, lost('i-1', 'web-1'), lost('i-2', 'web-2'), ...fine(9)], {
        accountName: 'payments',
      }),
      looked([key('eu-west-1'), ...fine(9)], { region: 'eu-west-1', accountName: 'payments' }),
      looked([fault({ verdict: 'info', scope: 'machine', check: 'client.plugin', summary: 'there is no plugin' })], {
        account: '444455556666',
      }),
      looked([], {
        account: '444455556666',
        region: 'eu-west-1',
        status: 'failed',
        error: { code: 'AccessDenied', message: 'denied', advice: 'aws sso login' },
      }),
      looked([fault({ check: 's3.public', subject: 'bucket/x', accepted: { reason: 'a test', owner: 'ann' } })], {
        account: '777788889999',
      }),
    ],
    {
      fixes: [
        fix('aws kms enable-key --key-id 1234abcd', 2, 'kms.disabled'),
        fix(
          `aws ec2 create-vpc-endpoint ${'--subnet-ids subnet-0123456789abcdef0 '.repeat(60).trim()}`,
          1,
          'vpc.route',
        ),
      ],
    },
  );
}

(BROWSER === undefined ? describe.skip : describe)(named('the page of a diagnosis in a browser'), () => {
  let pages: Opener;
  let html = '';
  let draw: (report: Report) => string;
  before(async () => {
    const [assets, started] = await Promise.all([pageAssets(), opener()]);
    pages = started;
    draw = (report) => diagnosisHtml(report, CATALOGUE, '1.2.3', assets);
    html = draw(fleet());
  });
  after(() => pages.close());

  // What a key or an address does comes a moment later.
  const tells = (page: Page, text: string): Promise<void> =>
    page.locator(`.told:text-is(${JSON.stringify(text)})`).waitFor();
  const titles = (page: Page): Promise<readonly string[]> => page.locator('.cards .title .words').allInnerTexts();

  it('complains of nothing, and has nothing that axe finds: in light and dark, filtered, open, on a phone and on paper', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, complaints } = await pages.open(html, { colorScheme });
      await assertAccessible(page, colorScheme);
      await page.getByRole('button', { name: 'Open all' }).click();
      await assertAccessible(page, `${colorScheme}, open`);
      assert.deepEqual(complaints, []);
    }
    const { page: paper } = await pages.open(html, { colorScheme: 'dark' });
    await paper.emulateMedia({ media: 'print' });
    await paper.evaluate('dispatchEvent(new Event("beforeprint"))');
    await assertAccessible(paper, 'on paper');
    const { page, complaints } = await pages.open(html, {
      viewport: { width: 320, height: 640 },
      hash: '#verdict=fail&family=kms',
    });
    await assertAccessible(page, 'filtered, on a phone');
    const wider = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    assert.equal(wider, 0, 'the page is wider than the phone');
    await page.locator('#kinds-hint', { hasText: 'scrolls sideways' }).waitFor();
    assert.deepEqual(complaints, []);
  });

  it('is read by a screen reader: landmarks, headings in order, tables with headings, named controls', async () => {
    const { page } = await pages.open(html);
    const tree = await page.locator('body').ariaSnapshot();
    for (const part of [
      '- banner:',
      '- heading "session-manager doctor" [level=1]',
      '- navigation "On this page":',
      '- main:',
      '- region "Accounts and regions":',
      '- heading "Accounts and regions" [level=2]',
      '- grid "Accounts in rows, regions in columns":',
      '- columnheader "us-east-1":',
      `- 'link "111122223333, us-east-1: 2 fail, 2 warn"':`,
      '- search "Filter findings":',
      '- searchbox "Search /"',
      '- group "Verdict":',
      '- combobox "Family":',
      '- status: All 7 findings',
      '- heading "Failures (3)" [level=3]',
      '- contentinfo:',
    ])
      assert.ok(tree.includes(part), `${part} is not in\n${tree}`);
    const levels = await page
      .locator('h1, h2, h3, h4, h5')
      .evaluateAll((all) => all.map(({ tagName }) => Number(tagName[1])));
    levels.forEach((level, index) =>
      assert.ok(level <= (levels[index - 1] ?? 0) + 1, `h${level} after h${levels[index - 1]}`),
    );
    assert.equal(await page.locator('[tabindex]:not([tabindex="0"]):not([tabindex="-1"])').count(), 0);
  });

  it('shows findings the worst first, those that are alike together, and what is accepted apart', async () => {
    const { page } = await pages.open(html);
    assert.deepEqual(await titles(page), [
      'sessions are encrypted with a key that is disabled',
      'no way to the endpoint',
      'it was not heard of',
      'there is no plugin',
      'sessions are encrypted with a key that is disabled',
    ]);
    await page.getByRole('button', { name: 'fail: sessions are encrypted' }).first().click();
    const card = page.locator('.card').first();
    assert.match(
      await card.innerText(),
      /kms\.disabled 2 findings: 111122223333 \(payments\) in us-east-1 and eu-west-1[\s\S]*Why it matters[\s\S]*111122223333 \(payments\)\/us-east-1[\s\S]*--region us-east-1[\s\S]*--region eu-west-1/,
    );
    await page.getByRole('button', { name: 'accepted: ' }).click();
    assert.match(await page.locator('.cards').innerText(), /Accepted \(1\)[\s\S]*fail, accepted by ann: a test/);
  });

  it('keeps what is looked for in the address, and goes back', async () => {
    const { page } = await pages.open(html);
    await page.getByRole('link', { name: '111122223333, eu-west-1: 1 fail' }).click();
    await tells(page, '1 of 7 findings');
    await page.waitForURL(/#account=111122223333&region=eu-west-1$/);
    await page.getByRole('checkbox', { name: 'warn' }).check();
    await tells(page, 'Nothing matches; there are 7 findings');
    await page.goBack();
    await tells(page, '1 of 7 findings');
    await page.goBack();
    await tells(page, 'All 7 findings');
    await page.getByLabel('Family').selectOption('instance');
    await tells(page, '2 of 7 findings');
    const { page: other } = await pages.open(html, { hash: String(await page.evaluate('location.hash')) });
    await tells(other, '2 of 7 findings');
    await other.getByRole('searchbox').fill('WEB-2');
    await tells(other, '1 of 7 findings');
    assert.match(String(await other.evaluate('location.hash')), /family=instance&q=WEB-2$/);
    await other.getByRole('button', { name: 'Clear' }).click();
    await tells(other, 'All 7 findings');
  });

  it('leads from what is caused to its cause, and back', async () => {
    const { page } = await pages.open(html, { hash: '#q=web-1' });
    await page.getByRole('link', { name: 'vpc.security-group of vpc-1' }).click();
    assert.deepEqual(await titles(page), ['no way to the endpoint']);
    await page.getByRole('link', { name: '2 other findings' }).click();
    await tells(page, '2 of 7 findings');
  });

  it('needs no mouse', async () => {
    const { page } = await pages.open(html);
    const focused = (): Promise<string> =>
      page.evaluate('document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent');
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'Skip to findings');
    const stops: string[] = [];
    for (let count = 0; count < 30 && !stops.at(-1)?.startsWith('Copy'); count += 1) {
      await page.keyboard.press('Tab');
      stops.push(await focused());
    }
    assert.equal(
      stops.filter((stop) => /^(?:\d{12}|this machine).*: /.test(stop)).length,
      2,
      `each table is one stop: ${stops.join(' | ')}`,
    );
    await page.locator('#heat [tabindex="0"]').focus();
    const first = await focused();
    await page.keyboard.press('ArrowRight');
    assert.notEqual(await focused(), first);
    await page.keyboard.press('Control+End');
    assert.match(await focused(), /^777788889999, us-east-1/);
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await tells(page, '1 of 7 findings');
    await page.waitForURL(/#account=111122223333&region=eu-west-1$/);
    await page.keyboard.press('/');
    await page.keyboard.type('key');
    await tells(page, '1 of 7 findings');
    await page.keyboard.press('Escape');
    await tells(page, 'All 7 findings');
  });

  it('copies commands', async () => {
    const { page } = await pages.open(html, { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.locator('#fixes').getByRole('button', { name: 'Copy command' }).first().click();
    await page.getByText('Copied', { exact: true }).first().waitFor();
    assert.equal(await page.evaluate('navigator.clipboard.readText()'), 'aws kms enable-key --key-id 1234abcd');
    assert.ok((await page.getByRole('status').allInnerTexts()).includes('Copied'));
    const { page: without } = await pages.open(html);
    await without.evaluate('Object.defineProperty(navigator, "clipboard", { value: undefined })');
    await without.locator('#fixes').getByRole('button', { name: 'Copy command' }).first().click();
    await without
      .getByText(/^(?:Copied|Selected)$/)
      .first()
      .waitFor();
    assert.equal(await without.evaluate('getSelection().toString()'), 'aws kms enable-key --key-id 1234abcd');
  });

  it('prints whatever matches, what is alike once, and no controls', async () => {
    const { page } = await pages.open(html, { hash: '#family=kms' });
    await page.emulateMedia({ media: 'print' });
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    const paper = await page.locator('.paper').innerText();
    assert.match(
      paper,
      /Failures\n+ ?sessions are encrypted with a key that is disabled\n+kms\.disabled · 2 findings · [\s\S]*111122223333 \(payments\) in us-east-1 and eu-west-1: key\/1234abcd[\s\S]*What clears it \(1\): with ids and regions of its own for each[\s\S]*--region us-east-1/,
    );
    assert.doesNotMatch(paper, /--region eu-west-1/);
    assert.equal(await page.locator('.filter').isVisible(), false);
    assert.equal(await page.locator('.cards').isVisible(), false);
    await page.evaluate('dispatchEvent(new Event("afterprint"))');
    assert.equal(await page.locator('.paper').innerText(), '');
  });

  it('prints 200 nodes with 40 faults on few pages, with the id of each node', async () => {
    const command = `aws ec2 create-vpc-endpoint ${'--subnet-ids subnet-0123456789abcdef0 '.repeat(20)}--region us-east-1`;
    const faults = Array.from({ length: 40 }, (_, at) =>
      Array.from({ length: 5 }, (_unused, index) =>
        fault({
          check: `vpc.number-${at}`,
          subject: `i-${String(at * 5 + index).padStart(17, '0')}`,
          name: `web-${index}`,
          summary: `it is wrong in ${'way '.repeat(at % 8)}${at}`,
          advice: command,
        }),
      ),
    );
    const { page } = await pages.open(draw(diagnosis([looked(faults.flat())])));
    const pdf = await page.pdf({ format: 'A4' });
    const sheets = pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/g)?.length ?? 0;
    assert.ok(sheets > 0 && sheets <= 6, `${sheets} pages`);
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    const paper = (await page.locator('.paper').textContent()) ?? '';
    for (const { subject = '' } of faults.flat()) assert.ok(paper.includes(subject), subject);
    assert.equal(paper.split(command).length, 2, 'the command is printed once');
  });

  it('shows hostile text as text', async () => {
    const report = diagnosis(
      [
        looked([fault({ summary: HOSTILE, subject: HOSTILE, advice: HOSTILE, name: HOSTILE, ref: HOSTILE })], {
          accountName: HOSTILE,
          region: HOSTILE,
        }),
      ],
      { fixes: [fix(HOSTILE, 1, HOSTILE)] },
    );
    const { page, complaints } = await pages.open(draw(report));
    await page.getByRole('button', { name: 'Open all' }).click();
    assert.match(
      await page.locator('.cards').innerText(),
      /<\/script><img src=x onerror=alert\(1\)><!-- \]\]> \\u2028 \\u202eevil x+… \(/,
    );
    assert.equal(await page.locator('img').count(), 0);
    await page.locator('#heat tbody a').last().click();
    await tells(page, '1 finding');
    assert.deepEqual(complaints, []);
  });

  it('has its counts, tables, fixes and findings without a program, too', async () => {
    const { page } = await pages.open(html, { javaScriptEnabled: false });
    const text = await page.locator('body').innerText();
    assert.match(text, /1 of 5 targets fail|2 of 5 targets fail/);
    assert.match(text, /What would clear the most[\s\S]*aws kms enable-key/);
    assert.match(text, /Findings[\s\S]*fail: no way to the endpoint[\s\S]*because of vpc\.security-group of vpc-1/);
  });

  it('shows the worst rows of a long table at first, more when asked, and all of them on paper', async () => {
    const targets = Array.from({ length: 60 }, (_, index) =>
      looked([fault(index === 57 ? {} : { verdict: 'warn' })], { account: String(100_000_000_000 + index) }),
    );
    const { page, complaints } = await pages.open(draw(diagnosis(targets)));
    const heads = page.locator('#heat tbody th:visible');
    assert.equal(await heads.count(), 50);
    assert.equal(await heads.first().innerText(), '100000000057');
    assert.equal(await page.locator('#heat').getAttribute('aria-rowcount'), '61');
    await page.getByRole('button', { name: 'Show 10 more rows of 60' }).first().click();
    assert.equal(await heads.count(), 60);
    assert.equal(await page.evaluate('document.activeElement.textContent'), '100000000049');
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Enter');
    await tells(page, '1 of 60 findings');
    assert.equal(await page.locator('#heat a[aria-current]').innerText(), '1');
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('#kinds tbody th:visible').count(), 60);
    assert.deepEqual(complaints, []);
    const { page: plain } = await pages.open(draw(diagnosis(targets)), { javaScriptEnabled: false });
    assert.equal(await plain.locator('#heat tbody th:visible').count(), 60);
  });

  it('opens tens of thousands of findings at once, and draws those that are looked at', async () => {
    const targets = Array.from({ length: 2000 }, (_, index) =>
      looked(
        Array.from({ length: 30 }, (_unused, check) =>
          fault({ check: `kms.number-${check}`, subject: `key/${index}`, summary: `the key is wrong in way ${check}` }),
        ),
        { account: `${100_000_000_000 + (index >> 2)}`, region: `us-east-${index & 3}` },
      ),
    );
    const { page, complaints } = await pages.open(draw(diagnosis(targets)));
    await tells(page, 'All 60,000 findings');
    assert.equal(await page.locator('.cards .card').count(), 30);
    assert.ok((await page.locator('.cards li').count()) < 1000);
    assert.deepEqual(complaints, []);
  });
});
