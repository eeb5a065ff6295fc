// What a page of a large estate costs: 2,000 targets with 30 findings each, to make it, and until a browser lets people work with it.
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BROWSER, opener } from '../test/browser/browser.ts';
import { print } from './measure.ts';

/** The most that opening a page may take in milliseconds, and that it may weigh in MB. */
const MOST = { milliseconds: 2000, megabytes: 12 };

/** Measures the page of findings that differ in their places only, and of such as have words of their own each. */
export async function pages(file: (name: string) => string): Promise<void> {
  print('');
  print('page of 2000 targets x 30 findings', 'ms', 'peak MB', 'MB', 'opens in ms', '');
  for (const kind of ['alike', 'unlike']) {
    const path = file(`page-${kind}`);
    const [milliseconds = '', peak = ''] = made(kind, path).split(' ');
    const megabytes = statSync(path).size / 1e6;
    const opens = BROWSER === undefined ? undefined : await opened(readFileSync(path, 'utf8'));
    const isFine = megabytes <= MOST.megabytes && (opens ?? 0) <= MOST.milliseconds;
    const cells = [milliseconds, peak, megabytes.toFixed(1), opens?.toFixed(0) ?? 'no browser'];
    print(`  ${kind}`, ...cells, isFine ? '' : 'TOO MUCH');
  }
}

/** Makes a page in a process of its own; returns what it says: milliseconds, and the peak of its memory in MB. */
function made(kind: string, path: string): string {
  const program = fileURLToPath(new URL('page-of-findings.ts', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', program, kind, path], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
  return stdout.trim();
}

/** Gives the milliseconds until findings are listed and can be filtered. */
async function opened(html: string): Promise<number> {
  const browser = await opener();
  try {
    await browser.open('<!doctype html><title>warm</title>');
    const started = performance.now();
    const { page } = await browser.open(html);
    await page.getByRole('searchbox').fill('');
    return performance.now() - started;
  } finally {
    await browser.close();
  }
}
