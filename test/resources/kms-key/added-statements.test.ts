import assert from 'node:assert/strict';
import { iamStatement, logsStatement } from '../../../src/policies/documents/key-policy.ts';
import { ADDED_TAG, addedStatements, addedTag } from '../../../src/resources/kms-key/added-statements.ts';
import { testTarget } from '../../aws.ts';

const place = testTarget();
const OURS = logsStatement(place, 'sessions');
const SID = OURS.Sid ?? '';

describe('a statement that we add to the policy of a key of others', () => {
  it('is remembered by its Sid, besides earlier ones, and once', () => {
    assert.deepEqual(addedTag({}, [OURS]), { [ADDED_TAG]: SID });
    assert.deepEqual(addedTag({ [ADDED_TAG]: 'other' }, [OURS]), { [ADDED_TAG]: `other ${SID}` });
    assert.deepEqual(addedTag({ [ADDED_TAG]: SID }, [OURS]), {});
    assert.deepEqual(addedTag({}, []), {});
  });

  it('is not remembered where no tag can hold it', () => {
    assert.deepEqual(addedTag({}, [{ ...OURS, Sid: 'x'.repeat(257) }]), {});
  });

  it('is ours as long as it is remembered, and as we wrote it for one log group', () => {
    const other = { ...logsStatement(place, 'other'), Sid: `${SID}2` };
    const tags = { [ADDED_TAG]: `${SID} ${SID}2 gone` };
    const sids = (...Statement: (typeof OURS)[]) =>
      addedStatements({ policy: { Statement }, place }, tags).map(({ sid, logGroup }) => [sid, logGroup]);
    assert.deepEqual(sids(iamStatement(place), OURS, other), [
      [SID, 'sessions'],
      [`${SID}2`, 'other'],
    ]);
    assert.deepEqual(sids({ ...OURS, Sid: 'theirs' }, { ...OURS, Action: 'kms:*' }, { ...other, Condition: {} }), []);
    assert.deepEqual(addedStatements({ policy: { Statement: [OURS] }, place }, {}), []);
    assert.deepEqual(addedStatements({ place }, tags), []);
  });
});
