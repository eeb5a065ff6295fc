import type { IAM } from '../aws/clients/iam.ts';
import { isTarget, type Reached } from '../targets/accounts.ts';
import { TargetError } from '../errors.ts';
import { type Policy, samePolicy } from '../policies/reading/policy.ts';
import {
  createManagedPolicy,
  findManagedPolicy,
  type ManagedPolicy,
  updateManagedPolicy,
} from '../resources/managed-policy.ts';
import { ownerByTags } from '../resources/owner.ts';
import { isOurKind, ownedTags } from '../resources/ownership.ts';
import type { Target } from '../targets/target.ts';
import type { Change, Step } from './change.ts';
import { begin, type Begun, type Order } from './order.ts';
import { createReport, type Report, type TargetReport } from './report.ts';
import { applyAll } from './run.ts';
import { unreachableReport } from './target-report.ts';

/** A managed policy as it is wanted in every account. */
export interface WantedPolicy {
  readonly name: string;
  document(target: Target): Policy;
  /** True: also change one that is not ours. */
  readonly overwrite: boolean;
}

/** Gives the change where there is no such policy; calls nothing. */
export const blankPolicy = (name: string): Change => change('create', `Creating IAM policy ${name}`);

/** Makes a policy in each account of an order, once; an existing one that says the same is left alone. */
export async function createPolicies(order: Order, wanted: WantedPolicy): Promise<Report> {
  const begun = await begin(order, 'writing');
  return createReport('policy', false, await createInEach(begun, wanted), begun.settings);
}

/** Makes the policy in accounts that were entered. */
export async function createInEach(
  begun: Pick<Begun, 'reached' | 'inputsFor' | 'settings'>,
  wanted: WantedPolicy,
): Promise<readonly TargetReport[]> {
  const planned = oncePerAccount(begun.reached).map((entry) =>
    isTarget(entry) ? { target: entry, plan: [keepPolicy(entry, wanted)] } : { report: unreachableReport(entry) },
  );
  return applyAll(planned, begun);
}

function oncePerAccount(reached: readonly Reached[]): readonly Reached[] {
  const targets = new Set<string>();
  return reached.filter((entry) => {
    if (!isTarget(entry)) return true;
    const first = !targets.has(entry.account);
    targets.add(entry.account);
    return first;
  });
}

const keepPolicy = (target: Target, wanted: WantedPolicy): Step => ({
  // What has to be done is known only after IAM was asked.
  change: change('update', `IAM policy ${wanted.name}`),
  run: async (known) => ({ known, change: await makeSo(target, wanted) }),
});

/** The value of our tag on such policies. */
const KIND = 'policy';

const MOST_TRIES = 5;

async function makeSo(target: Target, wanted: WantedPolicy): Promise<Change> {
  const iam = await target.iam();
  const arn = `arn:${target.partition.name}:iam::${target.account}:policy/${wanted.name}`;
  for (let tries = 1; ; tries += 1) {
    const have = await findManagedPolicy(iam, arn);
    if (have) return change(...(await update(iam, target, wanted, have)));
    try {
      await createManagedPolicy(iam, wanted.name, wanted.document(target), ownedTags(KIND, {}));
      return change('create', `Creating IAM policy ${wanted.name}: ${arn}`);
    } catch (error) {
      // Another run was faster, or a call of our own whose answer got lost; IAM shows the policy after a moment.
      if (!(error as Error).name.startsWith('EntityAlreadyExists') || tries === MOST_TRIES) throw error;
      if (!(await target.backOff(500 * tries))) throw error;
    }
  }
}

async function update(
  iam: IAM,
  target: Target,
  wanted: WantedPolicy,
  have: ManagedPolicy,
): Promise<Parameters<typeof change>> {
  const { name, overwrite } = wanted;
  const document = wanted.document(target);
  if (have.document && samePolicy(have.document, document))
    return ['none', `IAM policy ${name} already exists: ${have.arn}`];
  const isOurs = isOurKind(have.tags, KIND);
  if (!isOurs && !overwrite) {
    const owner = ownerByTags(have.tags);
    throw new TargetError(
      'PolicyDiffers',
      `IAM policy ${name} of account ${target.account} exists, differs, and was not made by session-manager${owner.by === 'others' ? ` (${owner.traits})` : ''}`,
      'choose another name, or --overwrite to put a new version of it into effect',
    );
  }
  await updateManagedPolicy(iam, have.arn, document, { keepVersions: !isOurs });
  const differences = [{ field: 'document', have: have.defaultVersion, want: 'a new version' }];
  return ['update', `Updating IAM policy ${name}: ${have.arn}`, differences];
}

function change(action: Change['action'], summary: string, differences: Change['differences'] = []): Change {
  return { resource: 'policy', action, summary, differences };
}
