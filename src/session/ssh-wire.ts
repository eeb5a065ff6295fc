/** Puts a text or bytes into a string of SSH: its length, in four bytes, and what it holds. RFC 4251, section 5. */
export function sshString(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([sshNumber(bytes.length), bytes]);
}

/** Writes a number in four bytes. */
export function sshNumber(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Reads the strings at the beginning of a message, as many as asked for; undefined if it does not hold them. */
export function sshStrings(message: Buffer, count: number): readonly Buffer[] | undefined {
  const found: Buffer[] = [];
  let at = 0;
  while (found.length < count) {
    if (at + 4 > message.length) return undefined;
    const end = at + 4 + message.readUInt32BE(at);
    if (end > message.length) return undefined;
    found.push(message.subarray(at + 4, end));
    at = end;
  }
  return found;
}
