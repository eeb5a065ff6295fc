import assert from 'node:assert/strict';
import { endedEarly, reportsOf, withFindings } from '../../src/engine/placing.ts';
import type { Placed } from '../../src/engine/run-checks.ts';
import { testTarget } from '../aws.ts';
import { fault, fine, looked } from '../render/reports.ts';

const [HERE, THERE] = ['eu-west-1', 'us-east-1'].map((region) => testTarget(region));
const REACHED = [HERE ?? assert.fail(), THERE ?? assert.fail()];

const about = (subject: string, region?: string): Placed => ({
  finding: fault({ scope: 'account', subject }),
  ...(region !== undefined && { region }),
});

describe('findings of an account', () => {
  const reports = REACHED.map(({ region }) => looked(fine(1), { region }));
  const subjects = (...findings: readonly Placed[]) =>
    withFindings(reports, REACHED, [{ of: REACHED, findings }]).map((report) =>
      report.findings.flatMap((one) => (one.verdict === 'ok' ? [] : [one.subject])),
    );

  it('are reported with the region that they are about, or with the first', () => {
    assert.deepEqual(subjects(about('a', 'us-east-1'), about('b'), about('c', 'eu-west-1')), [['b', 'c'], ['a']]);
    assert.deepEqual(subjects(about('a', 'ap-south-1')), [['a'], []]);
  });

  it('come after what was found of the target', () => {
    const [first] = withFindings(reports, REACHED, [{ of: REACHED, findings: [about('a')] }]);
    assert.deepEqual(
      first?.findings.map(({ verdict }) => verdict),
      ['ok', 'fail'],
    );
  });

  it('are nowhere where no target could be worked on', () => {
    assert.deepEqual(withFindings(reports, REACHED, [{ of: [], findings: [about('a')] }]), reports);
  });
});

describe('reports of findings alone', () => {
  it('are of the places with which these are reported', () => {
    const found = reportsOf({ of: REACHED, findings: [about('a', 'us-east-1'), about('b'), about('c', 'eu-west-1')] });
    assert.deepEqual(
      found.map(({ region, findings }) => [region, findings.length]),
      [
        ['us-east-1', 1],
        ['eu-west-1', 2],
      ],
    );
    assert.deepEqual(reportsOf({ of: [], findings: [about('a')] }), []);
  });
});

describe('a target whose checks ended early', () => {
  const cut = (code: string): Placed => ({ ...about('late'), ended: { code, message: 'it ended' } });
  const end = (code: string) => {
    const found = [about('before'), cut(code)];
    return endedEarly(looked(found.map(({ finding }) => finding)), found);
  };

  it('has failed, and keeps what was found before', () => {
    const { status, error, findings } = end('ExpiredToken');
    assert.deepEqual([status, error?.code, findings.length], ['failed', 'ExpiredToken', 1]);
  });

  it('names what was not checked where a higher limit would do', () => {
    const { error, findings } = end('TimeLimit');
    assert.match(error?.message ?? '', /not every check was finished$/);
    assert.equal(findings.length, 2);
  });

  it('is as it was where all have finished', () => {
    const report = looked([about('before').finding]);
    assert.equal(endedEarly(report, [about('before')]), report);
  });
});
