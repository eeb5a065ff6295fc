import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../src/errors.ts';
import { digestOf } from '../../src/plan-file/digest.ts';
import { parsePlan, readPlanText } from '../../src/plan-file/read.ts';
import { world } from '../engine/world.ts';
import { kept, VERSION } from './reviewed.ts';

type Json = Record<string, unknown>;

const made = await kept(world(), 'setup', { retention: '30', 'policy-audit': false });
const expected = { name: 'plan.json', kind: 'setup', version: VERSION, sandbox: false } as const;

const refusal = (text: string, over: Partial<Parameters<typeof parsePlan>[1]> = {}): string => {
  try {
    parsePlan(text, { ...expected, ...over });
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    assert.doesNotMatch(error.message, /\n/);
    return `${error.code}: ${error.message}`;
  }
  return assert.fail('it was taken');
};

/** The text of a plan that somebody changed, and gave the right digest. */
const forged = (change: (plan: Json) => void): string => {
  const plan = structuredClone(made) as unknown as Json;
  change(plan);
  const { digest: _digest, ...rest } = plan;
  return JSON.stringify({ ...rest, digest: digestOf(rest) });
};

const firstOf = (plan: Json): Json => (plan['targets'] as Json[])[0] ?? {};

describe('a plan file that is read', () => {
  it('is what was written, however it is indented, and in whatever order its members are', () => {
    const turned = Object.fromEntries(Object.entries(made).toReversed());
    for (const text of [JSON.stringify(made), JSON.stringify(turned, null, 7), `\uFEFF${JSON.stringify(made)}\r\n`]) {
      assert.deepEqual({ ...parsePlan(text, expected) }, { ...made });
    }
  });

  it('is refused if anything in it was altered', () => {
    const text = JSON.stringify(made);
    const altered = [
      text.replace('"retention":"30"', '"retention":"1"'),
      text.replace('"want":30', '"want":1'),
      text.replace('us-east-1', 'us-east-2'),
      text.replace(/"made":"2026/, '"made":"2027'),
      text.replace('"action":"create"', '"action":"none"'),
      text.replace(/"digest":"sha256:./, '"digest":"sha256:x'),
      text.replace(/,"digest":"[^"]*"/, ''),
    ];
    for (const changed of altered) {
      assert.notEqual(changed, text);
      assert.match(refusal(changed), /^plan-altered: plan file plan\.json was altered/);
    }
  });

  it('is refused if another version made it', () => {
    assert.match(
      refusal(JSON.stringify(made), { version: '1.2.4' }),
      /^other-version: .* made by session-manager 1\.2\.3, and this is 1\.2\.4/,
    );
    assert.match(refusal(forged((plan) => (plan['format'] = 2))), /^not-a-plan: .*plan\.format must be 1/);
  });

  it('is refused by the command that it is not for, which is named', () => {
    assert.match(
      refusal(JSON.stringify(made), { kind: 'delete' }),
      /^other-plan: .* is a plan of setup, not of delete/,
    );
  });

  it('is refused on the sandbox if it was not made there, and the other way round', () => {
    assert.match(refusal(JSON.stringify(made), { sandbox: true }), /leave out --sandbox/);
    assert.match(refusal(forged((plan) => (plan['sandbox'] = true))), /add --sandbox/);
  });

  it('is refused if it is something else', () => {
    const others = [
      '',
      'no json',
      '[]',
      'null',
      '7',
      '"plan"',
      '{}',
      '{"tool":null}',
      '{"format":1,"tool":{"name":"x"}}',
      '\0',
    ];
    for (const text of others) assert.match(refusal(text), /^not-a-plan: plan\.json is no plan file: /);
    const report = JSON.stringify({ command: 'plan', noop: false, targets: [], summary: { targets: 0 } });
    assert.match(refusal(report), /it is a report that --json printed/);
  });

  it('is refused, in one line, if it has the right digest and is not made like a plan', () => {
    const shapes: readonly ((plan: Json) => unknown)[] = [
      (plan) => (plan['targets'] = {}),
      (plan) => (plan['targets'] = [null]),
      (plan) => (plan['made'] = '9999-99-99T99:99:99.999Z'),
      (plan) => (plan['more'] = 1),
      (plan) => delete plan['entry'],
      (plan) => (plan['entry'] = { flags: { 'external-id': 'x' }, byId: false }),
      (plan) => (plan['entry'] = { flags: { profiles: true }, byId: false }),
      (plan) => (plan['targets'] = [firstOf(plan), firstOf(plan)]),
      (plan) => (firstOf(plan)['account'] = '1'),
      (plan) => (firstOf(plan)['region'] = '../etc'),
      (plan) => (firstOf(plan)['flags'] = { retention: true }),
      (plan) => (firstOf(plan)['flags'] = { force: true }),
      (plan) => (firstOf(plan)['flags'] = JSON.parse('{"__proto__":"x"}')),
      (plan) => (firstOf(plan)['flags'] = { kms: 'yes' }),
      (plan) => (firstOf(plan)['changes'] = [{ resource: 'x' }]),
      (plan) => (firstOf(plan)['changes'] = [{ resource: 'x', action: 'explode', summary: '', differences: [] }]),
    ];
    for (const change of shapes) assert.match(refusal(forged((plan) => void change(plan))), /^not-a-plan: /);
  });

  it('has its values checked like those of flags', () => {
    const text = forged((plan) => (firstOf(plan)['flags'] = { retention: '31' }));
    assert.match(refusal(text), /--retention "?31/);
  });
});

describe('the text of a plan file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plan-'));
  after(() => rmSync(folder, { recursive: true }));

  it('is read from any file, and what cannot be read is said in a line', async () => {
    const path = join(folder, 'plan.json');
    writeFileSync(path, 'text ü');
    assert.equal(await readPlanText(path), 'text ü');
    await assert.rejects(
      readPlanText(join(folder, 'none.json')),
      /cannot read plan file .*none\.json: there is none; plan --out/,
    );
    await assert.rejects(readPlanText(folder), /it is a folder/);
  });

  it('is not read further than any plan is long', async () => {
    await assert.rejects(readPlanText('/dev/zero'), /is no plan file: it is longer than 256 MiB/);
  });
});
