import assert from 'node:assert/strict';
import { notBegunWithout } from '../../src/targets/credentials-gone.ts';

describe('credentials that are gone', () => {
  it('are the reason for what is not begun, with what to do', () => {
    const gone = { code: 'ExpiredToken', message: 'its SSO session has expired', advice: 'run aws sso login' };
    assert.deepEqual(notBegunWithout(gone), {
      code: 'NotRun',
      message: 'its SSO session has expired',
      advice: 'run aws sso login',
    });
    assert.equal(notBegunWithout({ code: 'CredentialProcess', message: 'x' })?.message, 'x');
  });

  it('are not what any other failure means', () => {
    for (const code of ['AccessDeniedException', 'AssumeRoleDenied', 'TimeLimit', 'ThrottlingException']) {
      assert.equal(notBegunWithout({ code, message: 'x' }), undefined);
    }
  });
});
