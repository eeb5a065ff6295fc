import { setMaxListeners } from 'node:events';
import type { Connection } from '../aws/connection.ts';
import { networkAccess } from '../aws/network.ts';
import type { Question } from '../inputs/question.ts';
import type { Inputs, RawInputs } from '../inputs/inputs.ts';
import { type Reached, reachTargets } from '../targets/accounts.ts';
import { askForCodes } from '../targets/identity.ts';
import { checkGivenKey, type RawScope, requireRegion, type Scope } from '../targets/scope.ts';
import { type FanOut, type Job, quietly, type RunSettings } from './job.ts';
import { questionOf } from './question.ts';

/** Access to AWS. The verb decides whether a run may write. */
export type Access = Omit<Connection, 'readOnly' | 'interrupt'>;

/** Everything that a verb needs: what to do, and where. Only `inputs` and `scope` are required. */
export interface Order {
  /** From `parseInputs`. */
  readonly inputs: Inputs;
  /** From `parseScope`. */
  readonly scope: Scope;
  /** Absent: over the network, with the credentials that the SDK finds. */
  readonly connection?: Access;
  /** The flags that the inputs and the scope were parsed from: advice repeats them. Absent: advice has none to repeat. */
  readonly flags?: RawInputs & RawScope & { readonly sandbox?: boolean };
  /** Absent: without any display. */
  readonly fanOut?: FanOut;
  /** When it fires, reads end at once, the writes under way are finished, and nothing else is begun. */
  readonly interrupt?: AbortSignal;
}

/** An order whose accounts were entered. */
export interface Begun {
  readonly inputs: Inputs;
  /** In the order they were asked for. */
  readonly reached: readonly Reached[];
  readonly question: Question;
  readonly settings: RunSettings;
}

/**
 * Enters the accounts of an order. `reading`: every call that is not a read is refused; `planning`: so it is, and what
 * setup would make counts as existing. Throws a UserError for a scope without a region, or one that the key cannot serve.
 */
export async function begin(
  { inputs, scope, connection, flags = {}, fanOut = quietly, interrupt = new AbortController().signal }: Order,
  purpose: 'reading' | 'planning' | 'writing',
): Promise<Begun> {
  requireRegion(scope);
  checkGivenKey(inputs, scope);
  // Every job listens: Node would take that for a leak.
  setMaxListeners(0, interrupt);
  const settings = { fanOut, concurrency: scope.concurrency, timeout: scope.timeout, interrupt };
  const access = connection ?? (await networkAccess(scope.profiles?.map(({ name }) => name)));
  const way = { ...access, interrupt, readOnly: purpose !== 'writing' };
  await askForCodes(scope, way);
  const reached = await reach(scope, way, settings);
  return { inputs, reached, question: questionOf(flags, inputs, scope, purpose === 'planning'), settings };
}

/** Enters the accounts, and shows progress. */
async function reach(
  scope: Scope,
  connection: Connection,
  { fanOut, interrupt }: RunSettings,
): Promise<readonly Reached[]> {
  const job: Job<readonly Reached[]> = {
    label: 'accounts',
    work: () => reachTargets(scope, connection, interrupt),
    verdict: ({ length }) => ({ failed: false, text: `${length} ${length === 1 ? 'target' : 'targets'}` }),
  };
  const [reached = []] = await fanOut([job], 1);
  return reached;
}
