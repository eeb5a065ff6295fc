/**
 * Does a piece of work; rejects at once with `otherwise` if the signal fires before it is done. The work itself may then
 * go on: it is to listen to the signal as well.
 */
export async function unlessAborted<Value>(
  signal: AbortSignal,
  work: () => Promise<Value>,
  otherwise: () => unknown,
): Promise<Value> {
  if (signal.aborted) throw otherwise();
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(otherwise());
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
