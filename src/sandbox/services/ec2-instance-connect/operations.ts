import { randomUUID } from 'node:crypto';
import { AwsError } from '../../protocols/aws-error.ts';
import { integer, required, structure, text } from '../../protocols/shape.ts';
import type { Instance } from '../../state/ec2.ts';
import type { Context, Permission, Permissions, RawInput, Service } from '../operation.ts';
import { reads, writes } from '../operation.ts';
import { textIn } from '../permission.ts';
import { isoTime } from '../times.ts';
import { kindOf, readPublicKey } from './public-key.ts';

/** How long a key is good for, in milliseconds. */
const LIFE = 60_000;

const instanceId = required(text({ min: 10, max: 32, pattern: '^i-[a-f0-9]+$' }));
const publicKey = required(text({ min: 80, max: 4096 }));

/** Pushes public keys to instances: https://docs.aws.amazon.com/ec2-instance-connect/latest/APIReference/API_SendSSHPublicKey.html */
export const ec2InstanceConnect: Service = {
  name: 'ec2-instance-connect',
  protocol: 'aws-json',
  target: 'AWSEC2InstanceConnectService',
  invalid: 'InvalidArgsException',
  internal: 'ServiceException',
  operations: {
    SendSSHPublicKey: writes(
      structure({
        InstanceId: instanceId,
        InstanceOSUser: required(
          text({ min: 1, max: 32, pattern: String.raw`^[A-Za-z_][A-Za-z0-9@\._-]{0,30}[A-Za-z0-9\$_-]?$` }),
        ),
        SSHPublicKey: publicKey,
        AvailabilityZone: text({ min: 6, max: 32, pattern: '^(\\w+-){2,3}\\d+\\w+$' }),
      }),
      (context, { InstanceId: id, InstanceOSUser: user, SSHPublicKey: line, AvailabilityZone: zone }) => {
        const { here, now } = context;
        const { subnet } = runningInstance(context, id);
        if (zone !== undefined && here.subnets[subnet]?.zone !== zone) throw notFound();
        const pushed = ((here.pushedKeys ??= {})[id] ??= []).filter(({ until }) => Date.parse(until) > now);
        pushed.push({ user, key: keyIn(line), until: isoTime(now + LIFE) });
        here.pushedKeys[id] = pushed;
        return answer();
      },
    ),
    // The sandbox has no serial console: the key leads nowhere.
    SendSerialConsoleSSHPublicKey: reads(
      structure({ InstanceId: instanceId, SerialPort: integer({ min: 0, max: 0 }), SSHPublicKey: publicKey }),
      (context, { InstanceId: id, SSHPublicKey: line }) => {
        if (context.here.serviceSettings[SERIAL_CONSOLE] !== 'Enable') {
          const message =
            'Your account is not authorized to use the EC2 Serial Console. To authorize your account, run the EnableSerialConsoleAccess API.';
          throw new AwsError('SerialConsoleAccessDisabledException', message, 403);
        }
        const { type } = runningInstance(context, id);
        if (/^(t2|m[1-4]|c[1-4]|r[34])\./.test(type)) {
          throw new AwsError('EC2InstanceTypeInvalidException', `The instance type ${type} is not supported.`);
        }
        keyIn(line);
        return answer();
      },
    ),
  },
  permissions: {
    SendSSHPublicKey: (context, input) => [
      { ...onInstance(context, input), keys: { 'ec2:osuser': [textIn(input, 'InstanceOSUser')] } },
    ],
    SendSerialConsoleSSHPublicKey: (context, input) => [onInstance(context, input)],
  } satisfies Readonly<Record<string, Permissions>>,
};

/** The setting of a region that opens the serial console of its instances; in AWS it belongs to EC2. */
const SERIAL_CONSOLE = '/ec2/serial-console-access';

const answer = (): object => ({ RequestId: randomUUID(), Success: true });

function keyIn(line: string): string {
  const key = readPublicKey(line);
  if (key !== undefined) return key;
  const why = `Illegal argument exception: ${kindOf(line)} - SSH Public key is invalid`;
  throw new AwsError('InvalidArgsException', `Invalid input parameter received for ${why}`);
}

const notFound = (): AwsError => new AwsError('EC2InstanceNotFoundException', 'Instance not found', 404);

function runningInstance({ here }: Context, id: string): Instance {
  const instance = Object.hasOwn(here.instances, id) ? here.instances[id] : undefined;
  if (!instance || instance.state === 'terminated') throw notFound();
  if (instance.state === 'running') return instance;
  throw new AwsError('EC2InstanceStateInvalidException', 'Instance not running');
}

function onInstance({ here, partition, region, account }: Context, input: RawInput): Permission {
  const id = textIn(input, 'InstanceId');
  const instance = Object.hasOwn(here.instances, id) ? here.instances[id] : undefined;
  return {
    resource: `arn:${partition.id}:ec2:${region}:${account}:instance/${id}`,
    ...(instance && { tags: instance.tags }),
  };
}
