import { isIdle } from '../engine/idle.ts';
import type { Listing } from '../engine/listing.ts';
import { EXIT } from '../errors.ts';
import type { ListingFormat, ListingRenderer } from '../render/listing.ts';
import { visible } from '../render/visible.ts';
import type { Scope } from '../targets/scope.ts';
import { BaseCommand, columns } from './base-command.ts';

/** What would be called, and where. */
export interface CallsToCome {
  readonly command: string;
  readonly noop: true;
  readonly calls: readonly { readonly place: string; readonly call: string }[];
}

/** The base of the commands that list what there is. */
export abstract class ListingCommand extends BaseCommand {
  /**
   * Prints a listing, unless `--json` prints it, and sets the exit code: 1 where a target failed, none could be read, or `failed` says so.
   */
  protected async finishListing<Printed extends Listing<object>>(
    listing: Printed,
    render: ListingRenderer<Printed>,
    format: ListingFormat | 'html',
    failed = false,
  ): Promise<Printed> {
    const { summary, targets } = listing;
    const isFailed = failed || summary.failed > 0 || isIdle(summary, this.shard !== undefined);
    process.exitCode = this.codeAfter(listing, isFailed ? EXIT.failed : EXIT.done);
    const isEmpty = await this.tellEmptyShard(listing);
    if (this.jsonEnabled() || (isEmpty && format === 'text')) return listing;
    const [{ paintFor }, { unreadTargets }] = await Promise.all([
      import('../render/paint.ts'),
      import('../render/listing.ts'),
    ]);
    const paint = paintFor(process.env, process.stdout.isTTY);
    this.log(render(listing, { width: columns(), paint, now: Date.now() }));
    // Rows of values have no room for it.
    if (format === 'csv') for (const line of unreadTargets(targets)) await this.say(line);
    return listing;
  }

  /** Prints the calls that would be made, for `--noop`. `calls`: each as it would be made in a target. */
  protected async tellCalls(scope: Scope, calls: readonly string[]): Promise<CallsToCome> {
    const [{ knownPlaces }, { placeLabel }] = await Promise.all([
      import('../targets/scope.ts'),
      import('../aws/place.ts'),
    ]);
    await this.tellChoice(scope);
    const all = knownPlaces(scope).flatMap((place) => calls.map((call) => ({ place: placeLabel(place), call })));
    if (!this.jsonEnabled()) for (const { place, call } of all) this.log(visible(`NOOP: ${call} in ${place}`));
    return { command: this.id ?? '', noop: true, calls: all };
  }
}
