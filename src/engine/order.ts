import { setMaxListeners } from 'node:events';
import type { Connection } from '../aws/connection.ts';
import { networkAccess } from '../aws/network.ts';
import { throttlingOf } from '../aws/throttling.ts';
import type { Question } from '../inputs/question.ts';
import { UserError } from '../errors.ts';
import type { Inputs, RawInputs } from '../inputs/inputs.ts';
import {
  isTarget,
  type Located,
  locateTargets,
  type Reached,
  reachTargets,
  type Unreachable,
} from '../targets/accounts.ts';
import { explain } from '../aws/errors.ts';
import type { Place } from '../aws/place.ts';
import type { Target } from '../targets/target.ts';
import { askForCodes } from '../targets/identity.ts';
import { checkGivenKey, checkKeyIn, type RawScope, requireRegion, type Scope } from '../targets/scope.ts';
import { gateOf } from './gate.ts';
import type { FanOut, Job, RunSettings } from './job.ts';
import type { Judge } from './judge.ts';
import { questionOf, setupFlagsOf } from './question.ts';
import { measured, type TargetReport } from './report.ts';
import { type Review, unreviewed } from './review.ts';
import { quietly } from './slots.ts';
import { stopwatch } from './stopwatch.ts';
import { inOrder } from './told.ts';

/** Access to AWS. The verb decides whether a run may write. */
export type Access = Omit<Connection, 'readOnly' | 'interrupt' | 'throttling'>;

/** Everything that a verb needs: what to do, and where. Only `inputs` and `scope` are required. */
export interface Order {
  /** From `parseInputs`. */
  readonly inputs: Inputs;
  /**
   * Gives what is asked for in one target, where that differs from target to target, and the flags it was parsed from. Throws a
   * UserError where it does not go together: then that target fails. Absent: `inputs` and `flags` hold everywhere.
   */
  readonly inputsFor?: (place: AskedPlace) => Asked;
  /** From `parseScope`. */
  readonly scope: Scope;
  /** Absent: over the network, with the credentials that the SDK finds. */
  readonly connection?: Access;
  /** The flags that the inputs and the scope were parsed from: advice repeats them. Absent: advice has none to repeat. */
  readonly flags?: RawInputs & RawScope & { readonly sandbox?: boolean };
  /** Absent: without any display. */
  readonly fanOut?: FanOut;
  /** Decides for progress how findings count, as the report will have it. Absent: as is usual for the command. */
  readonly judge?: Judge;
  /** When it fires, reads end at once, the writes under way are finished, and nothing else is begun. */
  readonly interrupt?: AbortSignal;
  /** Gives the time, in milliseconds: then the report says how long each target took. Absent: it does not. */
  readonly now?: () => number;
  /** Picks the targets that are worked on, of those that were reached. Absent: all of them. */
  readonly narrow?: (reached: readonly Reached[]) => readonly Reached[];
  /** Is shown every plan before anything of it is done. Absent: every plan may be carried out. */
  readonly review?: Review;
  /**
   * Is told the reports of `setup`, `plan` and `remove` as they come, in the order of the targets: each when nothing will change it any
   * more. The report of the run has all of them, also those that were not told before. Absent, or with a review: nothing is told.
   */
  readonly onTarget?: (report: TargetReport) => void;
}

/** A place, with what the organization says of its account, if it was asked. */
export type AskedPlace = Place & Pick<Target, 'member'>;

/** What is asked for in one target. */
export interface Asked {
  readonly inputs: Inputs;
  readonly flags: RawInputs;
}

/** An order whose accounts were entered. */
export interface Begun {
  /** Gives what is asked for in a target that was reached. */
  inputsFor(place: AskedPlace): Inputs;
  /** In the order they were asked for. */
  readonly reached: readonly Reached[];
  /** The question of the run; that of a target has its own inputs. */
  readonly question: Question;
  questionFor(place: AskedPlace): Question;
  readonly review: Review;
  readonly settings: RunSettings;
}

/**
 * Enters the accounts of an order. `reading`: every call that is not a read is refused; `planning`: so it is, and what
 * setup would make counts as existing. Throws a UserError for a scope without a region, or one that the key cannot serve.
 */
