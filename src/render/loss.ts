import type { Planned } from '../engine/run.ts';
import { placeHeading } from './place-heading.ts';
import { visible, withoutCommands } from './visible.ts';

/** Lists what a deletion takes away for good, target by target; undefined if that is nothing. */
export function lossText(planned: readonly Planned[]): string | undefined {
  const blocks = planned.flatMap((entry) => {
    if ('report' in entry) return [];
    const losses = entry.plan.flatMap(({ change }) =>
      change.loss === undefined
        ? []
        : [`  ${visible(`${change.summary}${change.action === 'update' ? '; lost' : ''}: ${change.loss}`)}`],
    );
    return losses.length === 0
      ? []
      : [[visible(placeHeading({ ...entry.target, ...nameOf(entry.target.member?.name) })), ...losses].join('\n')];
  });
  return blocks.length === 0 ? undefined : withoutCommands(['This will be deleted:', ...blocks].join('\n'));
}

const nameOf = (accountName: string | undefined): { readonly accountName?: string } =>
  accountName === undefined ? {} : { accountName };
