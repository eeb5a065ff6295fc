import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClassOf } from '../aws/clients/cut.ts';
import type { CloudWatchLogs } from '../aws/clients/logs.ts';
import type { EC2 } from '../aws/clients/ec2.ts';
import type { EC2InstanceConnect } from '../aws/clients/ec2-instance-connect.ts';
import type { IAM } from '../aws/clients/iam.ts';
import type { KMS } from '../aws/clients/kms.ts';
import type { Organizations } from '../aws/clients/organizations.ts';
import type { Route53 } from '../aws/clients/route53.ts';
import type { S3 } from '../aws/clients/s3.ts';
import type { S3Control } from '../aws/clients/s3-control.ts';
import type { SSM } from '../aws/clients/ssm.ts';
import { type CallContext, type Connection, connect } from '../aws/connection.ts';
import { type Place, placeLabel } from '../aws/place.ts';
import { once } from '../once.ts';
import type { Member } from './organization/member.ts';

/** One region of one account that can be worked on: lazy clients, and one time limit over all of them. */
export interface Target extends Place {
  readonly account: string;
  /** ARN of the owner of the credentials; for an assumed role it can be that of the session. */
  readonly caller?: string;
  /** What the organization says of the account, if it was asked. */
  readonly member?: Member;
  /** The profile that AWS_PROFILE named, for commands that lead here again. */
  readonly homeProfile?: string;
  /** Set if it was entered by assuming a role in it: the caller's own credentials lead elsewhere. */
  readonly assumed?: true;
  /** Gets the credentials of its clients. */
  readonly credentials: CallContext['credentials'];
  kms(): Promise<KMS>;
  logs(): Promise<CloudWatchLogs>;
  ssm(): Promise<SSM>;
  ec2(): Promise<EC2>;
  ec2InstanceConnect(): Promise<EC2InstanceConnect>;
  s3(): Promise<S3>;
  s3Control(): Promise<S3Control>;
  /** Gives the client of Route 53, which is one for all regions of a partition. */
  route53(): Promise<Route53>;
  /** Gives the client of Organizations, which is one for all regions of a partition. */
  organizations(): Promise<Organizations>;
  /** Gives the client of IAM, which is one for all regions of a partition. */
  iam(): Promise<IAM>;
  /** Waits, but not beyond the time limit. */
  wait(milliseconds: number): Promise<void>;
  /** Waits before another attempt. Resolves to false, at once, where the user has ended the run: it is the last one. */
  backOff(milliseconds: number): Promise<boolean>;
  /** Ends every call under way with an AbortError. */
  abort(): void;
  /** Makes the same target once more, for work after a part that was ended or has its own time limit. */
  again(): Target;
  /** Releases the clients, since a run over thousands of targets cannot hold them all; a later call makes new ones. */
  release(): void;
}

/** Gives the profile that leads to a target, however it was named; undefined: the credentials of the environment. */
export const wayIn = ({ profile, homeProfile }: Pick<Target, 'profile' | 'homeProfile'>): string | undefined =>
  profile ?? homeProfile;

// Each is loaded when the first target asks for it, and looked for once.
const loaded = {
  kms: once(async () => (await import('../aws/clients/kms.ts')).KMS),
  logs: once(async () => (await import('../aws/clients/logs.ts')).CloudWatchLogs),
  ssm: once(async () => (await import('../aws/clients/ssm.ts')).SSM),
  ec2: once(async () => (await import('../aws/clients/ec2.ts')).EC2),
  ec2InstanceConnect: once(async () => (await import('../aws/clients/ec2-instance-connect.ts')).EC2InstanceConnect),
  s3: once(async () => (await import('../aws/clients/s3.ts')).S3),
  s3Control: once(async () => (await import('../aws/clients/s3-control.ts')).S3Control),
  route53: once(async () => (await import('../aws/clients/route53.ts')).Route53),
  organizations: once(async () => (await import('../aws/clients/organizations.ts')).Organizations),
  iam: once(async () => (await import('../aws/clients/iam.ts')).IAM),
};

export type TargetPlace = Place & Pick<Target, 'account' | 'caller' | 'member' | 'homeProfile' | 'assumed'>;

/** Makes a target; nothing is loaded or called before a client is asked for. */
export function createTarget(
  place: TargetPlace,
  credentials: CallContext['credentials'],
  connection: Connection,
): Target {
  const limit = new AbortController();
  // Every call under way listens, and a diagnosis makes dozens at once: Node would take that for a leak.
  setMaxListeners(0, limit.signal);
  const caller: CallContext = {
    place: placeLabel(place),
    region: place.region,
    credentials,
    ...(place.profile !== undefined && { profile: place.profile }),
    signal: limit.signal,
  };
  const releases: (() => void)[] = [];
  const client = <Client>(load: () => Promise<ClassOf<Client>>, context = caller): (() => Promise<Client>) => {
    let made: Promise<Client> | undefined;
    releases.push(() => (made = undefined));
    return () => (made ??= load().then((Made) => connect(Made, connection, context)));
  };
  return {
    ...place,
    credentials,
    kms: client(loaded.kms),
    logs: client(loaded.logs),
    ssm: client(loaded.ssm),
    ec2: client(loaded.ec2),
    ec2InstanceConnect: client(loaded.ec2InstanceConnect),
    s3: client(loaded.s3),
    s3Control: client(loaded.s3Control),
    route53: client(loaded.route53),
    organizations: client(loaded.organizations, { ...caller, region: place.partition.globalRegion }),
    iam: client(loaded.iam),
    wait: (milliseconds) => wait(milliseconds, limit.signal),
    async backOff(milliseconds) {
      const { interrupt } = connection;
      try {
        await wait(milliseconds, interrupt ? AbortSignal.any([limit.signal, interrupt]) : limit.signal);
        return true;
      } catch (error) {
        if (limit.signal.aborted) throw error;
        return false;
      }
    },
    abort: () => limit.abort(),
    again: () => createTarget(place, credentials, connection),
    release: () => {
      for (const release of releases) release();
    },
  };
}

const wait = (milliseconds: number, signal: AbortSignal): Promise<void> => sleep(milliseconds, undefined, { signal });
