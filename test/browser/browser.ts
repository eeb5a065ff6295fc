// Opens pages in Chromium: that of CHROME_PATH, or Debian's.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe, { type AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const PATHS = [process.env['CHROME_PATH'], '/usr/bin/chromium', '/usr/bin/google-chrome'];

/** The browser of this machine; undefined: there is none. */
export const BROWSER = PATHS.find((path): path is string => path !== undefined && existsSync(path));

/** What to call a group of tests: where there is no browser, the reason why they are skipped. */
export const named = (name: string): string =>
  BROWSER === undefined ? `${name} (skipped: no browser; install chromium, or set CHROME_PATH)` : name;

/** Milliseconds to wait for the browser: a slow machine needs more than Playwright's own thirty seconds. */
const PATIENCE = 300_000;

/** A name that somebody may have given to what is shown: markup, the end of a program, a text that runs backwards, a very long word. */
export const HOSTILE = `</script><img src=x onerror=alert(1)><!-- ]]> \u2028 \u202Eevil ${'x'.repeat(10_000)} 🦊`;

/** A page that is open. */
export interface Opened {
  readonly page: Page;
  /** What the console was told, dialogs that came up, and what was asked of the network. */
  readonly complaints: readonly string[];
}

/** Opens pages, all in one browser. */
export interface Opener {
  /** Opens a page as a file; `hash`: the part of the address behind it. */
  open(html: string, options?: BrowserContextOptions & { readonly hash?: string }): Promise<Opened>;
  close(): Promise<void>;
}

export async function opener(): Promise<Opener> {
  const folder = mkdtempSync(join(tmpdir(), 'pages-'));
  const browser: Browser = await chromium.launch({
    executablePath: BROWSER ?? '',
    args: ['--no-sandbox'],
    timeout: PATIENCE,
  });
  let count = 0;
  return {
    async open(html, { hash = '', ...options } = {}) {
      const file = join(folder, `page-${(count += 1)}.html`);
      writeFileSync(file, html);
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      context.setDefaultTimeout(PATIENCE);
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
      page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
      page.on('dialog', (dialog) => {
        complaints.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on('request', (request) => {
        if (!/^(?:file|data):/.test(request.url())) complaints.push(`request: ${request.url()}`);
      });
      await page.goto(`${pathToFileURL(file).href}${hash}`);
      return { page, complaints };
    },
    async close() {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Has axe look at a page, with all of its rules. */
export async function assertAccessible(page: Page, when: string): Promise<void> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { readonly axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
  assert.deepEqual(found, [], when);
}
