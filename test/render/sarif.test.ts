import assert from 'node:assert/strict';
import { hint } from '../../src/checks/remedy.ts';
import { diagnosisSarif } from '../../src/render/sarif.ts';
import { diagnosis, fault, fine, looked } from './reports.ts';

/** The parts that are read here of https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
interface Log {
  readonly $schema: string;
  readonly version: string;
  readonly runs: readonly [Run];
}
interface Run {
  readonly tool: {
    readonly driver: { readonly name: string; readonly semanticVersion: string; readonly rules: readonly Rule[] };
  };
  readonly invocations: readonly [
    { readonly executionSuccessful: boolean; readonly toolExecutionNotifications: readonly unknown[] },
  ];
  readonly results: readonly Result[];
}
interface Text {
  readonly text: string;
}
interface Rule {
  readonly id: string;
  readonly shortDescription: Text;
  readonly fullDescription: Text;
  readonly help: Text;
  readonly helpUri?: string;
}
interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly kind?: string;
  readonly message: Text;
  readonly locations: readonly [
    {
      readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region: object };
      readonly logicalLocations: readonly [{ readonly name: string; readonly fullyQualifiedName: string }];
    },
  ];
  readonly partialFingerprints: { readonly primaryLocationLineHash: string };
  readonly relatedLocations?: readonly {
    readonly id: number;
    readonly message: Text;
    readonly logicalLocations: readonly [{ readonly name: string }];
  }[];
  readonly properties: {
    readonly unread?: readonly string[];
    readonly advice: string;
    readonly causes?: number;
    readonly causedBy?: readonly unknown[];
  };
}

const runOf = (...args: Parameters<typeof diagnosis>): Run =>
  (JSON.parse(diagnosisSarif(diagnosis(...args), '1.2.3')) as Log).runs[0];
const REF = 'https://docs.aws.amazon.com/x.html';
const fingerprints = ({ results }: Run): readonly string[] =>
  results.map(({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash);

describe('diagnosis as SARIF', () => {
  it('is one run of the tool', () => {
    const log = JSON.parse(diagnosisSarif(diagnosis([looked(fine(1))]), '1.2.3')) as Log;
    assert.equal(log.version, '2.1.0');
    assert.equal(log.$schema, 'https://json.schemastore.org/sarif-2.1.0.json');
    assert.equal(log.runs.length, 1);
    assert.equal(log.runs[0].tool.driver.name, 'session-manager');
    assert.equal(log.runs[0].tool.driver.semanticVersion, '1.2.3');
  });

  it('has a rule a check that ran, which is the same whatever it found', () => {
    const rulesWith = (...found: Parameters<typeof looked>[0]) => runOf([looked(found)]).tool.driver.rules;
    const fine0 = { check: 's3.public', scope: 'region', verdict: 'ok', summary: 'nothing found' } as const;
    const rules = rulesWith(fine0, ...fine(1));
    assert.deepEqual(
      rules.map(({ id }) => id),
      ['fine.number-0', 's3.public'],
    );
    assert.deepEqual(rules[1]?.shortDescription, { text: 'the bucket is public, or could become so' });
    for (const verdict of ['warn', 'fail', 'unknown'] as const) {
      const found = fault({ check: 's3.public', verdict, summary: `${verdict} of ${'x'.repeat(1025)}`, ref: REF });
      assert.deepEqual(rulesWith(found, ...fine(1)), rules);
    }
  });

  it('says all of a finding in its result', () => {
    const summary = 'x'.repeat(1025);
    assert.ok(runOf([looked([fault({ summary })])]).results[0]?.message.text.includes(summary));
  });

  it('has a result a finding that is not ok, the worst first; what is not known is open and has no severity', () => {
    const run = runOf([
      looked([
        ...(['info', 'unknown', 'warn', 'fail'] as const).map((verdict) => fault({ check: `a.${verdict}`, verdict })),
        ...fine(3),
      ]),
    ]);
    assert.deepEqual(
      run.results.map(({ ruleId, level, kind }) => [ruleId, level, kind]),
      [
        ['a.fail', 'error', undefined],
        ['a.warn', 'warning', undefined],
        ['a.unknown', 'none', 'open'],
        ['a.info', 'note', undefined],
      ],
    );
    for (const { ruleId, ruleIndex } of run.results) assert.equal(run.tool.driver.rules[ruleIndex]?.id, ruleId);
  });

  it('says where, in words and as a path that GitHub takes', () => {
    const { results } = runOf([
      looked([
        fault({ subject: 'key/1234' }),
        fault({ subject: 'role/web', scope: 'account' }),
        fault({ check: 'client.plugin', scope: 'machine' }),
      ]),
      looked([fault()], { account: null, profile: 'my profile' }),
    ]);
    assert.deepEqual(
      results.map(({ locations: [{ physicalLocation, logicalLocations }] }) => [
        physicalLocation.artifactLocation.uri,
        logicalLocations[0].fullyQualifiedName,
        logicalLocations[0].name,
      ]),
      [
        ['machine', 'machine', 'machine'],
        ['aws/111122223333', '111122223333/role/web', 'role/web'],
        ['aws/111122223333/us-east-1', '111122223333/us-east-1/key/1234', 'key/1234'],
        ['aws/my%20profile/us-east-1', 'my profile/us-east-1', 'us-east-1'],
      ],
    );
    const region = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
    for (const { locations } of results) assert.deepEqual(locations[0].physicalLocation.region, region);
  });

  it('relates what is caused to the place of its cause', () => {
    const cause = fault({
      check: 'instance.role-trust',
      scope: 'account',
      subject: 'role/web',
      summary: '{}',
      causes: 1,
    });
    const causedBy = [{ check: 'instance.role-trust', subject: 'role/web', region: 'us-east-1' }];
    const lost = fault({ check: 'instance.ping-lost', subject: 'i-1', causedBy });
    const { results } = runOf([looked([cause]), looked([lost], { region: 'eu-west-1' })]);
    const [root, symptom] = results;
    assert.deepEqual([root?.properties.causes, root?.relatedLocations], [1, undefined]);
    assert.deepEqual(symptom?.properties.causedBy, causedBy);
    assert.deepEqual(
      symptom?.relatedLocations?.map(({ id, message, logicalLocations }) => [id, message, logicalLocations[0].name]),
      [[1, { text: 'because of instance.role-trust: {{}}' }, 'role/web']],
    );
  });

  it('doubles braces, which would be placeholders, but for the advice as data', () => {
    const advice = 'allow it: {"Action":"a"}';
    const [result] = runOf([looked([fault({ subject: 'role/web', summary: 'denied', advice })])]).results;
    assert.equal(result?.message.text, 'role/web: denied\ntry: allow it: {{"Action":"a"}}');
    assert.equal(result?.properties.advice, advice);
  });

  describe('fingerprints', () => {
    const one = fault({ subject: 'key/1' });
    const other = fault({ subject: 'key/2' });

    it('stay the same when words, verdicts and other findings change', () => {
      const [before] = fingerprints(runOf([looked([one])]));
      const reworded = { ...one, verdict: 'warn', summary: 'other words', advice: 'another' } as const;
      const [, after] = fingerprints(runOf([looked([other, reworded])]));
      assert.equal(before, after);
      assert.match(before ?? '', /^[0-9a-f]{16}:1$/);
    });

    it('of an account do not depend on the target that they are with', () => {
      const role = fault({ subject: 'role/web', scope: 'account' });
      const at = (region: string) => fingerprints(runOf([looked([role], { region })]));
      assert.deepEqual(at('us-east-1'), at('eu-west-1'));
    });

    it('differ by check, account, region and subject, and where two things are said of one', () => {
      const run = runOf([
        looked([one, other, { ...one, check: 'kms.missing' }, { ...one, summary: 'another' }]),
        looked([{ ...one }], { region: 'eu-west-1' }),
        looked([{ ...one }], { account: '444455556666' }),
      ]);
      assert.equal(new Set(fingerprints(run)).size, 6);
    });
  });

  it('tells which targets failed, and that it is not complete then', () => {
    const error = { code: 'TimeLimit', message: 'it took too long', advice: 'raise --timeout' };
    const [failed] = runOf([looked([], { status: 'failed', error })]).invocations;
    assert.deepEqual(failed, {
      executionSuccessful: false,
      toolExecutionNotifications: [
        {
          level: 'error',
          message: { text: 'it took too long\ntry: raise --timeout' },
          locations: [{ logicalLocations: [{ name: 'us-east-1', fullyQualifiedName: '111122223333/us-east-1' }] }],
          properties: { code: 'TimeLimit' },
        },
      ],
    });
    const [skipped] = runOf([looked([], { status: 'skipped', error })]).invocations;
    assert.equal(skipped.executionSuccessful, true);
    assert.match(JSON.stringify(skipped.toolExecutionNotifications), /"level":"warning"/);
    const [clean] = runOf([looked([fault()])]).invocations;
    assert.deepEqual(clean, { executionSuccessful: true, toolExecutionNotifications: [] });
    assert.equal(runOf([looked([])], { interrupted: true }).invocations[0].executionSuccessful, false);
  });

  it('tells what could not be looked at', () => {
    const unread = [{ reason: '{}', checks: ['kms.missing'], places: ['here'], remedy: hint('allow it') }];
    const report = { ...diagnosis([looked([fault({ verdict: 'unknown', unread: ['kms:DescribeKey'] })])]), unread };
    const { invocations, results } = (JSON.parse(diagnosisSarif(report, '1.2.3')) as Log).runs[0];
    assert.deepEqual(invocations[0].toolExecutionNotifications, [
      {
        level: 'warning',
        message: { text: 'not looked at: {{}}, in here: kms.missing\ntry: allow it' },
        properties: { checks: ['kms.missing'], places: ['here'] },
      },
    ]);
    assert.deepEqual(results[0]?.properties.unread, ['kms:DescribeKey']);
  });

  it('leaves out the mildest where there are more results than GitHub takes', () => {
    const many = Array.from({ length: 25_001 }, (_, index) => fault({ verdict: 'info', subject: `i-${index}` }));
    const { results, invocations } = runOf([looked([...many, fault()])]);
    assert.equal(results.length, 25_000);
    assert.equal(results[0]?.level, 'error');
    assert.match(JSON.stringify(invocations[0].toolExecutionNotifications), /"2 results are left out/);
  });
});
