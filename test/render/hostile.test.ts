// Every text of every answer is hostile, one operation at a time; nothing of it may be obeyed by whatever shows it.
import assert from 'node:assert/strict';
import type { Report } from '../../src/engine/report.ts';
import { createReport } from '../../src/engine/report.ts';
import { diagnosisText } from '../../src/render/diagnosis.ts';
import { printedReport } from '../../src/render/json.ts';
import { diagnosisJunit } from '../../src/render/junit.ts';
import { diagnosisMarkdown } from '../../src/render/markdown.ts';
import { diagnosisSarif } from '../../src/render/sarif.ts';
import { reportText } from '../../src/render/text.ts';
import { traceLine } from '../../src/render/trace.ts';
import { jsonText } from '../../src/render/visible.ts';
import { fleetState } from '../../src/sandbox/fleet/fleet.ts';
import type { WireResponse } from '../../src/sandbox/protocols/wire.ts';
import { readCall } from '../../src/sandbox/door/call.ts';
import { EVERYTHING, interceptCalls, world, type World } from '../engine/world.ts';
import { PLAIN } from './reports.ts';

/** Writes to the clipboard, turns the direction of writing, and speaks to three CI servers. */
const POISON =
  '\u001B]52;c;Zm9v\u0007\u009B31m\u202E\u2028\n::stop-commands::x\r\n::error::x ##[error]x ##vso[x] @octocat';

/** The part of it that XML can hold. */
const XML_POISON = '&#x9b;31m\u202E\u2028\n::stop-commands::x&#13;&#10;::error::x ##[error]x ##vso[x] @octocat';

const poisoned = (value: unknown): unknown =>
  typeof value === 'string'
    ? `${value}${POISON}`
    : Array.isArray(value)
      ? value.map(poisoned)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, poisoned(member)]))
        : value;

function poisonedAnswer(answer: WireResponse): WireResponse {
  if (answer.body.startsWith('<'))
    return { ...answer, body: answer.body.replace(/>([^<>]*[^<>\s][^<>]*)<\//g, `>$1${XML_POISON}</`) };
  return answer.body === '' ? answer : { ...answer, body: JSON.stringify(poisoned(JSON.parse(answer.body))) };
}

/** Has the sandbox give hostile answers to one operation, and to none where none is named. Returns all operations that were called. */
function poison({ sandbox }: World, victim?: string): ReadonlySet<string> {
  const called = new Set<string>();
  const handle = sandbox.handle.bind(sandbox);
  sandbox.handle = async (request) => {
    const { service, operation } = readCall(request);
    called.add(`${service}:${operation}`);
    const answer = await handle(request);
    return `${service}:${operation}` === victim ? poisonedAnswer(answer) : answer;
  };
  return called;
}

const UNSEEN = /[^\n\P{Cc}]|[\p{Cf}\p{Zl}\p{Zp}]/u;

function assertHarmless(printed: string, where: string): void {
  assert.equal(UNSEEN.exec(printed)?.[0], undefined, where);
  assert.doesNotMatch(printed, /^\s*::/m, where);
  assert.doesNotMatch(printed, /##(vso)?\[/, where);
}

/** Renders it in every format, and tells whether anything hostile came through. */
function harmless(report: Report, where: string): boolean {
  const diagnosis = diagnosisText(report, PLAIN, 80);
  const markdown = diagnosisMarkdown(report);
  const json = jsonText(printedReport(report));
  const printed = {
    text: reportText(report, PLAIN, 80),
    diagnosis,
    markdown,
    json,
    junit: diagnosisJunit(report),
    sarif: diagnosisSarif(report, '1.0.0'),
  };
  for (const [format, text] of Object.entries(printed)) assertHarmless(text, `${where}, ${format}`);
  assert.doesNotMatch(markdown.replace(/(`+)(?!`).*?(?<!`)\1(?!`)/gs, ''), /@octocat/, where);
  assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify(printedReport(report))));
  return json.includes('octocat');
}

const VERBS = {
  plan: async (on: World) => createReport('plan', false, await on.plan(EVERYTHING)),
  'plan --delete': async (on: World) => createReport('plan', false, await on.planRemoval()),
  doctor: async (on: World) => on.diagnose(),
};

describe('hostile answers', () => {
  for (const [verb, run] of Object.entries(VERBS)) {
    it(`reach no terminal, CI server or comment as they are: ${verb}`, async () => {
      const on = world({ state: fleetState() });
      const operations = poison(on);
      harmless(await run(on), 'nothing hostile');
      let through = 0;
      for (const victim of operations) {
        const other = world({ state: fleetState() });
        poison(other, victim);
        if (harmless(await run(other), victim)) through += 1;
      }
      assert.ok(through >= 3, `${through} of ${operations.size} came through`);
    });
  }

  for (const [verb, run] of Object.entries(VERBS)) {
    it(`are harmless as refusals, too: ${verb}`, async () => {
      const on = world({ state: fleetState() });
      interceptCalls(on, /^(?!sts:)/, ({ refusal }) => Promise.resolve(refusal('AccessDenied', POISON, 403)));
      const through = harmless(await run(on), 'refused');
      // What a doctor may not read is unknown, in our words.
      assert.equal(through, verb !== 'doctor');
    });
  }

  it('reach no trace', () => {
    const call = { service: 'SSM', operation: 'GetDocument', place: '1/us-east-1', attempts: 1, milliseconds: 1 };
    assertHarmless(traceLine({ ...call, error: POISON }), 'trace');
  });
});
