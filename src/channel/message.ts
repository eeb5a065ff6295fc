import { hash } from 'node:crypto';
import { ChannelError } from './channel-error.ts';

/**
 * The message of the data channel, one in each binary frame, as aws/session-manager-plugin (src/message) and
 * aws/amazon-ssm-agent (agent/session/contracts) write it: a header of 120 bytes, all integers big endian, and a payload.
 */
export interface Message {
  /** `input_stream_data`, `output_stream_data`, `acknowledge`, `channel_closed`, `start_publication`, `pause_publication`. */
  readonly type: string;
  /** Milliseconds since 1970; never 0. */
  readonly created: number;
  /** Counts from 0 in each direction, and only stream data; 0 in other messages. */
  readonly sequence: number;
  readonly flags: number;
  /** A UUID in its usual form. */
  readonly id: string;
  /** See `PAYLOAD`; 0 in acknowledgements. */
  readonly payloadType: number;
  readonly payload: Uint8Array;
}

/** What a payload is. */
export const PAYLOAD = {
  output: 1,
  size: 3,
  handshakeRequest: 5,
  handshakeResponse: 6,
  handshakeComplete: 7,
  challengeRequest: 8,
  challengeResponse: 9,
  flag: 10,
  standardError: 11,
  exitCode: 12,
} as const;

const AT = {
  headerLength: 0,
  type: 4,
  schemaVersion: 36,
  created: 40,
  sequence: 48,
  flags: 56,
  id: 64,
  digest: 80,
  payloadType: 112,
  payloadLength: 116,
} as const;

/** The bytes before a payload. */
export const HEADER = 120;

const SCHEMA_VERSION = 1;

/** Writes a message. */
export function encodeMessage({ type, created, sequence, flags, id, payloadType, payload }: Message): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER + payload.length);
  beginningOf(type).copy(bytes);
  writeLong(bytes, created, AT.created);
  writeLong(bytes, sequence, AT.sequence);
  writeLong(bytes, flags, AT.flags);
  const hex = id.replaceAll('-', '');
  bytes.write(hex.slice(2 * HALF) + hex.slice(0, 2 * HALF), AT.id, 'hex');
  bytes.write(digestOf(payload), AT.digest, 'latin1');
  bytes.writeUInt32BE(payloadType, AT.payloadType);
  bytes.writeUInt32BE(payload.length, AT.payloadLength);
  bytes.set(payload, HEADER);
  return bytes;
}

/** What all messages of a type begin with. */
const beginnings = new Map<string, Buffer>();

function beginningOf(type: string): Buffer {
  const known = beginnings.get(type);
  if (known) return known;
  const bytes = Buffer.alloc(AT.created);
  bytes.writeUInt32BE(AT.payloadLength, AT.headerLength);
  bytes.write(type.padEnd(AT.schemaVersion - AT.type), AT.type, 'latin1');
  bytes.writeUInt32BE(SCHEMA_VERSION, AT.schemaVersion);
  beginnings.set(type, bytes);
  return bytes;
}

/** A UUID is written with its halves exchanged. */
const HALF = 8;

// 64 bits without BigInt, of which each would be an object of its own.
const WORD = 2 ** 32;

function writeLong(bytes: Buffer, value: number, at: number): void {
  bytes.writeUInt32BE(Math.floor(value / WORD), at);
  bytes.writeUInt32BE(value % WORD, at + 4);
}

const readLong = (bytes: Buffer, at: number): number => bytes.readInt32BE(at) * WORD + bytes.readUInt32BE(at + 4);

/** The messages of which peers check nothing but the type: their other fields may be 0. */
const UNCHECKED: ReadonlySet<string> = new Set(['start_publication', 'pause_publication']);

/**
 * Reads a message. Its payload is all that comes after the header, as for other peers, and shares the memory of the frame.
 * Throws a ChannelError on a frame that is too short, has no date or another version, or a payload other than its digest says.
 */
export function decodeMessage(frame: Buffer): Message {
  if (frame.length < HEADER) throw new ChannelError(`a frame of ${frame.length} bytes is too short for a message`);
  const headerLength = frame.readUInt32BE(AT.headerLength);
  const start = headerLength + 4;
  if (headerLength < AT.payloadLength || start > frame.length) {
    throw new ChannelError(`a message says that its header has ${headerLength} bytes, and has ${frame.length} in all`);
  }
  const message: Message = {
    type: typeOf(frame),
    created: readLong(frame, AT.created),
    sequence: readLong(frame, AT.sequence),
    flags: readLong(frame, AT.flags),
    id: uuidAt(frame, AT.id),
    payloadType: frame.readUInt32BE(AT.payloadType),
    payload: frame.subarray(start),
  };
  if (!UNCHECKED.has(message.type)) check(message, frame);
  return message;
}

function check({ type, created, sequence, payload }: Message, frame: Buffer): void {
  const version = frame.readUInt32BE(AT.schemaVersion);
  if (type === '') throw new ChannelError('a message has no type');
  if (version !== SCHEMA_VERSION) throw new ChannelError(`a message has version ${version}, and only 1 is known`);
  if (created === 0) throw new ChannelError('a message has no date');
  if (!Number.isSafeInteger(sequence) || sequence < 0)
    throw new ChannelError('a message has an impossible sequence number');
  if (frame.readUInt32BE(AT.payloadLength) === 0) return;
  if (digestOf(payload) !== frame.toString('latin1', AT.digest, AT.digest + DIGEST)) {
    throw new ChannelError('a message does not have the payload that its digest says');
  }
}

const DIGEST = 32;

/** The digest, each byte a character: a Buffer for each costs as much as the digest itself. */
const digestOf = (payload: Uint8Array): string => hash('sha256', payload, 'binary');

/** Types as they came, and as they are read: each comes for every message. */
const types = new Map<string, string>();
const MOST_TYPES = 16;

/** Reads a type, which some peers pad with blanks, some with NUL, some in front. */
function typeOf(frame: Buffer): string {
  const padded = frame.toString('latin1', AT.type, AT.schemaVersion);
  const known = types.get(padded);
  if (known !== undefined) return known;
  // oxlint-disable-next-line no-control-regex -- NUL is what is taken away.
  const type = padded.replaceAll(/^[\0 ]+|[\0 ]+$/g, '');
  if (types.size < MOST_TYPES) types.set(padded, type);
  return type;
}

function uuidAt(frame: Buffer, at: number): string {
  const hex = frame.toString('hex', at, at + 2 * HALF);
  return `${hex.slice(16, 24)}-${hex.slice(24, 28)}-${hex.slice(28)}-${hex.slice(0, 4)}-${hex.slice(4, 16)}`;
}
