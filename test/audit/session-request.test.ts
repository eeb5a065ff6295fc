import assert from 'node:assert/strict';
import { requestContext } from '../../src/audit/session-request.ts';

describe('a request for a session', () => {
  it('is made in a region, and for a document that is checked', () => {
    assert.deepEqual(requestContext('eu-west-1'), {
      'aws:RequestedRegion': ['eu-west-1'],
      'ssm:SessionDocumentAccessCheck': ['true'],
    });
  });
});
