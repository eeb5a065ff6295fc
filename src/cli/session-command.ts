import type { Closed } from '../channel/session.ts';
import type { Attempt } from '../engine/diagnose-node.ts';
import type { Order } from '../engine/order.ts';
import { EXIT, TargetError, UserError } from '../errors.ts';
import type { Question } from '../inputs/question.ts';
import type { Network, SessionAnswer, SessionRequest, StartedSession } from '../session/access.ts';
import type { Failure } from '../session/failure.ts';
import type { Place } from '../session/find-node.ts';
import type { RawScope } from '../targets/scope.ts';
import { BaseCommand } from './base-command.ts';
import { heldSignal } from './signals.ts';
import { visible } from '../render/visible.ts';

/** A node, and how sessions with it are begun. */
export interface Reach extends Place {
  readonly network: Network;
  /** Makes what a diagnosis is told about this run. */
  question(): Promise<Question>;
}

type RawFlags = RawScope & { sandbox?: boolean; debug?: boolean; noop?: boolean };

const NO_TARGET = 'the node is missing: give its id or name, or choose it on a terminal';

/** Throws a UserError where there is neither a name nor a terminal on which to ask for one. `asks`: whether one would be asked for. */
export function requireName(name: string | undefined, asks = true): void {
  const canAsk = asks && process.stdin.isTTY && process.stderr.isTTY;
  if (name === undefined && !canAsk) throw new UserError('usage', NO_TARGET);
}

/** Finds the node that a name means; without a name, asks on the terminal. */
export async function placeIn(order: Order, name: string | undefined): Promise<Place> {
  const [{ enter }, { findNode }] = await Promise.all([
    import('../engine/enter.ts'),
    import('../session/find-node.ts'),
  ]);
  const targets = await enter(order);
  return name === undefined ? (await import('./pick-node.ts')).pickNode(targets) : findNode(targets, name);
}

/** The base of the commands that open sessions: what they print is what the node says, and what they exit with is its word. */
export abstract class SessionCommand extends BaseCommand {
  /** The exit code of a failure of our own. */
  protected failed: number = EXIT.failed;

  /** True: whoever calls this command shows what it says, so one line is all. */
  protected terse = false;

  /** False: nobody asks why a session does not start. */
  protected asksWhy = true;

  /** What was asked for last, until it is known why it failed. */
  private attempt: (Omit<Attempt, 'question'> & Pick<Reach, 'question'>) | undefined;

  /** Finds the node that a name means, in the regions of the flags; without a name, asks on the terminal. Throws a UserError where there is none. */
  protected async reach(flags: RawFlags, name: string | undefined): Promise<Reach> {
    requireName(name);
    const { parseInputs } = await import('../inputs/inputs.ts');
    const inputs = parseInputs({});
    const scope = await this.scopeOf(flags, inputs);
    const connection = await this.connection(flags, scope, 'fleet', true);
    const place = await placeIn({ inputs, scope, flags, connection }, name);
    const { profile, homeProfile } = place.target;
    const network = flags.sandbox
      ? {}
      : await (await import('../aws/stream-network.ts')).streamNetwork(profile ?? homeProfile);
    const question = async (): Promise<Question> => {
      const { questionOf } = await import('../engine/question.ts');
      return questionOf(flags, inputs, scope);
    };
    return { ...place, network, question };
  }

  /** Prints the sessions that would be begun, for `--noop`; calls nothing. */
  protected async tellRequests(
    flags: RawFlags,
    name: string | undefined,
    requests: readonly Omit<SessionRequest, 'node'>[],
  ): Promise<void> {
    const [{ parseInputs }, { knownPlaces }, { placeLabel }, { requestText }] = await Promise.all([
      import('../inputs/inputs.ts'),
      import('../targets/scope.ts'),
      import('../aws/place.ts'),
      import('../session/request-text.ts'),
    ]);
    const scope = await this.scopeOf(flags, parseInputs({}));
    if (!this.terse) await this.tellChoice(scope);
    const places = knownPlaces(scope).map(placeLabel).join(', ');
    const stream = this.terse ? process.stderr : process.stdout;
    for (const request of requests) {
      stream.write(`${visible(`NOOP: ${requestText(name, request)} in ${places}`, Infinity)}\n`);
    }
  }

