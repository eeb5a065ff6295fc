import assert from 'node:assert/strict';
import type { Throttled } from '../../src/aws/throttling.ts';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Acceptance, CauseName, CheckScope, Fault, Finding, Verdict } from '../../src/checks/check.ts';
import type { Against, Assessed, Compliance } from '../../src/compliance/standing.ts';
import type { Action } from '../../src/engine/change.ts';
import {
  type BaselineEntry,
  type BaselineNote,
  type Gone,
  type PlanNote,
  type ChangeReport,
  type ChangeStatus,
  createDiagnosis,
  createReport,
  type Report,
  type Run,
  type Sampled,
  type SinceNote,
  type Summary,
  type TargetStatus,
} from '../../src/engine/report.ts';
import type { Fix } from '../../src/engine/fixes.ts';
import type { Drift, PlannedChange } from '../../src/engine/review.ts';
import type { Unread } from '../../src/engine/unread.ts';
import { type Problem, UserError } from '../../src/errors.ts';
import { describeError, type ErrorReport } from '../../src/render/error.ts';
import {
  type Printed,
  type PrintedFault,
  type PrintedReport,
  type PrintedTarget,
  printedReport,
} from '../../src/render/json.ts';
import type { Difference, Untouched } from '../../src/resources/resource.ts';
import { change, diagnosis, fault, fine, fix, looked, report, target } from './reports.ts';

interface Shape {
  readonly type?: unknown;
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly $ref?: string;
  readonly description?: string;
  readonly additionalProperties?: boolean;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Shape>>;
}

const SCHEMA = JSON.parse(readFileSync(new URL('../../schema/doctor.json', import.meta.url), 'utf8')) as {
  readonly $defs: Readonly<Record<string, Shape>>;
};
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
const validate = ajv.compile(SCHEMA);
const isValid = (value: unknown): boolean => validate(JSON.parse(JSON.stringify(value)));
const shape = (name: string): Shape => SCHEMA.$defs[name] ?? assert.fail(`no $defs/${name}`);

const sorted = (items: readonly string[] = []): readonly string[] =>
  items.toSorted((one, other) => (one < other ? -1 : 1));

type Demanded<Type> = { [Key in keyof Type]-?: object extends Pick<Type, Key> ? never : Key }[keyof Type];

const ERROR = { code: 'AccessDeniedException', message: 'not allowed', advice: 'allow kms:CreateKey' };
/** A change that has no status: it is only planned. */
const PLANNED: PlannedChange = (({ status: _status, ...planned }) => planned)(change());

