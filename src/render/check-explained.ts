import type { ChalkInstance } from 'chalk';
import { OTHER_ACTIONS } from '../checks/catalogue/calls.ts';
import type { Explanation } from '../checks/explanation.ts';
import { wordsOf, wrapped } from './wrap.ts';

const INDENT = '  ';

const SCOPES: Readonly<Record<Explanation['scope'], string>> = {
  machine: 'this machine, once a run',
  account: 'each account, once for all of its regions',
  region: 'each region',
};

/** Explains checks to people, what to do first; lines are wrapped at `width` columns, addresses are not. */
export const explanationsText = (checks: readonly Explanation[], paint: ChalkInstance, width: number): string =>
  checks.map((check) => explanationText(check, paint, width)).join('\n\n');

function explanationText(check: Explanation, paint: ChalkInstance, width: number): string {
  const parts = partsOf(check);
  const margin = Math.max(...parts.map(([label]) => label.length)) + INDENT.length * 2;
  const lines = parts.flatMap(([label, texts]) =>
    texts.flatMap((text, index) => {
      const head = `${INDENT}${(index === 0 ? label : '').padEnd(margin - INDENT.length)}`;
      const [first = '', ...rest] = wrapped(wordsOf(text), width, head, ' '.repeat(margin));
      return [`${paint.dim(first.slice(0, margin))}${first.slice(margin)}`, ...rest];
    }),
  );
  return [...wrapped([`${paint.bold(check.id)}:`, ...wordsOf(check.title)], width, '', INDENT), ...lines].join('\n');
}

type Part = readonly [label: string, texts: readonly string[]];

function partsOf(check: Explanation): readonly Part[] {
  return [
    ['why it matters', [check.effect]],
    ['what clears it', [check.clears]],
    ['it looks at', [check.looksAt]],
    ['made for', [SCOPES[check.scope]]],
    ['verdicts', [verdictsText(check)]],
    ['again', [`session-manager doctor --only ${check.id}`]],
    ['see', [check.ref]],
    ['calls', byService(check.calls)],
    ['permissions', [permissionsText(check)]],
  ];
}

const verdictsText = ({ verdicts }: Explanation): string =>
  verdicts.includes('unknown') ? verdicts.join(', ') : `${verdicts.join(', ')}; unknown where something cannot be read`;

/** Writes calls as a line for each service: `ec2: DescribeVpcs, DescribeSubnets`. */
export function byService(calls: readonly string[]): readonly string[] {
  const services = [...new Set(calls.map((call) => call.split(':')[0] ?? ''))];
  return services.map((service) => {
    const own = calls.filter((call) => call.startsWith(`${service}:`)).map((call) => call.slice(service.length + 1));
    return `${service}: ${own.join(', ')}`;
  });
}

/** Says which permissions calls take, where these are not named alike. */
export function permissionsText({ calls }: Pick<Explanation, 'calls'>): string {
  const others = calls.flatMap((call) => {
    const action = OTHER_ACTIONS[call];
    return action === undefined ? [] : [`${action} (for ${call.split(':')[1]})`];
  });
  const but = others.length === 0 ? '' : `, but for ${others.join(', ')}`;
  return `by the names of the calls${but}; all that doctor reads: session-manager policy operator --for doctor`;
}
