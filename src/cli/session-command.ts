import type { SessionRequest, StartedSession } from '../session/access.ts';
import type { Network } from '../session/access.ts';
import type { Place } from '../session/find-node.ts';
import type { RawScope } from '../targets/scope.ts';
import { BaseCommand } from './base-command.ts';

/** A node, and how sessions with it are begun. */
export interface Reach extends Place {
  readonly network: Network;
}

/** The base of the commands that open sessions: what they print is what the node says, and what they exit with is its word. */
export abstract class SessionCommand extends BaseCommand {
  /** Finds the node that a name means, in the regions of the flags. */
  protected async reach(flags: RawScope & { sandbox?: boolean; debug?: boolean }, name: string): Promise<Reach> {
    const [{ parseInputs }, { enter }, { findNode }] = await Promise.all([
      import('../inputs/inputs.ts'),
      import('../engine/enter.ts'),
      import('../session/find-node.ts'),
    ]);
    const inputs = parseInputs({});
    const scope = await this.scopeOf(flags, inputs);
    const connection = await this.connection(flags, scope, 'fleet', true);
    const place = await findNode(await enter({ inputs, scope, flags, connection }), name);
    const { profile, homeProfile } = place.target;
    const network = flags.sandbox
      ? {}
      : await (await import('../aws/stream-network.ts')).streamNetwork(profile ?? homeProfile);
    return { ...place, network };
  }

  /** Begins a session. */
  protected async begin(
    { target, node, network }: Reach,
    request: Omit<SessionRequest, 'node'>,
  ): Promise<StartedSession> {
    const [{ startSession }, { systemClock }] = await Promise.all([
      import('../session/access.ts'),
      import('../channel/clock.ts'),
    ]);
    return startSession(target, { node, ...request }, network, systemClock);
  }

  /** Tells the user something on stderr. */
  protected async say(line: string): Promise<void> {
    const { visible } = await import('../render/visible.ts');
    process.stderr.write(`session-manager: ${visible(line)}\n`);
  }
}
