import assert from 'node:assert/strict';
import { SendSSHPublicKeyCommand } from '@aws-sdk/client-ec2-instance-connect';
import { TargetError } from '../../src/errors.ts';
import { pushedKey } from '../../src/session/pushed-key.ts';
import { awsError, mockAws, REGION, testTarget } from '../aws.ts';
import { virtualClock } from '../channel/virtual-clock.ts';

const WHERE = { node: 'i-0123456789abcdef0', user: 'ec2-user' };
const CALL = 'ec2InstanceConnect.SendSSHPublicKey';

describe('a key that is pushed', () => {
  const aws = mockAws();
  const clock = virtualClock();
  const taken = (): void => void aws.ec2InstanceConnect.on(SendSSHPublicKeyCommand).resolves({ Success: true });
  const made = () => pushedKey(testTarget(), WHERE, clock);

  it('goes to the instance, for the user, once', async () => {
    taken();
    const { key, ready } = made();
    await Promise.all([ready(), ready()]);
    await ready();
    assert.deepEqual(aws.inputs(CALL), [
      { InstanceId: WHERE.node, InstanceOSUser: 'ec2-user', SSHPublicKey: key.line },
    ]);
  });

  it('goes there again before it is a minute old', async () => {
    taken();
    const { ready } = made();
    await ready();
    clock.pass(40_000);
    await ready();
    assert.equal(aws.inputs(CALL).length, 1);
    clock.pass(10_000);
    await Promise.all([ready(), ready()]);
    assert.equal(aws.inputs(CALL).length, 2);
  });

  it('goes there again where it was refused', async () => {
    aws.ec2InstanceConnect
      .on(SendSSHPublicKeyCommand)
      .rejectsOnce(awsError('EC2InstanceUnavailableException', 'later'))
      .resolves({ Success: true });
    const { ready } = made();
    await assert.rejects(ready());
    await ready();
  });

  for (const [name, said, message, advice] of [
    ['EC2InstanceNotFoundException', 'no', /EC2 knows no such instance/, /--regions/],
    ['EC2InstanceStateInvalidException', 'no', /the instance is not running/, /start/],
    ['EC2InstanceUnavailableException', 'no', /cannot reach the instance/, /again/],
    ['AuthException', 'no', /may not use ec2-instance-connect:SendSSHPublicKey/, /policy user.*--no-key/],
    ['AccessDeniedException', 'not authorized', /may not use ec2-instance-connect:SendSSHPublicKey/, /policy user/],
    ['InvalidArgsException', 'bad\nuser', /bad user/, /--no-key/],
    ['ServiceException', 'it broke', /it broke/, /--no-key/],
  ] as const) {
    it(`says in one line what ${name} means`, async () => {
      aws.ec2InstanceConnect.on(SendSSHPublicKeyCommand).rejects(awsError(name, said));
      await assert.rejects(made().ready(), (error: unknown) => {
        assert.ok(error instanceof TargetError);
        assert.match(error.message, message);
        assert.match(error.message, new RegExp(`ec2-user@${WHERE.node} \\(${REGION}\\)`));
        assert.doesNotMatch(error.message, /\n/);
        assert.match(error.advice ?? '', advice);
        return true;
      });
    });
  }

  it('is not there where the service says neither yes nor no', async () => {
    aws.ec2InstanceConnect.on(SendSSHPublicKeyCommand).resolves({ Success: false });
    await assert.rejects(made().ready(), { code: 'KeyRefused' });
  });
});
