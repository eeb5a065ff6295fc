import { Command } from '@oclif/core';
import type { Connection } from './aws/connection.ts';
import type { Change } from './engine/plan.ts';
import { createReport, exitCode, plannedStatus, type Report, type TargetReport } from './engine/report.ts';
import type { RunSettings } from './engine/run.ts';
import { EXIT } from './errors.ts';
import type { Inputs } from './inputs.ts';
import type { RawScope, Scope } from './scope.ts';
import type { Place } from './targets.ts';

/** What every command does alike: finding its targets, progress on stderr, the report on stdout, errors and exit codes. */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;

  private readonly interrupt = new AbortController();

  override jsonEnabled(): boolean {
    return super.jsonEnabled() || /^(1|true|yes|y)$/i.test(process.env['SESSION_MANAGER_JSON'] ?? '');
  }

  /** Checks everything that can be checked without a call. */
  protected async scopeOf(raw: RawScope & { sandbox?: boolean; noop?: boolean }, inputs: Inputs): Promise<Scope> {
    const { checkKeyRegion, parseScope, requireRegion } = await import('./scope.ts');
    const parsed = await parseScope(raw, process.env);
    const scope = raw.sandbox && parsed.homeRegion === undefined ? { ...parsed, homeRegion: 'us-east-1' } : parsed;
    if (!raw.noop) requireRegion(scope);
    checkKeyRegion(inputs, scope);
    return scope;
  }

  /** What would be done where nothing, or everything, is there; without a call. */
  protected async noopReport(scope: Scope, changes: (place: Place) => readonly Change[]): Promise<Report> {
    const { knownPlaces } = await import('./scope.ts');
    const targets = knownPlaces(scope).map((place) => ({
      account: place.account ?? null,
      region: place.region,
      ...(place.profile !== undefined && { profile: place.profile }),
      status: 'planned' as const,
      changes: changes(place).map((change) => ({ ...change, status: plannedStatus(change) })),
      findings: [],
    }));
    return this.finish(targets, true);
  }

  protected async connection(flags: { sandbox?: boolean; debug?: boolean }, readOnly: boolean): Promise<Connection> {
    const way = flags.sandbox
      ? (await import('./sandbox/connection.ts')).sandboxConnection(this.config.dataDir, process.env)
      : { handler: await (await import('./aws/connection.ts')).networkHandler() };
    if (!flags.debug) return { ...way, readOnly };
    const { traceLine } = await import('./render/trace.ts');
    return { ...way, readOnly, trace: (call) => process.stderr.write(`${traceLine(call)}\n`) };
  }

  protected async settings(scope: Scope, flags: { debug?: boolean }): Promise<RunSettings> {
    this.listenForInterrupt();
    const { progressOn } = await import('./engine/progress.ts');
    const live = process.stderr.isTTY && !process.env['CI'] && !flags.debug;
    const { concurrency, timeout } = scope;
    return { fanOut: progressOn(live), concurrency, timeout, interrupt: this.interrupt.signal };
  }

  /** Prints the report, unless `--json` prints it, and sets the exit code. */
  protected async finish(targets: readonly TargetReport[], noop = false): Promise<Report> {
    const report = createReport(this.id ?? '', noop, targets, this.interrupt.signal.aborted);
    process.exitCode = exitCode(report);
    if (!this.jsonEnabled()) {
      const [{ reportText }, { paintFor }] = await Promise.all([
        import('./render/text.ts'),
        import('./render/paint.ts'),
      ]);
      this.log(reportText(report, paintFor(process.env)));
    }
    return report;
  }

  protected override async catch(error: Error & { code?: string; suggestions?: readonly string[] }): Promise<unknown> {
    const { describeError } = await import('./render/error.ts');
    const described = describeError(error);
    process.exitCode = described.exit;
    if (this.jsonEnabled()) this.logJson({ error: described.error });
    else process.stderr.write(`${described.text}\n`);
    return undefined;
  }

  // The first Ctrl-C lets the step under way finish; the second ends at once.
  private listenForInterrupt(): void {
    const listen = (signal: 'SIGINT' | 'SIGTERM', code: number): void => {
      process.on(signal, () => {
        if (this.interrupt.signal.aborted) process.exit(code);
        process.stderr.write('interrupted: finishing the step under way; once more ends it at once\n');
        this.interrupt.abort();
      });
    };
    listen('SIGINT', EXIT.interrupted);
    listen('SIGTERM', EXIT.terminated);
  }
}
