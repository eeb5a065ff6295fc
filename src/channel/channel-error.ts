/** Thrown where a peer does not keep to the protocol of the data channel. Its message is one line. */
export class ChannelError extends Error {
  override name = 'ChannelError';
}
