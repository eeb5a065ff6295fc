import type { ExplainedTarget, Explanation, Held, HeldFlags, Source } from '../config/explain.ts';
import { placeLabel } from '../aws/place.ts';
import { columnLines } from './columns.ts';
import { wrapped } from './wrap.ts';
import { visible } from './visible.ts';

/** Prints what holds, and where each value comes from: for the run, in every target, and in those that differ, which are put together. */
export function explanationText({ file, run, targets }: Explanation, width: number): string {
  // Of a target in which something is wrong, no values are known.
  const [first, ...others] = targets.filter(({ error }) => error === undefined);
  const isCommon = (flag: string): boolean => others.every(({ values }) => isSame(values[flag], first?.values[flag]));
  const flags = Object.keys(first?.values ?? {});
  const common = flags.filter(isCommon);
  const groups = new Map<string, ExplainedTarget[]>();
  for (const target of targets) {
    const { values, unknown, error } = target;
    const key = JSON.stringify([flags.map((flag) => values[flag]), unknown, error]);
    groups.set(key, [...(groups.get(key) ?? []), target]);
  }
  return [
    file === null ? 'no configuration file' : `configuration: ${visible(file)}`,
    section('for the run', run, Object.keys(run), width),
    common.length > 0 && section(commonTitle(targets, first), first?.values ?? {}, common, width),
    ...[...groups.values()].map((group) =>
      differing(
        group,
        flags.filter((flag) => !common.includes(flag)),
        width,
      ),
    ),
  ]
    .filter((part): part is string => typeof part === 'string')
    .join('\n\n');
}

function commonTitle(targets: readonly ExplainedTarget[], first: ExplainedTarget | undefined): string {
  if (targets.length === 1) return `in ${labelOf(first)}`;
  return targets.some(({ error }) => error !== undefined) ? 'in every other target' : 'in every target';
}

const isSame = (one: Held | undefined, other: Held | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

function differing(group: readonly ExplainedTarget[], flags: readonly string[], width: number): string | undefined {
  const [first] = group;
  const { values = {}, unknown = [], error } = first ?? {};
  if (flags.length === 0 && unknown.length === 0 && error === undefined) return undefined;
  const labels = group.map((target, index) => labelOf(target) + (index < group.length - 1 ? ',' : ''));
  const title = wrapped(labels, width, 'in ', '   ').join('\n');
  if (error !== undefined) return `${title}\n  ${visible(error)}`;
  return [
    section(title, values, flags, width),
    ...unknown.map(
      ({ override, because }) =>
        `  override ${override} is left out: it depends on ${because}, which nobody was asked for`,
    ),
  ].join('\n');
}

const labelOf = (target: ExplainedTarget | undefined): string => {
  if (!target) return '';
  const { accountName } = target;
  return visible(placeLabel(target) + (accountName === undefined ? '' : ` (${accountName})`));
};

function section(title: string, values: HeldFlags, flags: readonly string[], width: number): string {
  const rows = flags.map((flag) => ({ flag, ...(values[flag] as Held) }));
  const lines = columnLines(
    [
      { head: '', cells: rows.map(({ flag }) => `  ${flag}`) },
      { head: '', cells: rows.map(valueText), least: 20 },
      { head: '', cells: rows.map(({ source }) => visible(sourceText(source))) },
    ],
    width,
  );
  return [title, ...lines.slice(1)].join('\n');
}

function valueText({ value, otherwise }: Held): string {
  if (value === null) return otherwise === undefined ? '-' : `- (${otherwise})`;
  return visible([value].flat().join(','));
}

function sourceText(source: Source): string {
  switch (source.from) {
    case 'environment':
      return source.variable;
    case 'file':
      return placeOf(source);
    case 'override':
      return `override ${source.override} at ${placeOf(source)}`;
    default:
      return source.from;
  }
}

const placeOf = ({ file, line, column }: { file: string; line: number; column: number }): string =>
  `${file}:${line}:${column}`;
