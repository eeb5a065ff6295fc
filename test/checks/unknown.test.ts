import assert from 'node:assert/strict';
import { unknownFinding } from '../../src/checks/unknown.ts';
import { adviceOf } from '../../src/render/advice.ts';
import { TargetError } from '../../src/errors.ts';
import { awsError } from '../aws.ts';

const causeOf = (error: unknown) => {
  const finding = unknownFinding('kms.missing', 'region', error);
  assert.deepEqual([finding.check, finding.scope, finding.verdict], ['kms.missing', 'region', 'unknown']);
  return finding.verdict === 'unknown' ? { ...finding, advice: adviceOf(finding.remedy) } : assert.fail();
};

const WHO = 'User: arn:aws:iam::111122223333:user/alice is not authorized to perform: kms:DescribeKey on resource: x';

describe('a check that could not be made', () => {
  it('is not known where a read is denied, and shows the statement that allows it', () => {
    const { summary, remedy } = causeOf(awsError('AccessDeniedException', WHO));
    assert.equal(summary, 'kms:DescribeKey is denied to these credentials');
    assert.deepEqual(remedy, {
      kind: 'statement',
      lead: 'allow it',
      statement: { Effect: 'Allow', Action: 'kms:DescribeKey', Resource: '*' },
      alternative: 'all that is read: session-manager policy operator --for doctor',
    });
  });

  it('names the policy of all reads where AWS does not say which is denied', () => {
    for (const error of [awsError('UnauthorizedOperation', 'no'), awsError('Unknown', 'UnknownError', 403)]) {
      const { summary, advice } = causeOf(error);
      assert.equal(summary, 'what has to be read is denied to these credentials');
      assert.match(advice, /session-manager policy operator --for doctor/);
    }
  });

  it('says which read would let it be made, where that is known and can be allowed', () => {
    assert.deepEqual(causeOf(awsError('AccessDeniedException', WHO)).unread, ['kms:DescribeKey']);
    const scp = `${WHO} with an explicit deny in a service control policy`;
    for (const error of [awsError('AccessDenied', scp), awsError('UnauthorizedOperation', 'no'), new Error(WHO)]) {
      assert.deepEqual(causeOf(error).unread, []);
    }
  });

  it('is told apart where the organization denies it: no policy of the account helps', () => {
    const message = `${WHO} with an explicit deny in a service control policy`;
    const { summary, advice } = causeOf(awsError('AccessDeniedException', message));
    assert.equal(summary, 'a service control policy of the organization denies kms:DescribeKey');
    assert.match(advice, /--exclude-regions/);
    const nameless = causeOf(awsError('AccessDenied', 'explicit deny in a service control policy'));
    assert.match(nameless.summary, /denies what has to be read$/);
  });

  it('is not held against an endpoint that does not offer it', () => {
    for (const name of ['UnknownOperationException', 'NotImplemented']) {
      assert.match(causeOf(awsError(name, 'x', 501)).summary, /^this endpoint does not offer/);
    }
  });

  it('says anything else as it is, in one line, with the advice that goes with it', () => {
    const strange = causeOf(new Error('some\nthing'));
    assert.equal(strange.summary, 'it could not be checked: some thing');
    assert.match(strange.advice, /run it again.*--debug/);
    const slow = causeOf(new TargetError('TimeLimit', 'it took longer than 5 s', 'raise --timeout'));
    assert.deepEqual(
      [slow.summary, slow.advice],
      ['it could not be checked: it took longer than 5 s', 'raise --timeout'],
    );
    assert.match(causeOf(awsError('ThrottlingException', 'slow down')).advice, /--concurrency/);
  });
});
