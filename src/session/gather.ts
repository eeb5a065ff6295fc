/**
 * Makes a function that hands on what it is given in one piece, once the current work is done: the messages of one read of the network
 * go out in one write, instead of one for each.
 */
export function gather(write: (data: Buffer) => void): (data: Buffer) => void {
  let parts: Buffer[] = [];
  const flush = (): void => {
    const [first, ...others] = parts;
    const all = first && others.length === 0 ? first : Buffer.concat(parts);
    parts = [];
    write(all);
  };
  return (data) => {
    if (parts.push(data) === 1) queueMicrotask(flush);
  };
}
