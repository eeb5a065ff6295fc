import { ChannelError } from './channel-error.ts';
import { jsonOf } from './json-payload.ts';
import type { Message } from './message.ts';

/** What an acknowledgement says. */
export interface Acknowledgement {
  /** The type of the message that came. */
  readonly type: string;
  /** Its id. */
  readonly id: string;
  readonly sequence: number;
}

/** SYN and FIN: Windows agents ignore acknowledgements with SYN alone, says alexbacchin/ssm-session-client. */
const SYN_AND_FIN = 3;

/** Makes the message that tells a peer that its message has come. It has no sequence number of its own. */
export const acknowledge = ({ type, id, sequence }: Acknowledgement, now: number, ownId: string): Message => ({
  type: 'acknowledge',
  created: now,
  sequence: 0,
  flags: SYN_AND_FIN,
  id: ownId,
  payloadType: 0,
  // JSON without the work of making it: there is one for each message, and none of the three can hold a quotation mark.
  payload: Buffer.from(
    `{"AcknowledgedMessageType":"${type}","AcknowledgedMessageId":"${id}","AcknowledgedMessageSequenceNumber":${sequence},"IsSequentialMessage":true}`,
    'latin1',
  ),
});

/** Reads an acknowledgement. Throws a ChannelError if it is none. */
export function readAcknowledgement({ payload }: Message): Acknowledgement {
  const said = jsonOf(payload);
  const {
    AcknowledgedMessageType: type,
    AcknowledgedMessageId: id,
    AcknowledgedMessageSequenceNumber: sequence,
  } = said;
  if (typeof type !== 'string' || typeof id !== 'string' || typeof sequence !== 'number') {
    throw new ChannelError('an acknowledgement does not say what it acknowledges');
  }
  return { type, id, sequence };
}
