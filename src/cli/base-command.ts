import { writeSync } from 'node:fs';
import { Command } from '@oclif/core/command';
import type { Connection } from '../aws/connection.ts';
import type { Change } from '../engine/change.ts';
import { createReport, exitCode, plannedStatus, type Report } from '../engine/report.ts';
import type { Access, Order } from '../engine/order.ts';
import { EXIT, SIGNAL_EXIT, UserError } from '../errors.ts';
import type { Inputs } from '../inputs/inputs.ts';
import type { RawScope, Scope } from '../targets/scope.ts';
import type { Place } from '../aws/place.ts';
import { type Format, FORMATS } from '../render/formats.ts';
import { isReport, printedReport } from '../render/json.ts';
import { blamed, strangeVariables, switchOf, wantsJson } from './environment.ts';
import { variables } from './flags.ts';
import { jsonText } from '../render/visible.ts';

/** The base of all commands: finding targets, progress on stderr, the report on stdout, errors and exit codes. */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;

  /** Fires when a signal ends the run. */
  protected readonly interrupt = new AbortController();

  private onSandbox = false;

  /** The part of the accounts that was asked for. */
  private shard: Scope['shard'];

  /** The exit code of the signal that ended the run. */
  private signalled: number | undefined;

  override jsonEnabled(): boolean {
    return super.jsonEnabled() || wantsJson(this.argv, process.env);
  }

  // oclif reads any text that it does not know as false: a misspelled value must not count as off.
  protected override async init(): Promise<void> {
    await super.init();
    for (const line of strangeVariables(process.env, variables)) process.stderr.write(`session-manager: ${line}\n`);
    switchOf('SESSION_MANAGER_JSON', process.env);
    for (const flag of Object.values(this.ctor.flags)) {
      if (flag.type !== 'boolean' || flag.env === undefined) continue;
      const value = switchOf(flag.env, process.env);
      if (value !== undefined) process.env[flag.env] = String(value);
    }
  }

  /** Checks everything that can be checked without a call. */
  protected async scopeOf(raw: RawScope & { sandbox?: boolean; noop?: boolean }, inputs: Inputs): Promise<Scope> {
    const { checkGivenKey, parseScope, requireCredentials, requireRegion } = await import('../targets/scope.ts');
    const parsed = await parseScope(raw, process.env);
    const scope = raw.sandbox ? withSandboxRegion(parsed) : parsed;
    this.shard = scope.shard;
    if (!raw.noop && !raw.sandbox) await requireCredentials(scope, process.env);
    if (!raw.noop) requireRegion(scope);
    checkGivenKey(inputs, scope);
    return scope;
  }

  /** Reports what would be done where nothing, or everything, exists; calls nothing. `first`: whether it is the first region of its account. */
  protected async noopReport(
    scope: Scope,
    changes: (place: Place, first: boolean) => readonly Change[],
  ): Promise<Report> {
    const { knownPlaces } = await import('../targets/scope.ts');
    const places = knownPlaces(scope);
    await this.tellChoice(scope);
    const isFirst = ({ account, profile }: Place, index: number): boolean =>
      !places.slice(0, index).some((other) => other.account === account && other.profile === profile);
    const targets = places.map((place, index) => ({
      account: place.account ?? null,
      region: place.region,
      ...(place.profile !== undefined && { profile: place.profile }),
      status: 'planned' as const,
      changes: changes(place, isFirst(place, index)).map((change) => ({ ...change, status: plannedStatus(change) })),
      findings: [],
    }));
    return this.finish(createReport(this.id ?? '', true, targets));
  }

  /** Says, for `--noop`, which accounts the organization would be asked for. */
  protected async tellChoice(scope: Scope): Promise<void> {
    const [{ choiceInWords }, { visible }] = await Promise.all([
      import('../targets/organization/choice.ts'),
      import('../render/visible.ts'),
    ]);
    const words = choiceInWords(scope);
    if (words !== undefined && !this.jsonEnabled()) this.log(visible(`NOOP: ${words}`));
  }

  /** Gathers what a verb needs, with progress on stderr. `onFirstUse`: what a new sandbox holds; a command that only looks should find something there. */
  protected async order(
    flags: Order['flags'] & { sandbox?: boolean; debug?: boolean },
    inputs: Inputs,
    scope: Scope,
    onFirstUse: 'empty' | 'fleet' = 'empty',
  ): Promise<Order> {
    return { inputs, ...(await this.connected(flags, scope, onFirstUse)) };
  }

  /** Gathers what a verb needs besides the inputs. */
  protected async connected(
    flags: Order['flags'] & { sandbox?: boolean; debug?: boolean },
    scope: Scope,
    onFirstUse: 'empty' | 'fleet' = 'empty',
  ): Promise<Omit<Order, 'inputs'>> {
    const display = await this.display(flags);
    return { scope, flags, connection: await this.connection(flags, scope, onFirstUse), ...display };
  }

  /** Makes the way to AWS. `sessions`: the nodes of a sandbox are this machine. */
  protected async connection(
    flags: { sandbox?: boolean; debug?: boolean },
    { profiles, orgProfile }: Scope,
    onFirstUse: 'empty' | 'fleet',
    sessions = false,
  ): Promise<Access> {
    this.onSandbox = flags.sandbox ?? false;
    const way = flags.sandbox
      ? await this.sandbox(onFirstUse, sessions)
      : await (
          await import('../aws/network.ts')
        ).networkAccess(
          profiles?.map(({ name }) => name),
          process.env,
          [orgProfile ?? []].flat(),
        );
    return { ...way, ...(await traceOf(flags)), ...this.codes() };
  }

  private async sandbox(
    onFirstUse: 'empty' | 'fleet',
    sessions: boolean,
  ): Promise<Pick<Connection, 'handler' | 'credentials'>> {
    const { sandboxConnection } = await import('./sandbox-connection.ts');
    const { firstUse, ...way } = await sandboxConnection(this.config.dataDir, process.env, onFirstUse, sessions);
    if (firstUse !== undefined && (onFirstUse === 'fleet' || process.stderr.isTTY))
      process.stderr.write(`${firstUse}\n`);
    return way;
  }

  /** Tells the user something on stderr. */
  protected async say(line: string): Promise<void> {
    const { visible } = await import('../render/visible.ts');
    process.stderr.write(`session-manager: ${visible(line)}\n`);
  }

  /** Gives what asks the user for something secret, on stderr; undefined: there is nobody to ask. */
  protected asker(): ((question: string) => Promise<string>) | undefined {
    if (!process.stdin.isTTY || !process.stderr.isTTY || process.env['CI']) return undefined;
    return async (question) => {
      const { askSecretly } = await import('./ask.ts');
      return askSecretly(question, process.stdin, process.stderr, this.interrupt.signal);
    };
  }

  private codes(): Pick<Connection, 'mfaCode'> {
    const ask = this.asker();
    return ask ? { mfaCode: (serial) => ask(`Enter MFA code for ${serial}: `) } : {};
  }

  private async display(flags: { debug?: boolean }): Promise<Pick<Order, 'fanOut' | 'interrupt'>> {
    const { withColoursOf } = await import('./colours.ts');
    const { progressOn } = await withColoursOf(process.stderr, () => import('./progress.ts'));
    const live = process.stderr.isTTY && process.env['TERM'] !== 'dumb' && !process.env['CI'] && !flags.debug;
    this.listenForInterrupt(live);
    return { fanOut: progressOn(live, this.interrupt.signal), interrupt: this.interrupt.signal };
  }

  /** Prints the report, unless `--json` prints it, and sets the exit code. */
  protected async finish(made: Report, strict = false): Promise<Report> {
    const report = await this.told(made);
    process.exitCode = this.codeOf(report, strict);
    if (!(await this.tellEmptyShard(report)) && !this.jsonEnabled()) {
      const [{ reportText }, { columnsOf }, { paintFor }] = await Promise.all([
        import('../render/text.ts'),
        import('../engine/columns.ts'),
        import('../render/paint.ts'),
      ]);
      this.log(reportText(report, paintFor(process.env, process.stdout.isTTY), columns(), columnsOf(report)));
    }
    return report;
  }

  /** Prints a diagnosis, in the format that was asked for, and sets the exit code. */
  protected async finishDiagnosis(made: Report, format: Format, strict: boolean): Promise<Report> {
    const report = await this.told(made);
    process.exitCode = this.codeOf(report, strict);
    const isEmpty = await this.tellEmptyShard(report);
    if (!(isEmpty && format === 'text') && !this.jsonEnabled()) {
      const render = await FORMATS[format]();
      const { version } = this.config;
      const isTerminal = process.stdout.isTTY;
      this.log(render(report, { strict, version, width: columns(), environment: process.env, isTerminal }));
    }
    return report;
  }

  /** Marks what a report about the sandbox advises for AWS itself. */
  protected async told(report: Report): Promise<Report> {
    if (!this.onSandbox) return report;
    const { marked } = await import('../engine/sandbox-remedies.ts');
    return marked(report);
  }

  private codeOf(report: Report, strict: boolean): number {
    return this.codeAfter(report, this.isEmptyShard(report) ? EXIT.done : exitCode(report, strict));
  }

  /** Tells whether there is nothing to do because no account is in the part that was asked for; that is no failure. */
  protected isEmptyShard({ targets }: { readonly targets: readonly unknown[] }): boolean {
    return this.shard !== undefined && targets.length === 0;
  }

  /** Says so where no account is in the part that was asked for. */
  protected async tellEmptyShard(made: { readonly targets: readonly unknown[] }): Promise<boolean> {
    if (!this.shard || !this.isEmptyShard(made)) return false;
    await this.say(`no account is in shard ${this.shard.k}/${this.shard.n}`);
    return true;
  }

  /** Gives the exit code of a run; that of one that was interrupted is the signal's. */
  protected codeAfter({ interrupted }: { readonly interrupted?: true }, code: number): number {
    return interrupted ? (this.signalled ?? EXIT.interrupted) : code;
  }

  // oclif would parse the text for colours that it does not contain, which takes seconds and hundreds of megabytes for a large report.
  protected override logJson(json: unknown): void {
    process.stdout.write(`${jsonText(json)}\n`);
  }

  protected override toSuccessJson(result: unknown): unknown {
    return isReport(result) ? printedReport(result) : result;
  }

  protected override async catch(error: Error & { code?: string; suggestions?: readonly string[] }): Promise<unknown> {
    const { describeError } = await import('../render/error.ts');
    const { argv } = this;
    if (error instanceof UserError || 'parse' in error) {
      error.message = blamed(error.message, this.ctor.flags, { argv, environment: process.env });
    }
    const described = describeError(error);
    process.exitCode = described.exit === EXIT.interrupted ? (this.signalled ?? described.exit) : described.exit;
    if (this.jsonEnabled()) this.logJson({ error: described.error });
    else process.stderr.write(`${described.text}\n`);
    return undefined;
  }

  // The first Ctrl-C lets the step under way finish; the second ends the process at once. A live display owns stderr, so it
  // reports the first itself; the second writes past it and restores the cursor.
  private listenForInterrupt(live: boolean): void {
    for (const [signal, code] of Object.entries(SIGNAL_EXIT)) {
      process.on(signal, () => {
        // A terminal that is gone cannot be written to; what was asked for in a file still can.
        if (signal === 'SIGHUP') process.stderr.on('error', () => undefined);
        if (this.interrupt.signal.aborted) {
          writeSync(2, `${live ? '\u001B[?25h\n' : ''}stopped at once; run it again to finish\n`);
          process.exit(code);
        }
        this.signalled = code;
        if (!live) process.stderr.write('interrupted: finishing the step under way; once more ends it at once\n');
        this.interrupt.abort();
      });
    }
  }
}

/** Gives the columns of the terminal; 80 where there is none. */
export const columns = (): number => process.stdout.columns ?? 80;

async function traceOf({ debug }: { debug?: boolean }): Promise<Pick<Connection, 'trace'>> {
  if (!debug) return {};
  const { traceLine } = await import('../render/trace.ts');
  return { trace: (call) => process.stderr.write(`${traceLine(call)}\n`) };
}

// The sandbox needs no configuration, so it has a default region.
function withSandboxRegion(scope: Scope): Scope {
  const region = 'us-east-1';
  const profiles = scope.profiles?.map((profile) => ({ region, ...profile }));
  return profiles ? { ...scope, profiles } : { ...scope, homeRegion: scope.homeRegion ?? region };
}
