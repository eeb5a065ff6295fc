// Writes which calls each check makes, as a run of each alone shows it: npm run docs:calls. It takes a while.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { recordCalls } from '../test/checks/recorded-calls.ts';
import { pathOf } from './docs/pages.ts';

const FILE = 'src/checks/catalogue/calls.ts';
const { everyRun, byCheck, otherActions } = await recordCalls();
const text = `// Written by npm run docs:calls, and checked by test/checks/calls.test.ts.

/** Operations of AWS by service, as IAM calls it: \`{ ec2: ['DescribeVpcs'] }\`. */
export type Calls = Readonly<Record<string, readonly string[]>>;

/** What some checks call, besides the calls of every run. */
export interface CallsOf {
  readonly ids: readonly string[];
  readonly calls: Calls;
}

/** The calls of every run, whichever checks are asked for: who the caller is, and whether a region is open to them. */
export const EVERY_RUN: Calls = ${JSON.stringify(everyRun)};

/** The calls that checks can make; those that make none of their own are not there. Most calls are made only where there is a reason. */
export const CALLS: readonly CallsOf[] = ${JSON.stringify(byCheck)};

/** The actions that allow calls which are not named like them. */
export const OTHER_ACTIONS: Readonly<Record<string, string>> = ${JSON.stringify(otherActions)};
`;
writeFileSync(pathOf(FILE), text);
spawnSync('npx', ['oxfmt', pathOf(FILE)], { stdio: 'inherit' });
console.log(`wrote ${FILE}`);
