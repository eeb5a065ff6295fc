import { ChannelError } from './channel-error.ts';

/** Reads a payload that is a JSON object. Throws a ChannelError if it is none. */
export function jsonOf(payload: Uint8Array): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8'));
  } catch {
    value = undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ChannelError('a message should hold a JSON object, and does not');
  }
  return value as Readonly<Record<string, unknown>>;
}

/** Writes a payload that is JSON. */
export const jsonPayload = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
