import assert from 'node:assert/strict';
import { type Failure, failureOf, failureToStart, wantsReason } from '../../src/session/failure.ts';
import { awsError } from '../aws.ts';

describe('why a session does not start', () => {
  for (const [name, message, line, suspects] of [
    [
      'TargetNotConnected',
      'i-1 is not connected.',
      'StartSession failed: i-1 is not connected (TargetNotConnected)',
      ['node'],
    ],
    [
      'AccessDeniedException',
      'User: alice is not authorized to perform: ssm:StartSession on resource: i-1',
      'StartSession failed: User: alice is not authorized to perform: ssm:StartSession on resource: i-1 (AccessDeniedException)',
      ['caller'],
    ],
    ['InvalidDocument', 'no such document', 'StartSession failed: no such document (InvalidDocument)', ['document']],
    ['ExpiredTokenException', 'expired', 'StartSession failed: the credentials have expired (ExpiredToken)', []],
    ['InternalServerError', 'oh', 'StartSession failed: oh (InternalServerError)', []],
  ] as const) {
    it(`is said of ${name}`, () => {
      const failure = failureToStart(awsError(name, message));
      assert.deepEqual([failure.line, failure.suspects], [line, suspects]);
    });
  }

  it('is clear, with what to do, where credentials have expired', () => {
    assert.match(failureToStart(awsError('ExpiredTokenException', 'x'), 'prod').advice ?? '', /--profile prod/);
  });

  for (const [name, message, expected] of [
    ['ValidationException', 'A reason is required to start a session on this node.', true],
    ['InvalidRequest', 'Reason must be specified', true],
    ['AccessDeniedException', 'because no policy allows it, for a reason that must be secret', false],
    ['ValidationException', 'Target must have length less than or equal to 400', false],
  ] as const) {
    it(`${expected ? 'is' : 'is not'} that no reason was given: ${message}`, () =>
      assert.equal(wantsReason(awsError(name, message)), expected));
  }

  const of = (reason: string, step: 'agent' | 'connection' | 'handshake' | 'key' = 'agent'): Failure =>
    failureOf({ how: 'refused', reason, step });

  for (const [reason, suspects] of [
    [
      "We couldn't start the session because encryption is not set up on the selected CloudWatch Logs log group.",
      ['log-group'],
    ],
    ["Couldn't start the session because we are unable to validate encryption on Amazon S3 bucket.", ['bucket']],
    ['Fetching data key failed: Unable to retrieve data key, AccessDeniedException', ['key']],
    ['Unable to start shell: failed to start pty since RunAs user ops does not exist', ['run-as']],
    ['Plugin with name Standard_Stream not found. Step name: Standard_Stream', ['node']],
    ['Connection to destination port failed, check SSH configurations.', []],
    ['connect ECONNREFUSED 127.0.0.1:22', []],
    ['', ['node', 'key', 'log-group', 'bucket', 'run-as']],
  ] as const) {
    it(`is what the agent may mean by ${JSON.stringify(reason.slice(0, 60))}`, () => {
      assert.deepEqual(of(reason).suspects, suspects);
      assert.match(of(reason).line, /^the node ended the session before it began: \S/);
    });
  }

  it('is the step that failed', () => {
    assert.deepEqual(of('relay.example refuses the connection of the session (HTTP 403)', 'connection'), {
      line: 'the data channel could not be opened: relay.example refuses the connection of the session (HTTP 403)',
      suspects: ['channel'],
    });
    assert.deepEqual(of('relay.example: ECONNREFUSED', 'connection').suspects, []);
    assert.deepEqual(of('the node has not answered for 30 s', 'handshake'), {
      line: 'the handshake with the node failed: the node has not answered for 30 s',
      suspects: ['node', 'key'],
    });
    assert.deepEqual(of('the session is encrypted, and its key cannot be used: denied', 'key').suspects, ['key']);
    assert.deepEqual(failureOf({ how: 'refused', reason: 'the key could not be sent' }), {
      line: 'the key could not be sent',
      suspects: [],
    });
  });
});
