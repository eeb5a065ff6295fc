import { ChannelError } from './channel-error.ts';

/** A frame of smux version 1, by which one session carries many connections: https://github.com/xtaci/smux. */
export interface SmuxFrame {
  readonly command: SmuxCommand;
  readonly stream: number;
  readonly data: Buffer;
}

/** Opens a stream, closes it, carries its data, or says nothing. */
export type SmuxCommand = 'SYN' | 'FIN' | 'PSH' | 'NOP';

const COMMANDS: readonly SmuxCommand[] = ['SYN', 'FIN', 'PSH', 'NOP'];

const VERSION = 1;
const HEADER = 8;

/** The most data that a frame of ours carries, in bytes: what smux takes by default. */
export const MOST_DATA = 32_768;

const NONE = Buffer.alloc(0);

/** Writes the header of a frame; its data follow. Unlike messages, smux is little endian. */
export function frameHeader(command: SmuxCommand, stream: number, length = 0): Buffer {
  const header = Buffer.allocUnsafe(HEADER);
  header.writeUInt8(VERSION, 0);
  header.writeUInt8(COMMANDS.indexOf(command), 1);
  header.writeUInt16LE(length, 2);
  header.writeUInt32LE(stream, 4);
  return header;
}

/**
 * Makes a reader of frames from bytes that are cut anywhere. Data are passed on as they come, without being put together: one
 * frame can become several. Throws a ChannelError on another version or command.
 */
export function frameReader(take: (frame: SmuxFrame) => void): (bytes: Buffer) => void {
  let header: Buffer = NONE;
  let stream = 0;
  let missing = 0;
  return (bytes) => {
    let at = 0;
    while (at < bytes.length) {
      if (missing > 0) {
        const data = bytes.subarray(at, at + missing);
        at += data.length;
        missing -= data.length;
        take({ command: 'PSH', stream, data });
        continue;
      }
      const part = bytes.subarray(at, at + HEADER - header.length);
      at += part.length;
      header = header.length === 0 ? part : Buffer.concat([header, part]);
      if (header.length < HEADER) {
        // What is kept must not change when the frame that it came in is used again.
        header = Buffer.from(header);
        return;
      }
      const command = commandOf(header);
      stream = header.readUInt32LE(4);
      missing = header.readUInt16LE(2);
      header = NONE;
      if (command === 'PSH') continue;
      if (missing > 0) throw new ChannelError(`smux: a ${command} with data`);
      take({ command, stream, data: NONE });
    }
  };
}

function commandOf(header: Buffer): SmuxCommand {
  const version = header.readUInt8(0);
  if (version !== VERSION) throw new ChannelError(`smux: version ${version}, and only ${VERSION} is known`);
  const command = COMMANDS[header.readUInt8(1)];
  if (!command) throw new ChannelError(`smux: unknown command ${header.readUInt8(1)}`);
  return command;
}
