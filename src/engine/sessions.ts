import { kindOf, type SessionKind } from '../audit/session-kind.ts';
import { readNodeNames } from '../facts/node-names.ts';
import { readAllSessions, type Session, type SessionState } from '../facts/session-list.ts';
import type { Target } from '../targets/target.ts';
import { countTargets, isListed, listAll, type Listing, type ListingSummary, wasInterrupted } from './listing.ts';
import { begin, type Order } from './order.ts';

/** A session as it is listed. */
export interface ListedSession {
  readonly id: string;
  /** Id of the node, or `ecs:cluster_task_runtime`. */
  readonly node: string;
  /** Null: it has none, or it may not be read. */
  readonly nodeName: string | null;
  /** ARN of who began it. */
  readonly owner: string;
  /** In the word of AWS: Connected, Terminated, Failed and so on. */
  readonly status: string;
  readonly began: string | null;
  /** Null: it is not over. */
  readonly ended: string | null;
  readonly kind: SessionKind;
  readonly document: string | null;
  readonly reason: string | null;
}

interface Sessions {
  readonly sessions: readonly ListedSession[];
}

/** The sessions of all targets. */
export interface SessionListing extends Listing<Sessions> {
  /** The time from which on sessions are listed, by their beginning; null: as far as AWS remembers. */
  readonly since: string | null;
  readonly summary: ListingSummary & { readonly sessions: number; readonly active: number };
}

/** Which sessions are listed. */
export interface SessionWish {
  readonly states: readonly SessionState[];
  /** Absent: as far as AWS remembers. */
  readonly since?: Date | undefined;
  /** A part of the owner's ARN, in any case. */
  readonly owner?: string | undefined;
  /** Id of a node, or its name. */
  readonly node?: string | undefined;
}

/** Lists sessions, the latest first. Changes nothing. */
export async function listSessions({
  states,
  since,
  owner,
  node,
  ...order
}: Order & SessionWish): Promise<SessionListing> {
  const begun = await begin(order, 'reading');
  const targets = await listAll(
    begun,
    async ({ target }) => ({
      sessions: (await readWantedSessions(target, { states, since, owner, node })).map(listedSession),
    }),
    ({ sessions: { length } }) => `${length} ${length === 1 ? 'session' : 'sessions'}`,
  );
  const sessions = targets.filter(isListed).flatMap((target) => target.sessions);
  return {
    command: 'sessions',
    since: since?.toISOString() ?? null,
    ...wasInterrupted(targets, begun.settings.interrupt),
    targets,
    summary: {
      ...countTargets(targets),
      sessions: sessions.length,
      active: sessions.filter(({ ended }) => ended === null).length,
    },
  };
}

/** What Systems Manager calls a node. */
const NODE_ID = /^(?:m?i-[0-9a-f]{8,17}|ecs:\S+)$/;

/** A session, and the name of its node, if it has one that may be read. */
export interface NamedSession {
  readonly session: Session;
  readonly nodeName: string | undefined;
}

/** Reads the sessions of a target that are wanted, the latest first. */
export async function readWantedSessions(
  target: Target,
  { states, since, owner, node }: SessionWish,
): Promise<readonly NamedSession[]> {
  const filter = {
    ...(since && { since }),
    ...(node !== undefined && NODE_ID.test(node) && { node }),
  };
  const found = await readAllSessions(target, filter, states);
  const part = owner?.toLowerCase();
  const sessions = part === undefined ? found : found.filter((session) => session.owner.toLowerCase().includes(part));
  const names = await readNodeNames(
    target,
    sessions.map((session) => session.node),
  );
  return sessions
    .filter((session) => node === undefined || session.node === node || names.get(session.node) === node)
    .toSorted((one, other) => timeOf(other.began) - timeOf(one.began))
    .map((session) => ({ session, nodeName: names.get(session.node) }));
}

const timeOf = (date: Date | undefined): number => date?.getTime() ?? 0;

/** Makes what is printed of a session. */
export const listedSession = ({ session, nodeName }: NamedSession): ListedSession => ({
  id: session.id,
  node: session.node,
  nodeName: nodeName ?? null,
  owner: session.owner,
  status: session.status,
  began: session.began?.toISOString() ?? null,
  ended: session.ended?.toISOString() ?? null,
  kind: kindOf(session),
  document: session.document ?? null,
  reason: session.reason ?? null,
});
