/** What the ends tell each other about ports and the end of a session, in a payload of type `PAYLOAD.flag`. */
export const FLAG = { disconnectPort: 1, terminate: 2, portError: 3 } as const;

/** Writes such a payload: 4 bytes, big endian. */
export function flagPayload(value: (typeof FLAG)[keyof typeof FLAG]): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(value, 0);
  return payload;
}

/** Reads such a payload; undefined if it is none. */
export const readFlag = (payload: Buffer): number | undefined =>
  payload.length === 4 ? payload.readUInt32BE(0) : undefined;