export async function begin(order: Order, purpose: 'reading' | 'planning' | 'writing'): Promise<Begun> {
  const { inputs, inputsFor, scope, flags = {}, narrow = (all) => all, review = unreviewed } = order;
  const { fanOut = quietly, interrupt = new AbortController().signal, now } = order;
  requireRegion(scope);
  if (!inputsFor) checkGivenKey(inputs, scope);
  const way = await wayOf(order, interrupt, purpose !== 'writing');
  const entered = narrow(await asJob(fanOut, () => reachTargets(scope, way, interrupt)));
  const reached = inputsFor ? entered.map((entry) => withInputs(entry, inputsFor)) : entered;
  const question = questionOf(flags, inputs, scope, purpose === 'planning');
  const questionFor = (place: AskedPlace): Question =>
    inputsFor ? { ...question, ...wantedIn(inputsFor, place) } : question;
  const measures = {
    ...(way.throttling && { throttling: way.throttling }),
    ...(now && { stopwatch: stopwatch(now) }),
  };
  const { onTarget, judge } = order;
  const tell =
    onTarget && !order.review ? inOrder(reached, (report) => onTarget(measured(report, measures))) : undefined;
  return {
    inputsFor: (place) => (inputsFor ? inputsFor(place).inputs : inputs),
    reached,
    question,
    questionFor,
    review,
    settings: settingsFor(scope, reached, {
      fanOut,
      interrupt,
      ...measures,
      ...(tell && { tell }),
      ...(judge && { judge }),
    }),
  };
}

/** Lists the targets of an order, or its accounts alone, without entering more accounts than that takes. */
export async function locate(
  order: Order,
  wanted: 'regions' | 'accounts',
): Promise<readonly (Located | Unreachable)[]> {
  const { scope, fanOut = quietly, interrupt = new AbortController().signal } = order;
  requireRegion(scope);
  const way = await wayOf(order, interrupt, true);
  return asJob(fanOut, () => locateTargets(scope, way, interrupt, wanted));
}

/** Makes the way to AWS, and asks for what it takes before progress is on the terminal. */
async function wayOf({ scope, connection }: Order, interrupt: AbortSignal, readOnly: boolean): Promise<Connection> {
  // Every job listens: Node would take that for a leak.
  setMaxListeners(0, interrupt);
  const { profiles, orgProfile } = scope;
  const names = profiles?.map(({ name }) => name);
  const access = connection ?? (await networkAccess(names, process.env, [orgProfile ?? []].flat()));
  const way = { ...access, interrupt, readOnly, throttling: throttlingOf() };
  await askForCodes(scope, way);
  return way;
}

type InputsFor = NonNullable<Order['inputsFor']>;

const wantedIn = (inputsFor: InputsFor, place: AskedPlace): Pick<Question, 'inputs' | 'flags'> => {
  const { inputs, flags } = inputsFor(place);
  return { inputs, flags: setupFlagsOf(flags) };
};

/** Leaves a target out, with the reason, where what is asked for there does not go together. */
function withInputs(entry: Reached, inputsFor: InputsFor): Reached {
  if (!isTarget(entry)) return entry;
  try {
    checkKeyIn(inputsFor(entry).inputs, [entry.region]);
    return entry;
  } catch (error) {
    const { account, member, profile, region } = entry;
    return {
      account,
      ...(member && { member }),
      ...(profile !== undefined && { profile }),
      region,
      status: 'failed',
      problem: explain(error),
    };
  }
}

type Manner = Pick<RunSettings, 'fanOut' | 'interrupt' | 'throttling' | 'stopwatch' | 'tell' | 'judge'>;

function settingsFor(scope: Scope, reached: readonly Reached[], manner: Manner): RunSettings {
  const { concurrency, timeout, maxFailures, canary, regionOrder } = scope;
  const gate = gateOf({ limit: maxFailures, targets: reached.length, interrupt: manner.interrupt });
  for (const entry of reached) if (!isTarget(entry)) gate.ended(entry, { status: entry.status, error: entry.problem });
  return {
    ...manner,
    concurrency,
    timeout,
    gate,
    ...(canary !== undefined && { canary }),
    ...(regionOrder && { regionOrder }),
  };
}

// It ends the run, and no job rejects.
function unlessAsked(error: unknown): UserError {
  if (error instanceof UserError) return error;
  throw error;
}

/** Finds targets, and shows progress. */
async function asJob<Found>(fanOut: FanOut, find: () => Promise<readonly Found[]>): Promise<readonly Found[]> {
  const job: Job<readonly Found[] | UserError> = {
    label: 'accounts',
    work: () => find().catch(unlessAsked),
    verdict: (found) =>
      found instanceof UserError
        ? { failed: true, text: found.code }
        : { failed: false, text: `${found.length} ${found.length === 1 ? 'target' : 'targets'}` },
  };
  const [found = []] = await fanOut([job], 1);
  if (found instanceof UserError) throw found;
  return found;
}
