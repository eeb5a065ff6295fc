import assert from 'node:assert/strict';
import type { Fault } from '../../src/checks/check.ts';
import type { TargetReport } from '../../src/engine/report.ts';
import { type Cause, causesIn, subjectsOf } from '../../src/render/told-causes.ts';
import { diagnosis, fault, fine, looked } from './reports.ts';

const told = (...targets: readonly TargetReport[]): readonly Cause[] => causesIn(diagnosis(targets));
const ENDPOINT = 'aws ec2 create-vpc-endpoint --vpc-id vpc-1 --service-name ssm';
const missing = (service: string, extra: Parameters<typeof fault>[0] = {}): Fault =>
  fault({
    check: `vpc.endpoint-${service}`,
    subject: 'vpc-1',
    summary: `no endpoint for ${service}`,
    advice: ENDPOINT,
    ...extra,
  });
const lost = (subject: string, ...causes: readonly Fault[]): Fault =>
  fault({
    check: 'instance.ping-lost',
    subject,
    summary: 'it is lost',
    advice: 'check the agent',
    ...(causes.length > 0 && { causedBy: causes.map(({ check, subject: of = '' }) => ({ check, subject: of })) }),
  });

describe('causes of what was found', () => {
  it('are one wherever alike faults are, the worst first, and then what explains most', () => {
    const old = (version: string) =>
      fault({
        check: 'agent.too-old',
        verdict: 'warn',
        summary: `agent ${version} is too old`,
        subject: `i-${version}`,
      });
    const [first, second, third] = told(
      looked([...fine(2), old('2.0.1.0'), fault({ subject: 'key/1' })]),
      looked([old('3.0.2.0'), missing('ssm', { causes: 1 }), lost('i-1', missing('ssm'))], { region: 'eu-west-1' }),
    );
    assert.deepEqual(
      [first, second, third].map((cause) => [cause?.check, cause?.findings, cause?.summary]),
      [
        ['vpc.endpoint-ssm', 2, 'no endpoint for ssm'],
        ['kms.disabled', 1, 'sessions are encrypted with a key that is disabled'],
        ['agent.too-old', 2, 'agents 2.0.1.0 to 3.0.2.0 are too old'],
      ],
    );
    assert.deepEqual(
      third?.placed.map(({ target }) => target.region),
      ['us-east-1', 'eu-west-1'],
    );
  });

  it('have beneath them what they explain, by detours too, and say what has another reason as well', () => {
    const [network, role] = [
      missing('ssm', { causes: 2 }),
      fault({ check: 'instance.role-trust', subject: 'role/web', causes: 1 }),
    ];
    const both = lost('i-2', network, role);
    const deaf = fault({
      check: 'instance.not-connected',
      subject: 'i-1',
      causedBy: [{ check: 'instance.ping-lost', subject: 'i-1' }],
    });
    const [first, second, ...others] = told(
      looked([{ ...lost('i-1', network), causes: 1 }, both, deaf, network, role]),
    );
    assert.deepEqual(
      [first, second].map((cause) =>
        cause?.symptoms.map(({ check, faults, shared }) => [check, faults.length, shared]),
      ),
      [
        [
          ['instance.ping-lost', 2, 1],
          ['instance.not-connected', 1, 0],
        ],
        [['instance.ping-lost', 1, 1]],
      ],
    );
    assert.deepEqual(others, []);
  });

  it('have with them what the same advice clears: of the same thing, or of the same check where it is a command', () => {
    const group = (subject: string) =>
      fault({ check: 'vpc.security-group', subject, summary: `${subject} is shut`, advice: ENDPOINT });
    const [endpoints, groups, ...others] = told(
      looked([missing('ssm'), missing('kms'), missing('logs'), group('vpce-a'), group('vpce-b')]),
    );
    assert.deepEqual(
      [...(endpoints?.also ?? [])],
      [
        ['vpc.endpoint-kms', 1],
        ['vpc.endpoint-logs', 1],
      ],
    );
    assert.deepEqual(
      groups?.placed.map(({ fault: { subject } }) => subject),
      ['vpce-a', 'vpce-b'],
    );
    assert.deepEqual(others, []);
    // What is only in words is about each thing by itself.
    const words = ['a', 'b'].map((subject) => fault({ subject, summary: `${subject} is off`, advice: 'turn it on' }));
    assert.equal(told(looked(words)).length, 2);
  });

  it('count advices that differ', () => {
    const keys = ['1', '2', '3'].map((id) =>
      fault({ subject: `key/${id}`, advice: `aws kms enable-key --key-id ${id}` }),
    );
    const [cause] = told(looked(keys));
    assert.deepEqual([cause?.advice, cause?.others], ['aws kms enable-key --key-id 1', 2]);
  });

  it('are none of what is fine, accepted, or told as the reason why a target ended', () => {
    const error = { code: 'RegionNotEnabled', message: 'region x is not enabled' };
    const closed = fault({ verdict: 'unknown', summary: error.message });
    const accepted = fault({ accepted: { reason: 'known' } });
    assert.deepEqual(told(looked([...fine(2), accepted]), looked([closed], { status: 'skipped', error })), []);
  });

  it('say what is new of them', () => {
    const marks = (...since: readonly ('new' | 'unchanged')[]) =>
      told(looked(since.map((one, index) => fault({ subject: `key/${index}`, since: one })))).map(({ mark }) => mark);
    assert.deepEqual(marks('new', 'new'), ['NEW']);
    assert.deepEqual(marks('new', 'unchanged'), ['1 NEW']);
    assert.deepEqual(marks('unchanged'), ['']);
    const [worse] = told(looked([fault({ since: 'new', was: 'warn' })]));
    assert.equal(worse?.mark, 'NEW (was warn)');
  });

  it('name each thing once, with its name', () => {
    const found = [
      fault({ subject: 'i-1', name: 'web' }),
      fault({ subject: 'i-1', name: 'web' }),
      fault({ subject: 'i-2' }),
      fault(),
    ];
    assert.deepEqual(subjectsOf(found), [
      ['i-1', 'web'],
      ['i-2', undefined],
    ]);
  });
});
