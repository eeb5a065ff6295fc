import {
  type EC2InstanceConnect as Whole,
  EC2InstanceConnectClient,
  SendSSHPublicKeyCommand,
} from '@aws-sdk/client-ec2-instance-connect';
import { type ClassOf, type Cut, cut } from './cut.ts';

const commands = { SendSSHPublicKeyCommand };

export type EC2InstanceConnect = Cut<Whole, typeof commands>;
export const EC2InstanceConnect = cut(EC2InstanceConnectClient, commands) as ClassOf<EC2InstanceConnect>;
