import { writeSync } from 'node:fs';
import { Command } from '@oclif/core/command';
import type * as Interfaces from '@oclif/core/interfaces';
import type { Connection } from '../aws/connection.ts';
import type { Flags } from '../config/overrides.ts';
import type { Change } from '../engine/change.ts';
import { createReport, exitCode, plannedStatus, type Report, type Run } from '../engine/report.ts';
import type { Access, Order } from '../engine/order.ts';
import { EXIT, SIGNAL_EXIT, UserError } from '../errors.ts';
import type { Inputs, RawInputs } from '../inputs/inputs.ts';
import type { RawScope, Scope } from '../targets/scope.ts';
import type { Place } from '../aws/place.ts';
import type { FrameworkName } from '../compliance/index.ts';
import { BY_CONTROL, FORMATS, reportPage, type Shown } from '../render/formats.ts';
import { isReport, printedReport, targetPrinter } from '../render/json.ts';
import { jsonPieces } from '../render/json-pieces.ts';
import { blamed, formOf, strangeVariables, switchOf, wantsJson } from './environment.ts';
import { variables } from './flags.ts';
import type { Asking } from './how-printed.ts';
import { isJudging, type JudgingFlags } from './judging-flags.ts';
import type { Judging } from './judging.ts';
import { visible } from '../render/visible.ts';
import type { ConfigFlags, Configured } from './config-file.ts';
import type { Foresee } from './overriding.ts';
import { writeAll } from './write-all.ts';