const REPORTS: Readonly<Record<string, Report>> = {
  setup: report([
    target({ profile: 'dev' }),
    target({ status: 'failed', error: ERROR, changes: [change({ status: 'not-run' })] }),
  ]),
  noop: report([target({ account: null, status: 'planned', changes: [change({ status: 'planned' })] })], {
    noop: true,
  }),
  plan: report(
    [
      target({
        changes: [
          change({ action: 'keep', status: 'kept', reason: 'not ours', loss: '12 bytes' }),
          change({
            differences: [
              { field: 'retentionInDays', have: null, want: 30 },
              { field: 'encrypted', have: false, want: true },
              { field: 's3EncryptionEnabled', have: '{{ enc }}', default: true, want: false },
            ],
            untouched: [
              { field: 'kmsKeyId', have: '{{ key }}', default: null },
              { field: 'inputs.later', have: '1' },
            ],
          }),
        ],
      }),
    ],
    { command: 'plan' },
  ),
  planned: {
    ...report([target({ status: 'planned' })], { command: 'plan' }),
    plan: { file: 'plan.json', made: '2026-11-26T12:00:00.000Z', digest: `sha256:${'0'.repeat(64)}`, next: 'setup' },
  },
  refused: report([
    target({
      status: 'failed',
      error: ERROR,
      changes: [],
      drift: [
        { resource: 'log-group', planned: null, now: PLANNED },
        { resource: 'kms-key', planned: { ...PLANNED, basis: { id: 'one', ours: true } }, now: null },
      ],
    }),
  ]),
  told: {
    ...report([target({ caller: 'arn:aws:iam::111122223333:role/web', seconds: 1.25 })]),
    run: {
      version: '1.0.0',
      time: '2026-11-26T12:00:00.000Z',
      seconds: 2.5,
      caller: 'arn:aws:iam::111122223333:user/ann',
      arguments: ['--regions', 'us-east-1'],
    },
  },
  interrupted: report([target({ status: 'skipped', error: ERROR, changes: [] })], { interrupted: true }),
  declined: { ...report([target()], { command: 'delete' }), declined: true },
  audited: report([target({ findings: [fault({ scope: 'account', subject: 'role/web' })] })]),
  sampled: diagnosis([
    looked(fine(1), { sampled: [{ check: 'instance.not-connected', asked: 50, of: 2000, doubtful: 0 }] }),
  ]),
  unread: createReport('setup', false, [
    target({
      findings: [fault({ verdict: 'unknown', unread: ['kms:DescribeKey'] }), fault({ verdict: 'unknown', unread: [] })],
    }),
  ]),
  unreadTarget: createDiagnosis([target({ status: 'failed', error: ERROR, changes: [] })]),
  compared: {
    ...diagnosis([
      looked([
        fault({ since: 'new', was: 'warn' }),
        fault({
          since: 'unchanged',
          subject: 'key/1',
          accepted: { reason: 'it is old', owner: 'ann', expires: '2027-01-31' },
        }),
      ]),
    ]),
    principals: ['arn:aws:iam::111122223333:role/web'],
    baseline: {
      file: 'accepted.yaml',
      expired: [{ check: 'kms', reason: 'for a while', expires: '2026-11-25' }],
      unmatched: [{ check: '*', subject: 'key/*', account: '111122223333', region: 'us-*', reason: 'x', owner: 'ann' }],
    },
    since: {
      file: 'last.json',
      time: '2026-11-25T10:00:00.000Z',
      gone: [
        {
          id: '0123456789abcdef:2',
          check: 'kms.disabled',
          scope: 'region',
          account: null,
          accountName: 'payments',
          region: 'us-east-1',
          profile: 'dev',
          subject: 'key/1',
          verdict: 'fail',
          summary: 'it is disabled',
        },
      ],
      unlooked: [],
    },
  },
  doctor: diagnosis(
    [
      looked([
        ...(['fail', 'warn', 'info', 'unknown'] as const).map((verdict) => fault({ verdict })),
        fault({ subject: 'key/1234', ref: 'https://docs.aws.amazon.com/x.html', causes: 1 }),
        fault({ subject: 'bucket/a', causedBy: [{ check: 'kms.disabled', subject: 'key/1234', region: 'eu-west-1' }] }),
        ...fine(2, 'machine'),
      ]),
    ],
    { fixes: [{ ...fix('session-manager setup --kms', 2, 'kms.disabled'), after: [1], steps: 2 }] },
  ),
};
const SAMPLES = Object.fromEntries(Object.entries(REPORTS).map(([name, sample]) => [name, printedReport(sample)]));

