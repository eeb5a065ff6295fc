import type { Cipher } from './cipher.ts';
import type { DataStream } from './data-stream.ts';

/** The most bytes of a payload: what every agent sends and takes, and the service certainly. */
const PIECE = 1024;

/** Cuts data into the payloads in which it goes over the channel. */
function* piecesOf(data: Buffer): Generator<Buffer> {
  for (let at = 0; at < data.length; at += PIECE) yield data.subarray(at, at + PIECE);
}

/** Sends data in as many payloads as it takes, encrypted where the session is. */
export function sendInPieces(stream: Pick<DataStream, 'send'>, type: number, data: Buffer, cipher?: Cipher): void {
  for (const piece of piecesOf(data)) stream.send(type, cipher?.encrypt(piece) ?? piece);
}