/** The base of all commands: finding targets, progress on stderr, the report on stdout, errors and exit codes. */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;

  /** Fires when a signal ends the run. */
  protected readonly interrupt = new AbortController();

  /** False: a configuration file counts only if it is named. */
  protected findsConfig = true;

  /** True: of reports, only what wants a look is printed, and there is no progress. */
  protected isQuiet = false;

  /** True if reports are printed as pages for a browser. */
  protected isPage = false;

  /** The configuration file of this run, if there is one. */
  protected configured: Configured | undefined;

  /** Gives what is asked for in each target, where the configuration file has overrides. */
  protected foresee: Foresee | undefined;

  private onSandbox = false;

  /** What findings are compared with, and which of them count. */
  private judging: Judging | undefined;

  /** When the command began, in milliseconds since the epoch. */
  private readonly began = Date.now();

  /** ARNs of the owners of the credentials that accounts were entered with. */
  private readonly callers = new Set<string>();

  /** The part of the accounts that was asked for. */
  protected shard: Scope['shard'];

  /** What `--json` prints. */
  private readonly json = jsonPieces();

  /** Resolves when that is written. */
  private written: Promise<void> | undefined;

  /** Why it could not be written while the work went on. */
  private unwritten: NodeJS.ErrnoException | undefined;

  private readonly keepWhy = (error: NodeJS.ErrnoException): void => void (this.unwritten ??= error);

  /** The exit code of the signal that ended the run. */
  private signalled: number | undefined;

  override jsonEnabled(): boolean {
    if (!super.jsonEnabled() && !wantsJson(this.argv, process.env)) return false;
    return formOf(this.ctor.flags['format'], this.argv, process.env) !== 'format';
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

  // A value of the file counts where neither the command line nor the environment has one.
  protected override async parse<
    F extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    B extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    A extends Interfaces.OutputArgs<Interfaces.ArgInput>,
  >(options?: Interfaces.Input<F, B, A>, argv?: string[]): Promise<Interfaces.ParserOutput<F, B, A>> {
    const parsed = await super.parse(options, argv);
    // A plan says all that a file could say, as it was when the plan was made.
    const { plan, quiet = false } = parsed.flags as { readonly plan?: string; readonly quiet?: boolean };
    const { format } = parsed.flags as { readonly format?: string };
    if (this.jsonEnabled()) await this.checkForm(format);
    this.isQuiet = quiet;
    this.isPage = format === 'html';
    if (!('config' in this.ctor.flags) || plan !== undefined) return parsed;
    const { configFile, configured } = await import('./config-file.ts');
    const found = configFile({
      flags: parsed.flags as ConfigFlags,
      argv: this.argv,
      folder: process.cwd(),
      finds: this.findsConfig,
    });
    if (!found) return parsed;
    const { readConfig } = await import('../config/read.ts');
    this.configured = configured(readConfig(found), this.ctor.flags, parsed);
    const flags = { ...parsed.flags, ...this.configured.values };
    this.isQuiet = (flags as { readonly quiet?: boolean }).quiet ?? false;
    if (!this.isQuiet && (process.stderr.isTTY || !(found.named || found.folder === process.cwd())))
      await this.say(`configuration: ${found.file}`);
    return { ...parsed, flags };
  }

  /** The command line, as far as it says how the result is printed. */
  protected asking(): Asking {
    return { argv: this.argv, flags: this.ctor.flags, isJson: this.jsonEnabled() };
  }

  private async checkForm(format: string | undefined): Promise<void> {
    const { checkForm } = await import('./how-printed.ts');
    checkForm(format, this.asking(), process.env);
  }

  /** Says that the overrides of the configuration file do not count, for a command that makes one thing for all targets. */
  protected async tellOverrides(): Promise<void> {
    const { file, overrides = [] } = this.configured?.config ?? {};
    if (overrides.length > 0) await this.say(`${file}: its overrides are left out: this is one for all targets`);
  }

  /**
   * Reads what is asked for; where the configuration file has overrides, what holds in each target is known from then on. `known`: the
   * flags that count here. Throws a UserError for the first value that is not allowed.
   */
  protected async inputsOf(flags: RawInputs, known: object): Promise<Inputs> {
    const { parseInputs } = await import('../inputs/inputs.ts');
    const { configured } = this;
    if (!configured || configured.config.overrides.length === 0) return parseInputs(flags);
    const [{ resolverOf }, { foreseeing }] = await Promise.all([
      import('../config/overrides.ts'),
      import('./overriding.ts'),
    ]);
    const { config, given } = configured;
    const run = { flags: flags as Flags, given, known: new Set(Object.keys(known)) };
    this.foresee = foreseeing(configured, resolverOf(config, run));
    try {
      return parseInputs(flags);
    } catch (error) {
      // An override may supply what is missing, in every target.
      if (!(error instanceof UserError) || error.code === 'invalid-value') throw error;
      return parseInputs({});
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
    const { configured, foresee } = this;
    if (!configured || !foresee) checkGivenKey(inputs, scope);
    else {
      const { checkPlaces, withFacts } = await import('./overriding.ts');
      checkPlaces(scope, configured, foresee, raw['region-unchecked'] ?? false);
      return withFacts(scope, configured);
    }
    return scope;
  }

  /** Reports what would be done where nothing, or everything, exists; calls nothing. `first`: whether it is the first region of its account. */
  protected async noopReport(
    scope: Scope,
    asked: Inputs,
    changes: (place: Place, inputs: Inputs, first: boolean) => readonly Change[],
  ): Promise<Report> {
    const { knownPlaces } = await import('../targets/scope.ts');
    const places = knownPlaces(scope);
    await this.tellChoice(scope);
    const { configured, foresee } = this;
    if (configured && foresee) {
      const { doubtsIn } = await import('./overriding.ts');
      for (const line of doubtsIn(scope, configured, foresee)) await this.say(line);
    }
    const inputsOf = (place: Place): Inputs => foresee?.(place).inputs ?? asked;
    const isFirst = (place: Place): boolean => {
      const same = places.filter(({ account, profile }) => account === place.account && profile === place.profile);
      return (same.find((one) => inputsOf(one).grant) ?? same[0]) === place;
    };
    const targets = places.map((place) => ({
      account: place.account ?? null,
      region: place.region,
      ...(place.profile !== undefined && { profile: place.profile }),
      status: 'planned' as const,
      changes: changes(place, inputsOf(place), isFirst(place)).map((change) => ({
        ...change,
        status: plannedStatus(change),
      })),
      findings: [],
    }));
    return this.finish(createReport(this.id ?? '', true, targets));
  }

  /** Says, for `--noop`, which accounts the organization would be asked for. */
  protected async tellChoice(scope: Scope): Promise<void> {
    const { choiceInWords } = await import('../targets/organization/choice.ts');
    const words = choiceInWords(scope);
    if (words !== undefined && !this.jsonEnabled()) this.log(visible(`NOOP: ${words}`));
  }

  /** Gathers what a verb needs, with progress on stderr. `onFirstUse`: what a new sandbox holds; a command that only looks should find something there. */
  protected async order(
    flags: Order['flags'] & { sandbox?: boolean; debug?: boolean; strict?: boolean },
    inputs: Inputs,
    scope: Scope,
    onFirstUse: 'empty' | 'fleet' = 'empty',
  ): Promise<Order> {
    const { configured, foresee } = this;
    const each = configured &&
      foresee && { inputsFor: (await import('./overriding.ts')).certainly(configured, foresee) };
    return { inputs, ...each, ...(await this.connected(flags, scope, onFirstUse)) };
  }

  /** Gathers what a verb needs besides the inputs. */
  protected async connected(
    flags: Order['flags'] & { sandbox?: boolean; debug?: boolean; strict?: boolean },
    scope: Scope,
    onFirstUse: 'empty' | 'fleet' = 'empty',
  ): Promise<Omit<Order, 'inputs'>> {
    const display = await this.display(flags);
    const judge = await this.judgeOf(flags);
    return { scope, flags, connection: await this.connection(flags, scope, onFirstUse), ...display, ...judge };
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
    return {
      ...way,
      ...(await traceOf(flags)),
      ...this.codes(),
      signedIn: (arn) => this.callers.add(arn),
    };
  }

  private async sandbox(
    onFirstUse: 'empty' | 'fleet',
    sessions: boolean,
  ): Promise<Pick<Connection, 'handler' | 'credentials'>> {
    const { sandboxConnection } = await import('./sandbox-connection.ts');
    const { firstUse, ...way } = await sandboxConnection(this.config.dataDir, process.env, onFirstUse, sessions);
    if (firstUse !== undefined && !this.isQuiet && (onFirstUse === 'fleet' || process.stderr.isTTY))
      process.stderr.write(`${firstUse}\n`);
    return way;
  }

  /** Tells the user something on stderr. */
  protected say(line: string): Promise<void> {
    process.stderr.write(`session-manager: ${visible(line)}\n`);
    return Promise.resolve();
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

  private async display(flags: { debug?: boolean }): Promise<Pick<Order, 'fanOut' | 'interrupt' | 'now'>> {
    const { withColoursOf } = await import('./colours.ts');
    const { progressOn } = await withColoursOf(process.stderr, () => import('./progress.ts'));
    const isLive = process.stderr.isTTY && process.env['TERM'] !== 'dumb' && !process.env['CI'] && !flags.debug;
    const live = isLive && !this.isQuiet;
    this.listenForInterrupt(live);
    const asLines = this.jsonEnabled() ? 'actions' : 'lines';
    const shown = this.isQuiet ? 'none' : live ? 'live' : asLines;
    return { fanOut: progressOn(shown, this.interrupt.signal), interrupt: this.interrupt.signal, now: Date.now };
  }

  /** Prints the report, unless `--json` prints it, and sets the exit code. */
  protected async finish(made: Report, strict = false): Promise<Report> {
    const report = await this.told(made);
    process.exitCode = this.codeOf(report, strict);
    if (this.isPage && !this.jsonEnabled()) {
      this.log((await reportPage())(report, this.config.version));
    } else if (!(await this.tellEmptyShard(report)) && !this.jsonEnabled()) {
      const [{ reportText }, { columnsOf }, { paintFor }] = await Promise.all([
        import('../render/text.ts'),
        import('../engine/columns.ts'),
        import('../render/paint.ts'),
      ]);
      const left = this.isQuiet && !report.noop ? await this.wanting(report) : report;
      if (!left) return report;
      const isTerminal = process.stdout.isTTY;
      const how = { resources: columnsOf(report), isTerminal, ...(left !== report && { told: left.targets }) };
      this.log(reportText(report, paintFor(process.env, process.stdout.isTTY), columns(), how));
    }
    return report;
  }

  /** Prints a diagnosis, in the format that was asked for and by the controls of a framework, if one was, and sets the exit code. */
  protected async finishDiagnosis(
    made: Report,
    { format, strict, compliance, 'group-by': groupBy }: Shown,
  ): Promise<Report> {
    const report = await this.assessed(await this.told(made), compliance);
    process.exitCode = this.codeOf(report, strict);
    const isEmpty = await this.tellEmptyShard(report);
    if (!(isEmpty && format === 'text') && !this.jsonEnabled()) {
      const shown = this.isQuiet && format === 'text' ? await this.wanting(report) : report;
      if (!shown) return report;
      const render = await ((report.compliance && BY_CONTROL[format]) ?? FORMATS[format])();
      const { version } = this.config;
      const isTerminal = process.stdout.isTTY;
      const failOn = this.judging?.failOn;
      const how = { strict, ...(failOn && { failOn }), version, width: columns(), now: Date.now() };
      await this.print(render(shown, { ...how, groupBy, environment: process.env, isTerminal }));
    }
    return report;
  }

  private async wanting(report: Report): Promise<Report | undefined> {
    const { wantingLook } = await import('../engine/wants-look.ts');
    return wantingLook(report);
  }

  private async assessed(report: Report, framework: FrameworkName | undefined): Promise<Report> {
    if (framework === undefined) return report;
    const { assess } = await import('../compliance/assess.ts');
    return { ...report, compliance: assess(report, framework) };
  }

  /** Prints a text, or lines one by one, no faster than they are read: all of them may be more than one text can hold. */
  private async print(printed: string | Iterable<string>): Promise<void> {
    if (typeof printed === 'string') return this.log(printed);
    const { writeLines } = await import('./lines.ts');
    await writeLines(printed, process.stdout);
  }

  /** Says of which run and which shard a report is, and marks what one about the sandbox advises for AWS itself. */
  protected async told(made: Report): Promise<Report> {
    const shard = this.shard && { shard: `${this.shard.k}/${this.shard.n}` };
    const run = await this.thisRun(made);
    const { command, noop, ...rest } = made;
    const report = await this.judge({ command, noop, ...(run && { run }), ...rest, ...shard });
    if (!this.onSandbox) return report;
    const { marked } = await import('../engine/sandbox-remedies.ts');
    return marked(report);
  }

  /** Reads what findings are compared with. Throws a UserError where that cannot be used; nothing has been called by then. */
  protected async judgeBy(flags: JudgingFlags): Promise<void> {
    if (!isJudging(flags)) return;
    const { readJudging } = await import('./judging.ts');
    this.judging = await readJudging(flags, this.id ?? '');
  }

  // Progress says of findings what the report will.
  private async judgeOf({ strict = false }: { strict?: boolean }): Promise<Pick<Order, 'judge'>> {
    if (!this.judging) return strict ? { judge: { strictness: { strict } } } : {};
    const { judgeOf } = await import('./judging.ts');
    return { judge: await judgeOf(this.judging, strict, new Date()) };
  }

  private async judge(made: Report): Promise<Report> {
    if (!this.judging || made.noop) return made;
    const { judged } = await import('./judging.ts');
    const { report, said } = await judged(made, this.judging, new Date());
    if (said !== undefined) await this.say(said);
    return report;
  }

  /** Says which run this is. */
  protected async thisRun(_report: Report): Promise<Run | undefined> {
    const { runOf } = await import('./run.ts');
    const { version } = this.config;
    return runOf({ version, began: this.began, now: Date.now(), callers: this.callers, argv: this.argv });
  }

  private codeOf(report: Report, strict: boolean): number {
    const failOn = this.judging?.failOn;
    return this.codeAfter(report, exitCode(report, { strict, ...(failOn && { failOn }) }));
  }

  /** Says so where no account is in the part that was asked for. */
  protected async tellEmptyShard(made: { readonly targets: readonly unknown[] }): Promise<boolean> {
    if (!this.shard || made.targets.length > 0) return false;
    await this.say(`no account is in shard ${this.shard.k}/${this.shard.n}`);
    return true;
  }

  /** Gives the exit code of a run; that of one that was interrupted is the signal's. */
  protected codeAfter({ interrupted }: { readonly interrupted?: true }, code: number): number {
    return interrupted ? (this.signalled ?? EXIT.interrupted) : code;
  }

  /** Gives what prints each target under `--json` as soon as nothing will change it any more; the rest of the report follows when the run is over. */
  protected async asItComes(): Promise<Pick<Order, 'onTarget'>> {
    // What findings are compared with is about all of them.
    const { baseline, draft, since } = this.judging ?? {};
    if (!this.jsonEnabled() || baseline || draft || since) return {};
    const { markedTarget } = await import('../engine/sandbox-remedies.ts');
    // What cannot be written must not end the work half-way: that is told when it is done.
    process.stdout.removeAllListeners('error').on('error', this.keepWhy);
    const head = { command: this.id, noop: false };
    const print = targetPrinter();
    return {
      onTarget: (report) => {
        const piece = this.json.target(head, print(this.onSandbox ? markedTarget(report) : report));
        try {
          process.stdout.write(piece);
        } catch (error) {
          this.keepWhy(error as NodeJS.ErrnoException);
        }
      },
    };
  }

  // oclif would parse the text for colours that it does not contain, which takes seconds and hundreds of megabytes for a large report.
  protected override logJson(json: unknown): void {
    this.written = writeAll(process.stdout, this.json.rest(json));
  }

  protected override async _run<Result>(): Promise<Result> {
    // oxlint-disable-next-line no-underscore-dangle -- oclif calls it so; nothing else comes after what is printed
    const result = await super._run<Result>();
    await this.written?.catch(this.keepWhy);
    if (this.unwritten && this.unwritten.code !== 'EPIPE') {
      await this.say(this.unwritten.message);
      process.exitCode = EXIT.failed;
    }
    return result;
  }

  protected override toSuccessJson(result: unknown): unknown {
    return isReport(result) ? printedReport(result) : result;
  }

  protected override async catch(error: Error & { code?: string; suggestions?: readonly string[] }): Promise<unknown> {
    const { describeError } = await import('../render/error.ts');
    const { argv } = this;
    if (error instanceof UserError || 'parse' in error) {
      error.message = blamed(error.message, this.ctor.flags, { argv, environment: process.env });
      if (this.configured)
        error.message = (await import('./overriding.ts')).blamedOnFile(error.message, this.configured);
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

/** Gives the columns of the terminal; 80 where there is none, or it does not say how wide it is, as under script(1). */
export const columns = (): number => process.stdout.columns || 80;

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
