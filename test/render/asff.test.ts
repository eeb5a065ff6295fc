import assert from 'node:assert/strict';
import { diagnosisAsff } from '../../src/render/asff.ts';
import type { Fault } from '../../src/checks/check.ts';
import type { Report } from '../../src/engine/report.ts';
import { comparedWith } from '../../src/reports/compare.ts';
import { identitiesOf } from '../../src/engine/identity.ts';
import { excessIn, type Imported, strangeIn } from './asff-schema.ts';
import { oneOf, SOURCE, valuesOf } from './findings-lines.ts';
import { diagnosis, fault, fine, looked } from './reports.ts';

const batchesOf = (report: Report): readonly (readonly Imported[])[] =>
  valuesOf(diagnosisAsff(report, SOURCE)).map((value) => {
    const batch = value as readonly Imported[];
    assert.deepEqual(strangeIn({ Findings: batch }), []);
    assert.deepEqual(excessIn(batch), []);
    return batch;
  });
const findingsOf = (report: Report): readonly Imported[] => batchesOf(report).flat();
const one = oneOf(findingsOf);

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234';

describe('findings for Security Hub', () => {
  it('say what was found, where, and how to fix it', () => {
    const report = diagnosis([
      looked([fault({ check: 'kms.disabled', subject: `key/${KEY}`, ref: 'https://docs.aws.amazon.com/x.html' })], {
        accountName: 'payments',
      }),
    ]);
    const [found] = findingsOf(report);
    assert.ok(found);
    const [id] = identitiesOf(report.targets).values();
    const { Types, FindingProviderFields, ProductFields, Compliance, ...rest } = found;
    assert.deepEqual(rest, {
      SchemaVersion: '2018-10-08',
      Id: `session-manager/${id}`,
      ProductArn: 'arn:aws:securityhub:us-east-1:111122223333:product/111122223333/default',
      ProductName: 'session-manager',
      CompanyName: 'session-manager',
      GeneratorId: 'session-manager/kms.disabled',
      AwsAccountId: '111122223333',
      AwsAccountName: 'payments',
      FirstObservedAt: SOURCE.time,
      LastObservedAt: SOURCE.time,
      CreatedAt: SOURCE.time,
      UpdatedAt: SOURCE.time,
      Severity: { Label: 'HIGH', Original: 'fail' },
      Title: `a key that sessions or the log group use is disabled: key/${KEY}`,
      Description:
        'sessions are encrypted with a key that is disabled; the effect: sessions end at once, or nothing can be logged',
      Remediation: {
        Recommendation: {
          Text: 'aws kms enable-key --key-id 1234',
          Url: 'https://docs.aws.amazon.com/x.html',
        },
      },
      Resources: [{ Type: 'AwsKmsKey', Id: KEY, Partition: 'aws', Region: 'us-east-1' }],
      RecordState: 'ACTIVE',
    });
    assert.deepEqual(FindingProviderFields, { Severity: rest.Severity, Types });
    assert.equal(Types[0], 'Software and Configuration Checks/AWS Security Best Practices');
    assert.equal(Compliance.Status, 'FAILED');
    assert.equal(ProductFields['ProviderVersion'], '1.2.3');
    assert.equal(ProductFields['session-manager/verdict'], 'fail');
  });

  for (const [verdict, label, status] of [
    ['fail', 'HIGH', 'FAILED'],
    ['warn', 'MEDIUM', 'WARNING'],
    ['unknown', 'LOW', 'NOT_AVAILABLE'],
    ['info', 'INFORMATIONAL', 'PASSED'],
  ] as const) {
    it(`are ${label} and ${status} for ${verdict}`, () => {
      const { Severity, Compliance } = one({ verdict });
      assert.equal(Severity.Label, label);
      assert.equal(Compliance.Status, status);
    });
  }

  it('name the controls that a check gives evidence for, and are classified by their frameworks', () => {
    const { Compliance, Types } = one({ check: 'log-group.missing' });
    assert.ok(Compliance.RelatedRequirements?.some((name) => name.startsWith('NIST SP 800-53 Rev. 5 AU-')));
    assert.ok(
      Types.includes('Software and Configuration Checks/Industry and Regulatory Standards/NIST 800-53 Controls (USA)'),
    );
    assert.ok(!('RelatedRequirements' in one({ check: 'client.clock' }).Compliance));
  });

  it('leave out what is ok, what is about the machine, and accounts without an id', () => {
    assert.deepEqual(batchesOf(diagnosis([looked(fine(3))])), []);
    const machine = fault({ check: 'client.clock', scope: 'machine' });
    assert.equal(findingsOf(diagnosis([looked([machine, fault()])])).length, 1);
    assert.deepEqual(batchesOf(diagnosis([looked([fault()], { account: null, profile: 'dev' })])), []);
  });

  it('come in batches of a hundred, each of one account and region, none of them lost', () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => fault({ subject: `i-${index}` }));
    const report = diagnosis([
      looked(many(250)),
      looked(many(1), { region: 'eu-west-1' }),
      looked(many(100), { account: '444455556666' }),
    ]);
    const batches = batchesOf(report);
    assert.deepEqual(
      batches.map((batch) => batch.length).toSorted((a, b) => a - b),
      [1, 50, 100, 100, 100],
    );
    assert.equal(new Set(batches.flat().map(({ Id }) => Id)).size, 351);
  });

  it('of one kind in one place have different ids', () => {
    const found = findingsOf(diagnosis([looked([fault(), fault()])]));
    assert.equal(new Set(found.map(({ Id }) => Id)).size, 2);
  });

  for (const [partition, region, inResource] of [
    ['aws-cn', 'cn-north-1', 'aws-cn'],
    ['aws-us-gov', 'us-gov-west-1', 'aws-us-gov'],
    ['aws-iso', 'us-iso-east-1', undefined],
    ['aws-iso-b', 'us-isob-east-1', undefined],
    ['aws-eusc', 'eusc-de-east-1', undefined],
  ] as const) {
    it(`have the ARNs of ${partition}`, () => {
      const [found] = findingsOf(diagnosis([looked([fault({ subject: 'i-0123456789abcdef0' })], { region })]));
      assert.equal(
        found?.ProductArn,
        `arn:${partition}:securityhub:${region}:111122223333:product/111122223333/default`,
      );
      const [resource] = found.Resources;
      assert.equal(resource?.Id, `arn:${partition}:ec2:${region}:111122223333:instance/i-0123456789abcdef0`);
      assert.equal(resource.Partition, inResource);
    });
  }

  it('are suppressed and informational where somebody has accepted them', () => {
    const { Workflow, Severity, ProductFields, Compliance } = one({
      accepted: { reason: 'a lab', owner: 'ann', expires: '2027-01-31' },
    });
    assert.deepEqual(Workflow, { Status: 'SUPPRESSED' });
    assert.deepEqual(Severity, { Label: 'INFORMATIONAL', Original: 'fail' });
    assert.equal(Compliance.Status, 'FAILED');
    assert.equal(ProductFields['session-manager/accepted'], 'a lab');
    assert.equal(ProductFields['session-manager/accepted-by'], 'ann');
    assert.equal(ProductFields['session-manager/accepted-until'], '2027-01-31');
  });

  it('archive what is gone, under the id that it had, and keep the time of what is not new', () => {
    const time = '2026-11-20T00:00:00.000Z';
    const gone = {
      id: '0123456789abcdef',
      check: 'kms.disabled',
      scope: 'region',
      account: '111122223333',
      region: 'us-east-1',
      verdict: 'fail',
      subject: `key/${KEY}`,
      summary: 'it is disabled',
    } as const;
    const report: Report = {
      ...diagnosis([looked([fault({ since: 'unchanged' }), fault({ subject: 'i-1', since: 'new' })])]),
      since: { file: 'last.json', time, gone: [gone, { ...gone, scope: 'machine' }], unlooked: [] },
    };
    const found = findingsOf(report);
    assert.deepEqual(
      found.map(({ CreatedAt, UpdatedAt, RecordState }) => [CreatedAt, UpdatedAt, RecordState]),
      [
        [time, SOURCE.time, 'ACTIVE'],
        [SOURCE.time, SOURCE.time, 'ACTIVE'],
        [time, SOURCE.time, 'ARCHIVED'],
      ],
    );
    const last = found[2];
    assert.equal(last?.Id, 'session-manager/0123456789abcdef');
    assert.equal(last.Compliance.Status, 'PASSED');
    assert.equal(last.Resources[0]?.Id, KEY);
  });

  it('keep every limit, whatever the names and texts are', () => {
    for (const text of [
      '',
      ' ',
      '\u0000',
      '\uD83D',
      'x'.repeat(2_000_000),
      '\u{1F4A9}'.repeat(100_000),
      '日\n'.repeat(5000),
    ]) {
      const report = diagnosis([
        looked(
          Array.from({ length: 101 }, () =>
            fault({
              subject: text,
              name: text,
              summary: text,
              advice: text,
              accepted: { reason: text, owner: text },
              causedBy: [{ check: 'a.b', subject: text }],
            }),
          ).slice(0, text.length > 10_000 ? 2 : 101),
          { accountName: text },
        ),
      ]);
      const batches = batchesOf(report);
      assert.ok(batches.length > 0);
      for (const { Title, Description } of batches.flat())
        for (const shown of [Title, Description]) assert.doesNotMatch(shown, /\p{Cs}/u);
    }
  });

  it('have an id of their own in each account and region, and what is gone has none of what is still there', () => {
    const role = (summary: string) => fault({ scope: 'account', subject: 'role/a', summary });
    const at = (region: string, ...findings: readonly Fault[]) => looked(findings, { region });
    const then = diagnosis([at('us-east-1', role('a'), role('b')), at('eu-west-1', role('c'))]);
    const idsOf = (report: Report) =>
      findingsOf(report).map(({ Id, ProductArn, RecordState }) => [
        Id.slice(-3),
        ProductArn.split(':')[3],
        RecordState,
      ]);
    const [first = ''] = identitiesOf(then.targets).values();
    const id = first.slice(-3);
    assert.deepEqual(idsOf(then), [
      [id, 'us-east-1', 'ACTIVE'],
      [`${id.slice(-1)}:2`, 'us-east-1', 'ACTIVE'],
      [id, 'eu-west-1', 'ACTIVE'],
    ]);
    const now = diagnosis([at('us-east-1', role('b')), at('eu-west-1', role('c'))]);
    assert.deepEqual(idsOf(comparedWith(now, { file: 'last.json', report: then })), [
      [id, 'us-east-1', 'ACTIVE'],
      [`${id.slice(-1)}:2`, 'us-east-1', 'ARCHIVED'],
      [id, 'eu-west-1', 'ACTIVE'],
    ]);
  });
});
