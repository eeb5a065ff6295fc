import type { Report, Run } from '../../engine/report.ts';
import { shellWord } from '../../aws/shell-word.ts';
import { counted } from '../counted.ts';
import { markup, type Markup } from './markup.ts';

/** Says which run a page is of: when, how long, by whom, and with which words; nothing where nobody has said so. */
export function runMarkup({ command, run, shard, plan }: Pick<Report, 'command' | 'run' | 'shard' | 'plan'>): Markup {
  const told: readonly (readonly [name: string, value: string | undefined])[] = [
    ['Started', run && `${timeWords(run.time)}, took ${secondsWords(run.seconds)}`],
    ['By', run?.caller],
    ['Command', run && commandLine(command, run)],
    ['Shard', shard],
    ['Plan', plan && `${plan.file}, made ${timeWords(plan.made)}`],
    ['Version', run?.version],
  ];
  const known = told.flatMap(([name, value]) =>
    value === undefined ? [] : [markup`<div><dt>${name}</dt><dd>${value}</dd></div>\n`],
  );
  return known.length === 0 ? markup`` : markup`<dl class="run">\n${known}</dl>`;
}

/** `2026-11-26 12:00:05 UTC` of `2026-11-26T12:00:05.123Z`; what is no time stays as it is. */
export const timeWords = (time: string): string =>
  time.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/, '$1 $2 UTC');

function secondsWords(seconds: number): string {
  if (seconds < 60) return counted(Math.round(seconds * 10) / 10, 'second');
  return `${counted(Math.floor(seconds / 60), 'minute')} ${counted(Math.round(seconds % 60), 'second')}`;
}

const commandLine = (command: string, { arguments: words }: Run): string =>
  ['session-manager', command, ...words.map(shellWord)].join(' ');