describe('schema/doctor.json', () => {
  for (const [name, sample] of Object.entries(SAMPLES)) {
    it(`holds for a report: ${name}`, () => {
      assert.ok(isValid(sample), JSON.stringify(validate.errors));
    });
  }

  it('holds for a command that could not run', () => {
    const problems = [new UserError('invalid-value', '--kms x: no'), new Error('unexpected')];
    for (const problem of problems) assert.ok(isValid({ error: describeError(problem).error }));
  });

  it('does not hold for a report that is broken', () => {
    const { doctor, setup } = SAMPLES;
    const [first] = doctor?.targets ?? [];
    const FAULT = doctor?.targets[0]?.findings[0];
    const [FIX] = doctor?.fixes ?? [];
    const withTarget = (extra: object) => ({ ...doctor, targets: [{ ...first, ...extra }] });
    const broken: readonly unknown[] = [
      {},
      [],
      { ...doctor, more: 1 },
      { ...doctor, interrupted: false },
      { ...doctor, summary: { ...doctor?.summary, ok: undefined } },
      { ...doctor, summary: { ...doctor?.summary, targets: -1 } },
      { ...doctor, fixes: Array.from({ length: 6 }, () => FIX) },
      { ...doctor, fixes: [{ ...FIX, clears: 0 }] },
      { ...setup, summary: {} },
      withTarget({ status: 'done' }),
      withTarget({ status: 'failed' }),
      withTarget({ error: ERROR }),
      withTarget({ account: '123' }),
      withTarget({ changes: [{ ...change(), differences: [{ field: 'x', have: {}, want: 1 }] }] }),
      withTarget({ findings: [{ ...FAULT, advice: undefined }] }),
      withTarget({ findings: [fault()] }),
      withTarget({ findings: [{ ...FAULT, verdict: 'ok' }] }),
      withTarget({ findings: [{ ...FAULT, verdict: 'error' }] }),
      withTarget({ findings: [{ ...FAULT, scope: 'planet' }] }),
      withTarget({ findings: [{ ...FAULT, region: 'us-east-1' }] }),
      withTarget({ findings: [{ ...FAULT, causedBy: [] }] }),
      withTarget({ findings: [{ ...FAULT, causes: 0 }] }),
      { error: { code: 'usage', message: 'x' } },
      { ...doctor, error: { code: 'usage', message: 'x', suggestions: [] } },
    ];
    for (const value of broken) assert.ok(!isValid(value), JSON.stringify(value));
  });

  // Each of these does not compile unless it names all there is in the type, and nothing else.
  const keys = <Key extends string>(all: Record<Key, true>): readonly string[] => sorted(Object.keys(all));

  it('has the values that the types have', () => {
    const statuses = {
      changed: true,
      unchanged: true,
      planned: true,
      failed: true,
      skipped: true,
      'not-run': true,
    } as const;
    const outcomes = { done: true, unchanged: true, planned: true, failed: true, 'not-run': true, kept: true } as const;
    const enums: Readonly<Record<string, readonly string[]>> = {
      targetStatus: keys<TargetStatus>(statuses),
      changeStatus: keys<ChangeStatus>(outcomes),
      action: keys<Action>({ create: true, update: true, delete: true, keep: true, none: true }),
      scope: keys<CheckScope>({ machine: true, account: true, region: true }),
    };
    for (const [name, wanted] of Object.entries(enums)) assert.deepEqual(sorted(shape(name).enum), wanted, name);
    const ok = shape('fine').properties?.['verdict']?.const;
    const faults = shape('fault').properties?.['verdict']?.enum ?? [];
    const verdicts = keys<Verdict>({ ok: true, info: true, warn: true, fail: true, unknown: true });
    assert.deepEqual(sorted([String(ok), ...faults]), verdicts);
  });

  it('has the properties that the types have, and demands those that are not optional', () => {
    const same = <Type>(
      found: Shape | undefined,
      demanded: Record<Demanded<Type>, true>,
      optional: Record<Exclude<keyof Type, Demanded<Type>>, true>,
    ): void => {
      assert.deepEqual(sorted(found?.required), sorted(Object.keys(demanded)));
      assert.deepEqual(sorted(Object.keys(found?.properties ?? {})), sorted(Object.keys({ ...demanded, ...optional })));
    };
    same<PrintedReport>(
      shape('report'),
      { command: true, noop: true, targets: true, summary: true },
      {
        run: true,
        interrupted: true,
        declined: true,
        shard: true,
        plan: true,
        unread: true,
        fixes: true,
        principals: true,
        baseline: true,
        since: true,
        selected: true,
        compliance: true,
      },
    );
    same<PrintedTarget>(
      shape('target'),
      { account: true, region: true, status: true, changes: true, findings: true },
      {
        accountName: true,
        profile: true,
        caller: true,
        seconds: true,
        error: true,
        drift: true,
        sampled: true,
        throttled: true,
      },
    );
    same<Run>(shape('run'), { version: true, time: true, seconds: true, arguments: true }, { caller: true });
    same<PlanNote>(shape('planNote'), { file: true, made: true, digest: true }, { next: true });
    same<Drift>(shape('drift'), { resource: true, planned: true, now: true }, {});
    same<PlannedChange>(
      shape('plannedChange'),
      { resource: true, action: true, summary: true, differences: true },
      { reason: true, loss: true, untouched: true, basis: true },
    );
    same<Compliance>(
      shape('compliance'),
      { framework: true, title: true, source: true, summary: true, controls: true },
      {},
    );
    same<Assessed>(
      shape('control'),
      { id: true, title: true, asks: true, standing: true, checks: true, against: true },
      { reason: true },
    );
    same<Against>(shape('against'), { check: true, verdict: true, findings: true, places: true }, { accepted: true });
    same<Sampled>(shape('sampled'), { check: true, asked: true, of: true, doubtful: true }, {});
    same<ChangeReport>(
      shape('change'),
      { resource: true, action: true, status: true, summary: true, differences: true },
      { reason: true, loss: true, untouched: true },
    );
    same<Difference>(shape('difference'), { field: true, have: true, want: true }, { default: true });
    same<Untouched>(shape('untouched'), { field: true, have: true }, { default: true, must: true });
    same<PrintedFault>(
      shape('fault'),
      { check: true, scope: true, verdict: true, summary: true, advice: true },
      {
        subject: true,
        name: true,
        arn: true,
        ref: true,
        unread: true,
        causedBy: true,
        causes: true,
        id: true,
        accepted: true,
        since: true,
        was: true,
      },
    );
    same<Acceptance>(shape('acceptance'), { reason: true }, { owner: true, expires: true });
    same<BaselineNote>(shape('baseline'), { file: true, expired: true, unmatched: true }, {});
    same<BaselineEntry>(
      shape('baselineEntry'),
      { check: true, reason: true },
      { subject: true, account: true, region: true, owner: true, expires: true },
    );
    same<SinceNote>(shape('since'), { file: true, gone: true, unlooked: true }, { time: true });
    same<Gone>(
      shape('gone'),
      { id: true, check: true, scope: true, account: true, region: true, verdict: true, summary: true },
      { accountName: true, profile: true, subject: true, arn: true },
    );
    same<CauseName>(shape('causeName'), { check: true }, { subject: true, region: true });
    same<Exclude<Finding, Fault>>(shape('fine'), { check: true, scope: true, verdict: true, summary: true }, {});
    same<Summary>(
      shape('summary'),
      { targets: true, changed: true, unchanged: true, planned: true, failed: true, skipped: true },
      {
        ok: true,
        info: true,
        warn: true,
        fail: true,
        unknown: true,
        unread: true,
        unreadTargets: true,
        kept: true,
        'not-run': true,
        accepted: true,
        newFindings: true,
        unchangedFindings: true,
        goneFindings: true,
        throttled: true,
      },
    );
    same<Throttled>(shape('throttled'), { calls: true, seconds: true }, {});
    same<Printed<Fix>>(shape('fix'), { advice: true, clears: true, checks: true }, { after: true, steps: true });
    same<Printed<Unread>>(shape('unread'), { reason: true, checks: true, places: true, advice: true }, {});
    same<Problem>(shape('problem'), { code: true, message: true }, { advice: true });
    const refusal = shape('refusal').properties?.['error'];
    same<ErrorReport>(refusal, { code: true, message: true, suggestions: true }, { advice: true });
  });

  it('leaves nothing open, and describes every property', () => {
    const visit = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      const { type, additionalProperties, properties = {} } = value as Shape;
      if (type === 'object') assert.equal(additionalProperties, false, path);
      if (type === 'object') {
        for (const [name, { description, $ref, ...rest }] of Object.entries(properties)) {
          assert.ok(description ?? $ref ?? rest.properties, `${path}/${name}`);
        }
      }
      for (const [key, inner] of Object.entries(value)) visit(inner, `${path}/${key}`);
    };
    visit(SCHEMA, '#');
  });

  it('is published', () => {
    const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      readonly files: readonly string[];
    };
    assert.ok(manifest.files.includes('schema'));
  });
});
