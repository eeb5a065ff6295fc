import type { Problem } from '../errors.ts';

// Without credentials, or new ones in time, no call that follows can succeed.
const CODES = new Set([
  'ExpiredToken',
  'NoCredentials',
  'CredentialProcess',
  'WebIdentityToken',
  'ContainerCredentials',
  'InstanceCredentials',
]);

/** Gives the problem of all that is not begun because the credentials that lead there are gone; undefined for every other problem. */
export const notBegunWithout = ({ code, message, advice }: Problem): Problem | undefined =>
  CODES.has(code) ? { code: 'NotRun', message, ...(advice && { advice }) } : undefined;
