import { randomUUID } from 'node:crypto';
import type { Clock } from '../channel/clock.ts';
import type { Connection } from '../channel/data-stream.ts';
import type { ConnectionEvents } from '../channel/line.ts';
import type { SessionAccess } from '../channel/session.ts';
import { openSocket, type SocketSettings, type StreamAddress } from '../channel/socket.ts';
import { CLIENT_VERSION } from '../channel/version.ts';
import { holdSecrets } from '../aws/secrets.ts';
import type { Target } from '../targets/target.ts';

/** What a session is asked for with. */
export interface SessionRequest {
  /** `i-…`, `mi-…` or `ecs:cluster_task_runtime`. */
  readonly node: string;
  /** Absent: the preferences of the region. */
  readonly document?: string;
  readonly parameters?: Readonly<Record<string, readonly string[]>>;
  readonly reason?: string;
}

/** The network between this machine and the service. */
export type Network = Partial<Pick<SocketSettings, 'agent' | 'trust'>>;

/** A session that the service has begun. */
export interface StartedSession {
  readonly id: string;
  readonly access: SessionAccess;
  /** Ends it, whatever its state; never rejects: a session that cannot be ended ends by itself. */
  terminate(): Promise<void>;
}

/** What StartSession has answered. */
export interface SessionAnswer {
  readonly SessionId?: string | undefined;
  readonly StreamUrl?: string | undefined;
  readonly TokenValue?: string | undefined;
}

/** Asks the service for a session, and gives its answer as it is. Rejects with its error: nothing was begun then. */
export async function askForSession(
  target: Target,
  { node, document, parameters, reason }: SessionRequest,
): Promise<SessionAnswer> {
  const ssm = await target.ssm();
  const answer = await ssm.startSession({
    Target: node,
    ...(document !== undefined && { DocumentName: document }),
    ...(parameters && { Parameters: mutable(parameters) }),
    ...(reason !== undefined && { Reason: reason }),
  });
  holdSecrets(answer.TokenValue ?? '');
  return answer;
}

/** Makes the session of such an answer. */
export async function sessionFrom(
  { SessionId: id = '', ...first }: SessionAnswer,
  { target, node, network, clock }: Origin,
): Promise<StartedSession> {
  const ssm = await target.ssm();
  const over = new AbortController();
  const settings: SocketSettings = {
    ...network,
    clock,
    signal: over.signal,
    clientId: randomUUID(),
    clientVersion: CLIENT_VERSION,
    async headers(url) {
      const { signedUpgrade } = await import('../aws/upgrade-signature.ts');
      return signedUpgrade(url, target.region, target.credentials);
    },
  };
  const connect = (answer: Answer, events: ConnectionEvents): Promise<Connection> =>
    openSocket(addressOf(answer), settings, events);
  return {
    id,
    access: {
      open: (events) => connect(first, events),
      async reopen(events) {
        const answer: Answer = await ssm.resumeSession({ SessionId: id }).catch((error: unknown) => {
          if ((error as Error).name === 'DoesNotExistException') return {};
          throw error;
        });
        return answer.TokenValue ? connect(answer, events) : undefined;
      },
      async dataKey({ keyId, challenge }) {
        const kms = await target.kms();
        const { Plaintext, CiphertextBlob } = await kms.generateDataKey({
          KeyId: keyId,
          NumberOfBytes: 64,
          EncryptionContext: {
            'aws:ssm:SessionId': id,
            'aws:ssm:TargetId': node,
            ...(challenge !== undefined && { 'aws:ssm:RandomChallenge': challenge }),
          },
        });
        if (!Plaintext || !CiphertextBlob) throw new Error('KMS gave no data key');
        return { plaintext: Plaintext, ciphertext: CiphertextBlob, challenged: challenge !== undefined };
      },
    },
    async terminate() {
      over.abort();
      await ssm.terminateSession({ SessionId: id }).catch(() => undefined);
    },
  };
}

/** Where a session comes from. */
interface Origin {
  readonly target: Target;
  readonly node: string;
  readonly network: Network;
  readonly clock: Clock;
}

type Answer = Omit<SessionAnswer, 'SessionId'>;

function addressOf({ StreamUrl: url = '', TokenValue: token = '' }: Answer): StreamAddress {
  holdSecrets(token);
  return { url, token };
}

const mutable = (parameters: NonNullable<SessionRequest['parameters']>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(parameters).map(([name, values]) => [name, [...values]]));
