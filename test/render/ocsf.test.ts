import assert from 'node:assert/strict';
import type { Report } from '../../src/engine/report.ts';
import { identitiesOf } from '../../src/engine/identity.ts';
import { diagnosisOcsf } from '../../src/render/ocsf.ts';
import { strangeIn } from './ocsf-schema.ts';
import { oneOf, SOURCE, valuesOf } from './findings-lines.ts';
import { diagnosis, fault, fine, looked } from './reports.ts';

const NOW = Date.parse(SOURCE.time);

interface Event extends Readonly<Record<string, unknown>> {
  readonly activity_id: number;
  readonly severity_id: number;
  readonly status_id?: number;
  readonly finding_info: { readonly uid: string; readonly first_seen_time: number };
  readonly compliance: {
    readonly status_id: number;
    readonly standards?: readonly string[];
    readonly requirements?: readonly string[];
  };
  readonly resources: readonly { readonly uid?: string; readonly name?: string; readonly type: string }[];
  readonly remediation?: object;
  readonly cloud?: object;
  readonly unmapped: object;
}

const eventsOf = (report: Report): readonly Event[] =>
  valuesOf(diagnosisOcsf(report, SOURCE)).map((value) => {
    const event = value as Event;
    assert.deepEqual(strangeIn(event), []);
    return event;
  });
const one = oneOf(eventsOf);

describe('Compliance Findings of OCSF', () => {
  it('say what was found, where, and how to fix it', () => {
    const report: Report = {
      ...diagnosis([
        looked([fault({ subject: 'i-0123456789abcdef0', name: 'web', ref: 'https://docs.aws.amazon.com/x.html' })], {
          accountName: 'payments',
        }),
      ]),
      run: { version: '1', time: SOURCE.time, seconds: 1, caller: 'arn:aws:iam::111122223333:user/ann', arguments: [] },
    };
    const [id] = identitiesOf(report.targets).values();
    const [event] = eventsOf(report);
    const { compliance, ...rest } = event ?? assert.fail();
    const title = 'a key that sessions or the log group use is disabled';
    const account = { uid: '111122223333', name: 'payments', type: 'AWS Account', type_id: 10 };
    assert.deepEqual(rest, {
      activity_id: 1,
      activity_name: 'Create',
      category_uid: 2,
      category_name: 'Findings',
      class_uid: 2003,
      class_name: 'Compliance Finding',
      type_uid: 200_301,
      type_name: 'Compliance Finding: Create',
      time: NOW,
      severity_id: 4,
      severity: 'High',
      status_id: 1,
      status: 'New',
      status_code: 'fail',
      message: 'sessions are encrypted with a key that is disabled',
      metadata: {
        version: '1.5.0',
        product: { name: 'session-manager', vendor_name: 'session-manager', version: '1.2.3' },
        event_code: 'kms.disabled',
        profiles: ['cloud'],
      },
      finding_info: {
        uid: id,
        title,
        desc: 'sessions are encrypted with a key that is disabled',
        analytic: { uid: 'kms.disabled', name: title, type_id: 1, type: 'Rule' },
        first_seen_time: NOW,
        last_seen_time: NOW,
        modified_time: NOW,
      },
      resources: [
        {
          uid: 'arn:aws:ec2:us-east-1:111122223333:instance/i-0123456789abcdef0',
          name: 'web',
          type: 'AWS::EC2::Instance',
          cloud_partition: 'aws',
          region: 'us-east-1',
          owner: { account },
        },
      ],
      cloud: { provider: 'AWS', account, cloud_partition: 'aws', region: 'us-east-1' },
      remediation: { desc: 'aws kms enable-key --key-id 1234', references: ['https://docs.aws.amazon.com/x.html'] },
      unmapped: { scope: 'region', verdict: 'fail', caller: 'arn:aws:iam::111122223333:user/ann' },
    });
    assert.equal(compliance.status_id, 3);
  });

  for (const [verdict, severity, status] of [
    ['fail', 4, 3],
    ['warn', 3, 2],
    ['unknown', 2, 0],
    ['info', 1, 1],
  ] as const) {
    it(`have severity ${severity} and status ${status} for ${verdict}`, () => {
      const event = one({ verdict });
      assert.equal(event.severity_id, severity);
      assert.equal(event.compliance.status_id, status);
    });
  }

  it('pass where it is ok, in every place with another id', () => {
    const events = eventsOf(diagnosis([looked(fine(2)), looked(fine(2), { region: 'cn-north-1' })]));
    assert.equal(new Set(events.map(({ finding_info: { uid } }) => uid)).size, 4);
    for (const { compliance, severity_id: severity, remediation } of events)
      assert.deepEqual([compliance.status_id, severity, remediation], [1, 1, undefined]);
  });

  it('name the standards and their requirements that a check gives evidence for', () => {
    const { standards = [], requirements = [] } = one({ check: 'log-group.missing' }).compliance;
    assert.ok(standards.includes('NIST SP 800-53 Rev. 5'));
    assert.ok(requirements.some((name) => name.startsWith('NIST SP 800-53 Rev. 5 AU-')));
    assert.ok(!('standards' in one({ check: 'client.clock' }).compliance));
  });

  it('are in no cloud where they are about the machine, and have no ARN where the account is not known', () => {
    const { cloud, resources } = one({ check: 'client.clock', scope: 'machine', subject: 'this machine' });
    assert.equal(cloud, undefined);
    assert.deepEqual(resources, [{ type: 'Machine', name: 'this machine' }]);
    const [event] = eventsOf(diagnosis([looked([fault({ subject: 'i-1' })], { account: null, profile: 'dev' })]));
    assert.equal(event?.resources[0]?.uid, undefined);
    assert.equal(event?.resources[0]?.name, 'i-1');
  });

  it('are suppressed where somebody has accepted them', () => {
    const accepted = { reason: 'a lab' };
    const { status_id: status, severity_id: severity, unmapped } = one({ accepted });
    assert.deepEqual([status, severity], [3, 1]);
    assert.deepEqual(unmapped, { scope: 'region', verdict: 'fail', accepted });
  });

  it('are created, updated or closed as they compare with an earlier report', () => {
    const time = '2026-11-20T00:00:00.000Z';
    const gone = {
      id: '0123456789abcdef',
      check: 'kms.disabled',
      scope: 'region',
      account: '111122223333',
      region: 'us-east-1',
      verdict: 'fail',
      summary: 'it was disabled',
    } as const;
    const events = eventsOf({
      ...diagnosis([looked([fault({ since: 'new' }), fault({ since: 'unchanged', subject: 'i-1' })])]),
      since: { file: 'last.json', time, gone: [gone], unlooked: [] },
    });
    assert.deepEqual(
      events.map(({ activity_id: activity, status_id: status, finding_info: { first_seen_time: seen } }) => [
        activity,
        status,
        seen,
      ]),
      [
        [1, 1, NOW],
        [2, 1, Date.parse(time)],
        [3, 4, Date.parse(time)],
      ],
    );
    assert.equal(events[2]?.finding_info.uid, '0123456789abcdef');
    assert.equal(events[2]?.compliance.status_id, 1);
  });
});
