import type { Closed } from '../channel/session.ts';
import type { Attempt } from '../engine/diagnose-node.ts';
import { EXIT, TargetError } from '../errors.ts';
import type { Question } from '../inputs/question.ts';
import type { Network, SessionRequest, StartedSession } from '../session/access.ts';
import type { Failure } from '../session/failure.ts';
import type { Place } from '../session/find-node.ts';
import type { RawScope } from '../targets/scope.ts';
import { BaseCommand } from './base-command.ts';
import { heldSignal } from './signals.ts';

/** A node, and how sessions with it are begun. */
export interface Reach extends Place {
  readonly network: Network;
  /** Makes what a diagnosis is told about this run. */
  question(): Promise<Question>;
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
    const question = async (): Promise<Question> => {
      const { questionOf } = await import('../engine/question.ts');
      return questionOf(flags, inputs, scope);
    };
    return { ...place, network, question };
  }

  /** Begins a session. Throws a NotStartedError if the service refuses it. */
  protected async begin(
    { target, node, network, question }: Reach,
    request: Omit<SessionRequest, 'node'>,
  ): Promise<StartedSession> {
    const [{ startSession }, { systemClock }] = await Promise.all([
      import('../session/access.ts'),
      import('../channel/clock.ts'),
    ]);
    const { document } = request;
    this.attempt = { target, node, question, ...(document !== undefined && { document }) };
    const signal = heldSignal();
    try {
      const started = await startSession(target, { node, ...request }, network, systemClock);
      if (signal.code() === undefined) return started;
      // What the service has begun must not be left behind.
      await started.terminate();
      process.exitCode = signal.code();
      throw new TargetError('Interrupted', 'interrupted: the session was ended');
    } catch (error) {
      if (error instanceof TargetError) throw error;
      const { failureToStart, NotStartedError } = await import('../session/failure.ts');
      throw new NotStartedError(failureToStart(error, target.profile ?? target.homeProfile), { cause: error });
    } finally {
      signal.release();
    }
  }

  /** Throws a NotStartedError for a session that was over before it had begun. */
  protected async requireBegun(closed: Closed): Promise<void> {
    if (closed.how !== 'refused') return;
    const { failureOf, NotStartedError } = await import('../session/failure.ts');
    throw new NotStartedError(failureOf(closed));
  }

  /** Tells the user something on stderr. */
  protected async say(line: string): Promise<void> {
    const { visible } = await import('../render/visible.ts');
    process.stderr.write(`session-manager: ${visible(line)}\n`);
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
    const { visible } = await import('../render/visible.ts');
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
