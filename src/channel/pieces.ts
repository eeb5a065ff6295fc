/** The most bytes of a payload: what every agent sends and takes, and the service certainly. */
const PIECE = 1024;

/** Cuts data into the payloads in which it goes over the channel. */
export function* piecesOf(data: Buffer): Generator<Buffer> {
  for (let at = 0; at < data.length; at += PIECE) yield data.subarray(at, at + PIECE);
}
