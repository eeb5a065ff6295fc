import { AwsError } from '../protocols/aws-error.ts';
import { matchesAction } from '../iam/wildcard.ts';
import type { Context, Operation } from '../services/operation.ts';
import { emptyRegion, type State } from '../state/state.ts';

/** What was there a moment ago: some services go on showing it. */
export type Past = Pick<State, 'accounts' | 'iam'>;

/** Remembers what was there, for as many milliseconds as services lag. */
export interface Memory {
  /** Keeps a copy of what is there, before it is changed. */
  keep(state: State, now: number): void;
  /** Gives what was there at some moment within the lag; undefined where nothing has changed since. */
  recall(now: number): Past | undefined;
}

export function createMemory(lag: number, random: () => number): Memory {
  let kept: { readonly until: number; readonly past: Past }[] = [];
  return {
    keep({ accounts, iam }, now) {
      kept = kept.filter(({ until }) => until >= now - lag);
      kept.push({ until: now, past: structuredClone({ accounts, iam }) });
    },
    recall(now) {
      const moment = now - random() * lag;
      return kept.find(({ until }) => until > moment)?.past;
    },
  };
}

/**
 * What catches up later: KMS and IAM, and the lists of Systems Manager.
 * https://docs.aws.amazon.com/kms/latest/developerguide/programming-eventual-consistency.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html
 */
const LAGGING = ['kms:*', 'iam:*', 'ssm:ListAssociations', 'ssm:ListDocumentVersions'];

/** The refusals by which a write says that it does not see yet what was made just now. */
const UNSEEN = ['NotFoundException', 'NoSuchEntity'];

/**
 * Gives the context in which an operation reads: that of the past, where its service lags. Throws the refusal of a write
 * to a thing that was not there yet.
 */
export function asSeen(context: Context, operation: Operation, action: string, past: Past, input: unknown): Context {
  const { state, account, region } = context;
  if (!matchesAction(LAGGING, action)) return context;
  const { accounts, iam } = structuredClone(past);
  const then = { ...context, state: { ...state, accounts, iam }, here: accounts[account]?.[region] ?? emptyRegion() };
  if (!operation.mutates) return then;
  try {
    operation.run({ ...then, touch: () => undefined }, input, (message) => new Error(message));
  } catch (error) {
    if (error instanceof AwsError && UNSEEN.includes(error.code)) throw error;
  }
  return context;
}
