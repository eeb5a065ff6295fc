import { byName, flag, list, object, oneOf, optional, text, time } from './seed-rules.ts';
import type { Instance, ManagedNode } from './state.ts';

export const instance = object<Instance>({
  state: oneOf('pending', 'running', 'shutting-down', 'terminated', 'stopping', 'stopped'),
  launched: time,
  platform: oneOf('linux', 'windows'),
  type: text,
  imageId: text,
  vpc: text,
  subnet: text,
  privateIp: text,
  publicIp: optional(text),
  ipv6: optional(text),
  securityGroups: list(text),
  profile: optional(text),
  metadata: object<Instance['metadata']>({
    tokens: oneOf('optional', 'required'),
    endpoint: oneOf('enabled', 'disabled'),
  }),
  tags: byName(text),
});

export const node = object<ManagedNode>({
  pingStatus: oneOf('Online', 'ConnectionLost', 'Inactive'),
  lastPing: time,
  agentVersion: text,
  platform: oneOf('Linux', 'Windows', 'MacOS'),
  platformName: text,
  platformVersion: text,
  computerName: text,
  ipAddress: text,
  connected: flag,
  iamRole: optional(text),
  tags: byName(text),
  associations: byName(object<ManagedNode['associations'][string]>({ status: oneOf('Success', 'Failed', 'Pending') })),
});
