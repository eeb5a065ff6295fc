import {
  type Route53 as Whole,
  ListHostedZonesByVPCCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { type ClassOf, type Cut, cut } from './cut.ts';

const commands = { ListHostedZonesByVPCCommand, ListResourceRecordSetsCommand };

export type Route53 = Cut<Whole, typeof commands>;
export const Route53 = cut(Route53Client, commands) as ClassOf<Route53>;
