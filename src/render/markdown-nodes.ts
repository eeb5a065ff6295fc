import { withoutMark } from '../aws/sandbox-mark.ts';
import type { Report } from '../engine/report.ts';
import { adviceOf as remedyText } from './advice.ts';
import { besidesInWords, faultsOf, illNodes } from './by-node.ts';
import { counted, inDigits } from './counted.ts';
import { adviceWithin, cell, code, escaped, linked, nameMark } from './markdown.ts';
import type { Amount } from './markdown-causes.ts';
import { visible } from './visible.ts';
import { whereFound } from './where-found.ts';

const HEAD = ['| nodes | verdict | check | what is wrong | why, or what to do |', '| --- | --- | --- | --- | --- |'];

/** Tells what is wrong node by node, in a table; those with which the same is wrong are one. */
export function nodesMarkdown(report: Report, amount: Amount): readonly string[] {
  const groups = illNodes(report);
  const rows = groups.slice(0, amount.rows).flatMap((group) => {
    const place = whereFound(
      group.map(({ target }) => target),
      report.targets,
    );
    const named = group.slice(0, amount.named).map(({ id, name }) => code(id) + nameMark(name));
    const more = group.length > amount.named ? ` and ${inDigits(group.length - amount.named)} more` : '';
    const nodes = `${named.join(', ')}${more} ${escaped(place)}`.trim();
    return faultsOf(group).map(({ fault, sentence, because, others }, index) => {
      const remedy = amount.advice ? adviceWithin(withoutMark(remedyText(fault.remedy)), amount.characters) : '';
      const cells = [
        index === 0 ? nodes : '',
        fault.verdict,
        linked(escaped(fault.check), fault.ref),
        escaped(visible(sentence, amount.characters)),
        because === ''
          ? remedy + (remedy === '' || others === 0 ? '' : ` (and likewise for ${inDigits(others)} more)`)
          : escaped(visible(because, amount.characters)),
      ];
      return `| ${cells.map(cell).join(' | ')} |`;
    });
  });
  const left = groups.slice(amount.rows).reduce((sum, group) => sum + group.length, 0);
  const besides = besidesInWords(report);
  return [
    ...(rows.length === 0 ? ['nothing was found that is about a node'] : ['### Nodes', [...HEAD, ...rows].join('\n')]),
    ...(left === 0 ? [] : [`not told here: ${counted(left, 'node')} with other faults`]),
    ...(besides === '' ? [] : [escaped(besides)]),
  ];
}
