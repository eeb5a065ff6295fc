import type { Target } from '../targets/target.ts';

/** A session that Systems Manager knows: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_Session.html */
export interface Session {
  readonly id: string;
  /** Id of the node, or `ecs:cluster_task_runtime`; '' where AWS does not say. */
  readonly node: string;
  /** ARN of who began it. */
  readonly owner: string;
  /** Connected, Connecting, Disconnected, Terminating, Terminated or Failed. */
  readonly status: string;
  readonly began?: Date;
  /** Absent: it is not over. */
  readonly ended?: Date;
  /** Name of its Session document, or its ARN; absent: AWS does not say. */
  readonly document?: string;
  readonly reason?: string;
  /** Where its agent says that it has put the log. */
  readonly output?: { readonly bucket?: string; readonly logs?: string };
}

/** `Active`: those that are not over; `History`: those that ended in the last thirty days. */
export type SessionState = 'Active' | 'History';

/** Which sessions are read; absent members stand for any. */
export interface SessionFilter {
  readonly since?: Date;
  readonly node?: string;
  readonly id?: string;
}

/**
 * Reads the sessions of a region, page by page. AWS does not say in which form it filters by owner, so that is left to whoever asks.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeSessions.html
 */
export async function readSessions(
  target: Target,
  State: SessionState,
  filter: SessionFilter = {},
): Promise<readonly Session[]> {
  const client = await target.ssm();
  const { since, node, id } = filter;
  const Filters = [
    ...(since ? [{ key: 'InvokedAfter' as const, value: since.toISOString().replace(/\.\d+/, '') }] : []),
    ...(node === undefined ? [] : [{ key: 'Target' as const, value: node }]),
    ...(id === undefined ? [] : [{ key: 'SessionId' as const, value: id }]),
  ];
  const sessions: Session[] = [];
  const asked = { State, ...(Filters.length > 0 && { Filters }) };
  for await (const page of client.paginateDescribeSessions(asked, { pageSize: 200 })) {
    for (const found of page.Sessions ?? []) {
      const { S3OutputUrl: bucket, CloudWatchOutputUrl: logs } = found.OutputUrl ?? {};
      sessions.push({
        id: found.SessionId ?? '',
        node: found.Target ?? '',
        owner: found.Owner ?? '',
        status: found.Status ?? '',
        ...(found.StartDate && { began: found.StartDate }),
        ...(found.EndDate && { ended: found.EndDate }),
        ...(found.DocumentName && { document: found.DocumentName }),
        ...(found.Reason && { reason: found.Reason }),
        ...((bucket || logs) && { output: { ...(bucket && { bucket }), ...(logs && { logs }) } }),
      });
    }
  }
  // Endpoints other than AWS do not always filter.
  return sessions.filter((session) => isWanted(session, filter));
}

/**
 * Reads the sessions in these states, each once. Those that are open come first: one that ends meanwhile is in both lists, and would be
 * in none if they were read the other way round, or side by side.
 */
export async function readAllSessions(
  target: Target,
  filter: SessionFilter = {},
  states: readonly SessionState[] = STATES,
): Promise<readonly Session[]> {
  const found: Session[] = [];
  for (const state of STATES) if (states.includes(state)) found.push(...(await readSessions(target, state, filter)));
  return [...new Map(found.map((session) => [session.id, session])).values()];
}

const STATES: readonly SessionState[] = ['Active', 'History'];

const isWanted = ({ id, node, began }: Session, wanted: SessionFilter): boolean =>
  (wanted.id === undefined || id === wanted.id) &&
  (wanted.node === undefined || node === wanted.node) &&
  // AWS filters by whole seconds.
  (wanted.since === undefined || began === undefined || began.getTime() >= wanted.since.getTime() - 1000);
