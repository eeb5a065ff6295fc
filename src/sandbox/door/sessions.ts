import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, systemClock } from '../../channel/clock.ts';
import { type Agent, startAgent } from '../agent/agent.ts';
import { type Relay, type Service, serveRelay } from '../relay/relay.ts';
import type { Weather } from '../relay/weather.ts';
import type { Faults } from './faults.ts';
import { decryptDataKey } from '../services/kms/data-keys.ts';
import type { Context } from '../services/operation.ts';
import { endSession } from '../services/ssm/session-end.ts';
import type { ActiveSession } from '../state/ssm.ts';
import { partitionOf } from '../state/partitions.ts';
import type { RegionState, State } from '../state/state.ts';
import { type Admission, mayOpen } from './admission.ts';
import { dialNode } from './node-ssh.ts';
import type { Sandbox } from './sandbox.ts';
import { type Logging, sessionLogging } from './session-log.ts';
import { watchLimits } from './session-limits.ts';
import { wishOf } from './session-wish.ts';

/** A session, and where it is. */
interface Found {
  readonly account: string;
  readonly region: string;
  readonly here: RegionState;
  readonly session: ActiveSession;
}

/**
 * Serves the data channels of a sandbox's sessions on 127.0.0.1. Behind them is this machine: its shell, its commands and its
 * ports. So it is only for whoever has asked for that. `secrets`, `unsigned`: whose signatures count; by default, those of the
 * credentials that the sandbox has handed out.
 */
export async function serveSessions(
  sandbox: Sandbox,
  faults: Faults = {},
  { unsigned = false, secrets = {}, clock = quietClock }: Door = {},
): Promise<Relay> {
  const running: Running = new Map();
  const relay = await serveRelay({
    clock: systemClock,
    weather: weatherOf(faults),
    service: serviceOf(
      sandbox,
      running,
      { faults, secrets, unsigned, clock },
      () => void watchEnds(sandbox, running, relay),
    ),
  });
  return relay;
}

/** The time of this machine, which keeps no process waiting. */
const quietClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds).unref();
    return () => clearTimeout(timer);
  },
};

/** `clock`: by which signatures and sessions get old. */
type Door = Partial<Omit<Admission, 'faults'>> & { readonly clock?: Clock };

/** The sessions that run here, with their logs where they have one. */
type Running = Map<string, Logging | undefined>;

/** How often it is looked whether a session was ended from elsewhere, in milliseconds. */
const LOOK = 500;

/** Ends the sessions that another process has ended, as long as there are any. */
async function watchEnds(sandbox: Sandbox, running: Running, relay: Relay): Promise<void> {
  while (running.size > 0) {
    await sleep(LOOK, undefined, { ref: false });
    const state = await sandbox.snapshot().catch(() => undefined);
    for (const id of running.keys()) if (state && !sessionIn(state, id)) relay.terminate(id);
  }
}

const weatherOf = ({ channelDrop, channelDuplicate, channelReorder, channelDelay, channelClose }: Faults): Weather => ({
  ...(channelDrop && { drop: channelDrop }),
  ...(channelDuplicate && { duplicate: channelDuplicate }),
  ...(channelReorder && { reorder: channelReorder }),
  ...(channelDelay && { delay: channelDelay }),
  ...(channelClose && { close: channelClose }),
});

/** `onFirst`: a session begins, and it is the only one. */
function serviceOf(sandbox: Sandbox, running: Running, door: Admission & Required<Door>, onFirst: () => void): Service {
  const find = async (id: string): Promise<Found> => {
    const found = sessionIn(await sandbox.snapshot(), id);
    if (!found) throw new Error(`session ${id} is over`);
    return found;
  };
  return {
    async admit(opening) {
      const state = await sandbox.snapshot();
      const found = sessionIn(state, opening.sessionId);
      if (!found) return 404;
      return mayOpen(opening, contextOf(found, state, door.clock.now()), door) ? undefined : 403;
    },
    async takeToken(id, token) {
      let taken = false;
      await sandbox.edit((state) => {
        const session = sessionIn(state, id)?.session;
        if (!session || session.token !== token) return;
        delete session.token;
        taken = true;
      });
      return taken;
    },
    async start(id, onEnd) {
      const found = await find(id);
      running.set(id, undefined);
      if (running.size === 1) onFirst();
      return agentFor(found, id, sandbox, { running, clock: door.clock, onEnd });
    },
    async ended(id) {
      await running.get(id)?.finish();
      running.delete(id);
      await sandbox.edit((state) => {
        const found = sessionIn(state, id);
        if (found) endSession(found.here, id, Date.now());
      });
    },
  };
}

/** What the owner of a session does. */
const contextOf = ({ account, region, here, session }: Found, state: State, now: number): Context => ({
  state,
  here,
  account,
  region,
  partition: partitionOf(region),
  caller: { account, arn: session.owner, userId: '', assumed: false },
  now,
  faults: {},
  sessionInputs: [],
  touch: () => undefined,
});

function sessionIn({ accounts }: State, id: string): Found | undefined {
  for (const [account, regions] of Object.entries(accounts)) {
    for (const [region, here] of Object.entries(regions)) {
      const session = here.activeSessions?.[id];
      if (session) return { account, region, here, session };
    }
  }
  return undefined;
}

function agentFor(
  found: Found,
  id: string,
  sandbox: Sandbox,
  {
    running,
    clock,
    onEnd,
  }: { readonly running: Running; readonly clock: Clock; readonly onEnd: (reason: string) => void },
): Agent {
  const { account, region, here, session } = found;
  const { task, limits, keyId, log } = wishOf(contextOf(found, {} as State, Date.now()), session);
  const node = { account, region, id: session.target };
  const logging =
    log &&
    sessionLogging({
      sandbox,
      node,
      sessionId: id,
      owner: session.owner,
      wish: log,
      isCommand: task.type === 'NonInteractiveCommands',
      onLogged: (where) =>
        sandbox.edit((state) => {
          const there = state.accounts[account]?.[region];
          const one = there?.activeSessions?.[id] ?? there?.pastSessions?.[id];
          if (one) one.log = { ...one.log, ...where };
        }),
    });
  running.set(id, logging);
  const decrypt = async (ciphertext: Buffer, challenge: string | undefined): Promise<Buffer> => {
    const state = await sandbox.snapshot();
    const there = state.accounts[account]?.[region];
    if (!there) throw new Error('the region is gone');
    return decryptDataKey(contextOf({ ...found, here: there }, state, Date.now()), ciphertext, {
      'aws:ssm:SessionId': id,
      'aws:ssm:TargetId': session.target,
      ...(challenge !== undefined && { 'aws:ssm:RandomChallenge': challenge }),
    });
  };
  const watch = watchLimits(limits, clock, (reason) => agent.end(reason));
  const agent = startAgent({
    task,
    clock: systemClock,
    version: here.nodes[session.target]?.agentVersion ?? '',
    dial: dialNode(sandbox, node),
    onActivity: watch.active,
    onEnd(reason) {
      watch.stop();
      // As with agents, the session is over when its log is written.
      void (logging?.finish() ?? Promise.resolve()).finally(() => onEnd(reason));
    },
    ...(logging && { prepare: logging.prepare, onOutput: logging.take }),
    ...(keyId !== undefined && { encryption: { keyId, decrypt } }),
  });
  return {
    ...agent,
    stop() {
      watch.stop();
      agent.stop();
    },
  };
}
