import assert from 'node:assert/strict';
import { traceLine } from '../../src/render/trace.ts';

describe('trace', () => {
  const call = {
    service: 'KMS',
    operation: 'DescribeKey',
    place: '111122223333/us-east-1',
    status: 200,
    attempts: 1,
    milliseconds: 12,
  };

  it('is one line a call', () => {
    assert.equal(traceLine(call), 'KMS DescribeKey 111122223333/us-east-1 200 1 attempt 12 ms');
  });

  it('counts the attempts', () => {
    assert.match(traceLine({ ...call, attempts: 3 }), / 200 3 attempts 12 ms$/);
  });

  it('names what was refused, and says when no answer came', () => {
    assert.match(traceLine({ ...call, status: 400, error: 'NotFoundException' }), / 400 NotFoundException 1 attempt /);
    const { status: _status, ...unanswered } = call;
    assert.match(traceLine({ ...unanswered, error: 'TimeoutError' }), / no answer TimeoutError 1 attempt /);
  });
});
