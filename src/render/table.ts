import type { ChalkInstance } from 'chalk';
import Table from 'cli-table3';
import { shortName } from './place-heading.ts';
import type { ChangeReport, Report, TargetReport } from '../engine/report.ts';

/** Draws the closing table: one row per target, one column for each of these resources; absent: for every one that is reported on. */
export function closingTable(
  { targets }: Report,
  paint: ChalkInstance,
  resources: readonly string[] = [
    ...new Set(targets.flatMap(({ changes }) => changes.map(({ resource }) => resource))),
  ],
): string {
  const profiles = targets.some(({ profile }) => profile !== undefined);
  const names = targets.some(({ accountName }) => accountName !== undefined);
  const table = new Table({
    head: ['account', ...(names ? ['name'] : []), ...(profiles ? ['profile'] : []), 'region', 'status', ...resources],
    chars: BORDERLESS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  });
  for (const target of targets) {
    table.push([
      target.account ?? '-',
      ...(names ? [shortName(target.accountName ?? '-')] : []),
      ...(profiles ? [target.profile ?? '-'] : []),
      target.region,
      colourOf(target.status, paint)(statusWord(target.status)),
      ...resources.map((id) => cell(target, id, paint)),
    ]);
  }
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

const BORDERLESS = Object.fromEntries(
  ['top', 'bottom', 'left', 'mid', 'right']
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
    .concat('middle')
    .map((part) => [part, '']),
);

function cell({ changes }: TargetReport, resource: string, paint: ChalkInstance): string {
  const change = changes.find((entry) => entry.resource === resource);
  return change ? colourOf(change.status, paint)(word(change)) : '-';
}

function word({ action, status }: ChangeReport): string {
  if (status === 'done')
    return { create: 'created', update: 'updated', delete: 'deleted', keep: 'kept', none: 'ok' }[action];
  if (status === 'planned') return action;
  if (status === 'unchanged') return 'ok';
  return statusWord(status);
}

/** Gives a status in words: `not run`. */
export const statusWord = (status: string): string => (status === 'not-run' ? 'not run' : status);

/** Gives the colour of a status: green for what was done, red for what failed, yellow for what needs attention, grey for the rest. */
export function colourOf(status: string, paint: ChalkInstance): ChalkInstance {
  if (status === 'failed') return paint.red;
  if (['changed', 'done', 'planned'].includes(status)) return paint.green;
  if (['kept', 'skipped', 'not-run'].includes(status)) return paint.yellow;
  return paint.dim;
}
