import { ChannelError } from './channel-error.ts';
import { jsonOf } from './json-payload.ts';

/** What the agent asks before a session of ports, of a command without a terminal, or with encryption by KMS. */
export interface HandshakeRequest {
  /** Four numbers, as a rule. */
  readonly agentVersion: string;
  /** `Standard_Stream`, `InteractiveCommands`, `NonInteractiveCommands` or `Port`; undefined if it says none. */
  readonly sessionType?: string;
  /** Of the session type: `portNumber`, `type`, `host` and so on. */
  readonly properties: Readonly<Record<string, string>>;
  readonly encryption?: {
    /** ARN of the key. */
    readonly keyId: string;
    /** Base64; newer agents want it in the encryption context, too. */
    readonly challenge?: string;
  };
  /** Types of further actions, which nobody knows. */
  readonly others: readonly string[];
}

/** How the data key of a session reaches the agent. */
export interface EncryptedKey {
  /** The data key, encrypted by KMS. */
  readonly ciphertext: Uint8Array;
  /** Set if the challenge of the agent is part of the encryption context. */
  readonly challenged: boolean;
}

/** The session types that are a terminal, or text, for a client. */
const STREAMS: ReadonlySet<string> = new Set(['Standard_Stream', 'InteractiveCommands', 'NonInteractiveCommands']);

const STATUS = { success: 1, failed: 2, unsupported: 3 } as const;

/** Reads the request. Throws a ChannelError if it is none. */
export function readHandshake(payload: Uint8Array): HandshakeRequest {
  const { AgentVersion, RequestedClientActions } = jsonOf(payload);
  if (!Array.isArray(RequestedClientActions)) throw new ChannelError('the handshake of the agent asks for nothing');
  const actions = RequestedClientActions.map(readAction);
  const type = actions.find(({ name }) => name === 'SessionType')?.parameters;
  const kms = actions.find(({ name }) => name === 'KMSEncryption')?.parameters;
  return {
    agentVersion: typeof AgentVersion === 'string' ? AgentVersion : '',
    ...(typeof type?.SessionType === 'string' && { sessionType: type.SessionType }),
    properties: textsOf(type?.Properties),
    ...(kms && { encryption: readEncryption(kms) }),
    others: actions.flatMap(({ name }) => (name === 'SessionType' || name === 'KMSEncryption' ? [] : [name])),
  };
}

interface Action {
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

function readAction(value: unknown): Action {
  const { ActionType, ActionParameters } = objectOf(value);
  return { name: typeof ActionType === 'string' ? ActionType : '', parameters: objectOf(ActionParameters) };
}

function readEncryption({ KMSKeyId, Challenge }: Action['parameters']): NonNullable<HandshakeRequest['encryption']> {
  if (typeof KMSKeyId !== 'string') throw new ChannelError('the handshake of the agent names no key to encrypt with');
  return { keyId: KMSKeyId, ...(typeof Challenge === 'string' && Challenge !== '' && { challenge: Challenge }) };
}

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

const textsOf = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(objectOf(value)).flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : [])),
  );

const isSupported = ({ sessionType, others }: HandshakeRequest): boolean =>
  others.length === 0 && (sessionType === undefined || sessionType === 'Port' || STREAMS.has(sessionType));

/** Says why a client cannot take part in what is asked for; undefined: it can. */
export const unsupported = (request: HandshakeRequest): string | undefined =>
  isSupported(request)
    ? undefined
    : `the agent asks for what is not known here: ${request.others.join(', ') || `session type ${request.sessionType}`}`;

/** Makes the answer to a request, as JSON. `key`: where encryption is asked for; absent, it is refused. */
export function handshakeResponse(
  { sessionType, encryption, others }: HandshakeRequest,
  clientVersion: string,
  key?: EncryptedKey,
): unknown {
  const refused = others.map((name) => processed(name, STATUS.unsupported, null, `unsupported action ${name}`));
  const known = sessionType === 'Port' || STREAMS.has(sessionType ?? '');
  const actions = [
    ...(sessionType === undefined
      ? []
      : known
        ? [processed('SessionType', STATUS.success, null, '')]
        : [processed('SessionType', STATUS.failed, null, `unknown session type ${sessionType}`)]),
    ...(encryption
      ? [
          key
            ? processed('KMSEncryption', STATUS.success, keyResult(key), '')
            : processed('KMSEncryption', STATUS.failed, null, 'the data key cannot be had'),
        ]
      : []),
    ...refused,
  ];
  const errors = actions.flatMap(({ Error: said }) => (said === '' ? [] : [said]));
  return { ClientVersion: clientVersion, ProcessedClientActions: actions, Errors: errors };
}

const processed = (ActionType: string, ActionStatus: number, ActionResult: unknown, Error: string) => ({
  ActionType,
  ActionStatus,
  ActionResult,
  Error,
});

const keyResult = ({ ciphertext, challenged }: EncryptedKey): unknown => ({
  KMSCipherTextKey: Buffer.from(ciphertext).toString('base64'),
  KMSCipherTextHash: null,
  ...(challenged && { ChallengeAcknowledgement: true }),
});

/** Reads what the agent says to people at the end of the handshake; '' if it says nothing. */
export function customerMessage(payload: Uint8Array): string {
  const { CustomerMessage } = jsonOf(payload);
  return typeof CustomerMessage === 'string' ? CustomerMessage : '';
}