  /** Begins a session. Throws a NotStartedError if the service refuses it. */
  protected async begin(reach: Reach, request: Omit<SessionRequest, 'node'>): Promise<StartedSession> {
    const [{ sessionFrom }, { systemClock }] = await Promise.all([
      import('../session/access.ts'),
      import('../channel/clock.ts'),
    ]);
    const signal = heldSignal();
    try {
      const started = await sessionFrom(await this.ask(reach, request), { ...reach, clock: systemClock });
      if (signal.code() === undefined) return started;
      // What the service has begun must not be left behind.
      await started.terminate();
      process.exitCode = signal.code();
      throw new TargetError('Interrupted', 'interrupted: the session was ended');
    } finally {
      signal.release();
    }
  }

  /** Has the official plugin open a session on this terminal, and exits with its code. */
  protected async plugIn(reach: Reach, request: Omit<SessionRequest, 'node'>): Promise<void> {
    const [{ findPlugin, pluginCall }, { runProgram }] = await Promise.all([
      import('../session/plugin.ts'),
      import('./program.ts'),
    ]);
    const found = await findPlugin(process.env);
    const answer = await this.ask(reach, request);
    const { program, args, variables } = await pluginCall(found, { ...reach, ...request }, answer, process.env);
    process.exitCode = await runProgram(program, args, { ...process.env, ...variables });
    const ssm = await reach.target.ssm();
    // Where it is over already, there is nothing to end.
    await ssm.terminateSession({ SessionId: answer.SessionId ?? '' }).catch(() => undefined);
  }

  /** Asks the service for a session; for the reason, too, where it requires one and somebody is there to give it. */
  private async ask({ target, node, question }: Reach, request: Omit<SessionRequest, 'node'>): Promise<SessionAnswer> {
    const { askForSession } = await import('../session/access.ts');
    const { document } = request;
    this.attempt = { target, node, question, ...(document !== undefined && { document }) };
    try {
      return await askForSession(target, { node, ...request });
    } catch (error) {
      const { failureToStart, NotStartedError, wantsReason } = await import('../session/failure.ts');
      if (request.reason === undefined && wantsReason(error) && process.stdin.isTTY && process.stderr.isTTY) {
        const { askText } = await import('./ask.ts');
        const reason = await askText('Reason for the session: ', process.stdin, process.stderr);
        if (reason !== '') return this.ask({ target, node, question } as Reach, { ...request, reason });
      }
      throw new NotStartedError(failureToStart(error, target.profile ?? target.homeProfile), { cause: error });
    }
  }

  /** Throws a NotStartedError for a session that was over before it had begun. */
  protected async requireBegun(closed: Closed): Promise<void> {
    if (closed.how !== 'refused') return;
    const { failureOf, NotStartedError } = await import('../session/failure.ts');
    throw new NotStartedError(failureOf(closed));
  }

  /** Finds out, once, why a session does not start, in lines for people; undefined where nobody asks. */
  protected async why(suspects: Failure['suspects']): Promise<string | undefined> {
    const { attempt } = this;
    const hasReader = process.stdout.isTTY && process.stderr.isTTY && !this.terse;
    if (!attempt || suspects.length === 0 || !hasReader || !this.asksWhy) return undefined;
    this.attempt = undefined;
    const [{ diagnoseNode }, { whyText }, { paintFor }] = await Promise.all([
      import('../engine/diagnose-node.ts'),
      import('../render/why.ts'),
      import('../render/paint.ts'),
    ]);
    const { question, ...rest } = attempt;
    const report = await this.told(await diagnoseNode({ ...rest, question: await question() }, suspects));
    return whyText(report, paintFor(process.env, true), process.stderr.columns || 80);
  }

  protected override async catch(thrown: Error): Promise<unknown> {
    if (thrown.name === 'NotStartedError' && !this.jsonEnabled()) {
      await this.tellFailure((thrown as Error & { readonly failure: Failure }).failure);
      process.exitCode ??= this.failed;
      return undefined;
    }
    if (thrown instanceof TargetError && this.terse) {
      process.exitCode ??= this.failed;
      return this.say([thrown.message, thrown.advice ?? []].flat().join('; '));
    }
    const { exitCode } = process;
    await super.catch(thrown);
    // A signal has its own.
    if (exitCode !== undefined) process.exitCode = exitCode;
    else if (process.exitCode === EXIT.failed) process.exitCode = this.failed;
    return undefined;
  }

  private async tellFailure({ line, advice, suspects }: Failure): Promise<void> {
    const isClear = suspects.length === 0 && advice !== undefined;
    const hasRoom = process.stderr.isTTY && !this.terse;
    if (isClear && !hasRoom) return this.say(`${line}; ${advice}`);
    await this.say(line);
    if (isClear) process.stderr.write(`  try: ${visible(advice, Infinity)}\n`);
    const text = await this.why(suspects).catch(() => undefined);
    if (text !== undefined) process.stderr.write(`${text}\n`);
    return undefined;
  }
}
