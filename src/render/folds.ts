import { UUID } from '../aws/particulars.ts';
import type { TargetReport } from '../engine/report.ts';

/** Targets of which the same is to be told. */
export interface Fold<Target = TargetReport> {
  readonly targets: readonly Target[];
  /** The lines of the first of them. */
  readonly lines: readonly string[];
  /** False: those of the others have their own account, region and ids in place of those of the first. */
  readonly exact: boolean;
}

/** Puts targets together of which the same is to be told, where they `mayFold`; the others stand for themselves. They come in the order of their first targets. */
export function folds<Target extends Place>(
  targets: readonly Target[],
  linesOf: (target: Target) => readonly string[],
  mayFold: (target: Target) => boolean,
): readonly Fold<Target>[] {
  const alike = new Map<string, Alike<Target>>();
  const told = targets.map((target) => {
    const lines = linesOf(target);
    const text = lines.join('\n');
    const key = [target.status, withoutOwnNames(text, target)].join('\n');
    const known = alike.get(key);
    if (!known || !mayFold(target)) {
      const fold = { targets: [target], lines, exact: true };
      alike.set(key, fold);
      return fold;
    }
    known.targets.push(target);
    known.exact &&= text === known.lines.join('\n');
    return undefined;
  });
  return told.filter((fold) => fold !== undefined);
}

/** A target, as far as it matters to whether the same is told of two. */
type Place = Pick<TargetReport, 'account' | 'accountName' | 'profile' | 'region'> & { readonly status: string };

interface Alike<Target> extends Fold<Target> {
  readonly targets: Target[];
  exact: boolean;
}

const ID = new RegExp(`${UUID}|mrk-[0-9a-f]{32}`, 'g');

/** Takes out what is different wherever the same is told of two targets: their accounts, regions and profiles, and ids. */
function withoutOwnNames(text: string, { account, accountName, profile, region }: Place): string {
  const own: readonly (readonly [string | null | undefined, string])[] = [
    [account, '<account>'],
    [region, '<region>'],
    [profile, '<profile>'],
    [accountName, '<name>'],
  ];
  return own.reduce((rest, [name, place]) => (name ? withoutName(rest, name, place) : rest), text.replace(ID, '<id>'));
}

function withoutName(text: string, name: string, place: string): string {
  if (!text.includes(name)) return text;
  const word = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return text.replaceAll(new RegExp(String.raw`(?<![\w-])${word}(?![\w-])`, 'g'), place);
}
