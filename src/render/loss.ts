import type { Planned } from '../engine/run.ts';
import { counted } from './counted.ts';
import { folds } from './folds.ts';
import { placeHeading } from './place-heading.ts';
import { placesInWords } from './places-in-words.ts';
import { visible, withoutCommands } from './visible.ts';

/** So many targets are told one by one. */
const SHORT = 4;

/** Lists what a deletion takes away for good, target by target, those together that lose the same; undefined if that is nothing. */
export function lossText(planned: readonly Planned[]): string | undefined {
  const targets = planned.flatMap((entry) => {
    if ('report' in entry) return [];
    const losses = entry.plan.flatMap(({ change }) =>
      change.loss === undefined
        ? []
        : [`  ${visible(`${change.summary}${change.action === 'update' ? '; lost' : ''}: ${change.loss}`)}`],
    );
    const { account, region, profile, member } = entry.target;
    const place = { account, region, ...(profile !== undefined && { profile }), ...nameOf(member?.name) };
    return [{ ...place, status: 'planned', losses }];
  });
  const told = folds(
    targets.filter(({ losses }) => losses.length > 0),
    ({ losses }) => losses,
    () => targets.length > SHORT,
  );
  const blocks = told.map(({ targets: alike, lines, exact }) => {
    const [first, ...others] = alike;
    const heading =
      first && others.length === 0
        ? placeHeading(first)
        : `${counted(alike.length, 'target')}: ${placesInWords(alike, targets, 'failed')}`;
    const note = exact || !first ? [] : [`  (of ${visible(placeHeading(first))}; alike in the others)`];
    return [visible(heading), ...lines, ...note].join('\n');
  });
  return blocks.length === 0 ? undefined : withoutCommands(['This will be deleted:', ...blocks].join('\n'));
}

const nameOf = (accountName: string | undefined): { readonly accountName?: string } =>
  accountName === undefined ? {} : { accountName };
