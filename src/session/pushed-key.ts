import { TargetError } from '../errors.ts';
import { explain, isDenied } from '../aws/errors.ts';
import type { Clock } from '../channel/clock.ts';
import type { Target } from '../targets/target.ts';
import { type OneTimeKey, oneTimeKey } from './one-time-key.ts';

/** A key that a node takes for a while. */
export interface PushedKey {
  readonly key: OneTimeKey;
  /** Resolves when the node takes the key, for at least ten seconds more. Rejects with a TargetError. */
  ready(): Promise<void>;
}

/** A key is taken for 60 seconds; one that is older than this is pushed again. In milliseconds. */
const FRESH = 45_000;

/** Makes a key, and has EC2 Instance Connect bring it to the instance whenever it is asked for and the last time is too long ago. */
export function pushedKey(
  target: Pick<Target, 'ec2InstanceConnect' | 'region'>,
  { node, user }: { readonly node: string; readonly user: string },
  clock: Clock,
): PushedKey {
  const key = oneTimeKey();
  let pushed: Promise<void> | undefined;
  let at = 0;
  const push = async (): Promise<void> => {
    const begun = clock.now();
    try {
      const client = await target.ec2InstanceConnect();
      const { Success } = await client.sendSSHPublicKey({
        InstanceId: node,
        InstanceOSUser: user,
        SSHPublicKey: key.line,
      });
      if (!Success)
        throw new TargetError('KeyRefused', `EC2 Instance Connect did not take the key for ${user}@${node}`);
      at = begun;
    } catch (error) {
      pushed = undefined;
      throw faultOf(error, `${user}@${node}`, target.region);
    }
  };
  return {
    key,
    ready() {
      if (at !== 0 && clock.now() - at > FRESH) {
        pushed = undefined;
        at = 0;
      }
      pushed ??= push();
      return pushed;
    },
  };
}

const OWN = 'to use a key of your own, add --no-key';

/** Says why a key did not arrive. https://docs.aws.amazon.com/ec2-instance-connect/latest/APIReference/API_SendSSHPublicKey.html */
function faultOf(error: unknown, where: string, region: string): TargetError {
  if (error instanceof TargetError) return error;
  const { name } = error as Error;
  const { code, message } = explain(error);
  const [why, advice] = KNOWN[name] ?? (isDenied(error) || name === 'AuthException' ? DENIED : [message, OWN]);
  return new TargetError(code, `the one-time key for ${where} (${region}): ${why}`, advice, { cause: error });
}

const DENIED = [
  'the caller may not use ec2-instance-connect:SendSSHPublicKey on it for this user',
  `allow it (session-manager policy user prints the statement); ${OWN}`,
] as const;

const KNOWN: Readonly<Record<string, readonly [why: string, advice: string]>> = {
  EC2InstanceNotFoundException: ['EC2 knows no such instance', `check the id and --regions; ${OWN}`],
  EC2InstanceStateInvalidException: ['the instance is not running', 'start the instance'],
  EC2InstanceUnavailableException: ['EC2 cannot reach the instance now', 'try again in a minute'],
};
