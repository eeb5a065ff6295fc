import type { Fault, Finding } from '../checks/check.ts';
import type { Remedy } from '../checks/remedy.ts';
import { adviceOf } from './advice.ts';

/** Findings that are shown as one. */
export interface Block {
  readonly verdict: Fault['verdict'];
  /** More than one only if they are unknown for the same reason. */
  readonly checks: readonly string[];
  readonly summary: string;
  /** Each once. */
  readonly subjects: readonly string[];
  /** The remedy of the first finding. */
  readonly remedy: Remedy;
  /** The number of findings that have another remedy. */
  readonly others: number;
  readonly ref?: string;
}

/** The verdicts other than ok. */
export const WORST_FIRST = ['fail', 'warn', 'unknown', 'info'] as const satisfies readonly Fault['verdict'][];

/**
 * Groups similar findings, the worst first: those of one check, verdict and summary, and whatever is unknown for
 * one reason, because one denied read leaves many checks without an answer. What is ok is left out.
 */
export function blocksOf(findings: readonly Finding[]): readonly Block[] {
  const alike = new Map<string, Fault[]>();
  for (const finding of findings) {
    if (finding.verdict === 'ok') continue;
    const { verdict, check, summary } = finding;
    const key = JSON.stringify(verdict === 'unknown' ? [verdict, summary] : [verdict, summary, check]);
    const known = alike.get(key);
    if (known) known.push(finding);
    else alike.set(key, [finding]);
  }
  const blocks = [...alike.values()].flatMap(([first, ...rest]) => (first ? [blockOf(first, rest)] : []));
  return blocks.toSorted((one, other) => WORST_FIRST.indexOf(one.verdict) - WORST_FIRST.indexOf(other.verdict));
}

function blockOf(first: Fault, rest: readonly Fault[]): Block {
  const all = [first, ...rest];
  const ref = all.find((fault) => fault.ref !== undefined)?.ref;
  return {
    verdict: first.verdict,
    checks: [...new Set(all.map(({ check }) => check))],
    summary: first.summary,
    subjects: [...new Set(all.flatMap(({ subject }) => subject ?? []))],
    remedy: first.remedy,
    others: rest.filter(({ remedy }) => !isSameRemedy(remedy, first.remedy)).length,
    ...(ref !== undefined && { ref }),
  };
}

/** Tells whether two remedies are the same in words. */
export const isSameRemedy = (one: Remedy, other: Remedy): boolean => adviceOf(one) === adviceOf(other);

/** Counts the findings that are ok. */
export const okCount = (findings: readonly Finding[]): number =>
  findings.filter(({ verdict }) => verdict === 'ok').length;
