import { systemClock } from '../../channel/clock.ts';
import { type Agent, startAgent } from '../agent/agent.ts';
import { taskOf } from '../agent/document-task.ts';
import type { Task } from '../agent/task.ts';
import { type Opening, type Relay, type Service, serveRelay } from '../relay/relay.ts';
import type { Weather } from '../relay/weather.ts';
import type { Faults } from './faults.ts';
import { decryptDataKey } from '../services/kms/data-keys.ts';
import type { Context } from '../services/operation.ts';
import { endSession } from '../services/ssm/session-end.ts';
import { documentNamed, versionOf } from '../services/ssm/document.ts';
import { parseContent } from '../services/ssm/session-content.ts';
import type { ActiveSession } from '../state/ssm.ts';
import { partitionOf } from '../state/partitions.ts';
import type { RegionState, State } from '../state/state.ts';
import { parseAuthorization } from './authorization.ts';
import { dialNode } from './node-ssh.ts';
import type { Sandbox } from './sandbox.ts';

/** A session, and where it is. */
interface Found {
  readonly account: string;
  readonly region: string;
  readonly here: RegionState;
  readonly session: ActiveSession;
}

/**
 * Serves the data channels of a sandbox's sessions on 127.0.0.1. Behind them is this machine: its shell, its commands and its
 * ports. So it is only for whoever has asked for that.
 */
export const serveSessions = (sandbox: Sandbox, faults: Faults = {}): Promise<Relay> =>
  serveRelay({ clock: systemClock, weather: weatherOf(faults), service: serviceOf(sandbox) });

const weatherOf = ({ channelDrop, channelDuplicate, channelReorder, channelDelay, channelClose }: Faults): Weather => ({
  ...(channelDrop && { drop: channelDrop }),
  ...(channelDuplicate && { duplicate: channelDuplicate }),
  ...(channelReorder && { reorder: channelReorder }),
  ...(channelDelay && { delay: channelDelay }),
  ...(channelClose && { close: channelClose }),
});

function serviceOf(sandbox: Sandbox): Service {
  const find = async (id: string): Promise<Found> => {
    const found = sessionIn(await sandbox.snapshot(), id);
    if (!found) throw new Error(`session ${id} is over`);
    return found;
  };
  return {
    async admit({ sessionId, headers, query }) {
      const found = sessionIn(await sandbox.snapshot(), sessionId);
      if (!found) return 404;
      return isSigned(found, headers, query) ? undefined : 403;
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
      return agentFor(await find(id), id, sandbox, onEnd);
    },
    ended: (id) =>
      sandbox.edit((state) => {
        const found = sessionIn(state, id);
        if (found) endSession(found.here, id, Date.now());
      }),
  };
}

/** Tells whether the request is signed for the region of the session. The signature itself is not checked, as of any call. */
function isSigned({ region }: Found, headers: Opening['headers'], query: Opening['query']): boolean {
  if (query['X-Amz-Signature'] !== undefined) return true;
  const signed = parseAuthorization(headers['authorization'] ?? '');
  return signed?.service === 'ssmmessages' && signed.region === region;
}

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
  { account, region, here, session }: Found,
  id: string,
  sandbox: Sandbox,
  onEnd: (reason: string) => void,
): Agent {
  const context = (state: State, there: RegionState): Context => ({
    state,
    here: there,
    account,
    region,
    partition: partitionOf(region),
    caller: { account, arn: session.owner, userId: '', assumed: false },
    now: Date.now(),
    faults: {},
    sessionInputs: [],
    touch: () => undefined,
  });
  const { task, keyId } = wishOf(context({} as State, here), session);
  const decrypt = async (ciphertext: Buffer, challenge: string | undefined): Promise<Buffer> => {
    const state = await sandbox.snapshot();
    const there = state.accounts[account]?.[region];
    if (!there) throw new Error('the region is gone');
    return decryptDataKey(context(state, there), ciphertext, {
      'aws:ssm:SessionId': id,
      'aws:ssm:TargetId': session.target,
      ...(challenge !== undefined && { 'aws:ssm:RandomChallenge': challenge }),
    });
  };
  return startAgent({
    task,
    clock: systemClock,
    version: here.nodes[session.target]?.agentVersion ?? '',
    dial: dialNode(sandbox, { account, region, id: session.target }),
    onEnd,
    ...(keyId !== undefined && { encryption: { keyId, decrypt } }),
  });
}

/** Reads from the documents what the agent is to do, and by which key the session is encrypted. */
function wishOf(context: Context, { document, parameters }: ActiveSession): { task: Task; keyId?: string } {
  const content = contentOf(context, document);
  const task = taskOf(content, parameters);
  // Ports are never encrypted by KMS. Documents without preferences of their own take those of the region.
  if (task.type === 'Port') return { task };
  const inputs = { ...(contentOf(context, PREFERENCES)['inputs'] as object), ...(content['inputs'] as object) };
  const { kmsKeyId: keyId } = inputs as { readonly kmsKeyId?: unknown };
  return { task, ...(typeof keyId === 'string' && keyId !== '' && { keyId: keyArn(context, keyId) }) };
}

const PREFERENCES = 'SSM-SessionManagerRunShell';

function contentOf(context: Context, name: string): Readonly<Record<string, unknown>> {
  if (name === PREFERENCES && !Object.hasOwn(context.here.documents, name)) return { sessionType: 'Standard_Stream' };
  const { format, content } = versionOf(documentNamed(context, name).document, undefined);
  return parseContent(format, content) ?? {};
}

function keyArn({ region, account, partition }: Context, name: string): string {
  if (name.startsWith('arn:')) return name;
  const resource = name.startsWith('alias/') ? name : `key/${name}`;
  return `arn:${partition.id}:kms:${region}:${account}:${resource}`;
}
