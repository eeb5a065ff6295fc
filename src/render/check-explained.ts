import type { ChalkInstance } from 'chalk';
import type { ControlName, Explanation } from '../engine/explanation.ts';
import { wordsOf, wrapped } from './wrap.ts';

const INDENT = '  ';

const SCOPES: Readonly<Record<Explanation['scope'], string>> = {
  machine: 'this machine',
  account: 'each account, once for all of its regions',
  region: 'each region of each account',
};

/** Explains checks to people, first what to do; lines are wrapped at `width` columns, addresses and commands are not. */
export const explanationsText = (checks: readonly Explanation[], paint: ChalkInstance, width: number): string =>
  checks.map((check) => explanationText(check, paint, width)).join('\n\n\n');

/** A part of an explanation: a label, and lines of which all but exact ones are wrapped. */
interface Part {
  readonly label: string;
  readonly lines: readonly string[];
  readonly exact?: true;
}

function explanationText(check: Explanation, paint: ChalkInstance, width: number): string {
  const parts = partsOf(check).filter(({ lines }) => lines.length > 0);
  const margin = Math.max(...parts.map(({ label }) => label.length)) + INDENT.length * 2;
  const lines = parts.flatMap(({ label, lines: texts, exact }) =>
    texts.flatMap((text, index) => {
      const head = `${INDENT}${(index === 0 ? label : '').padEnd(margin - INDENT.length)}`;
      const rest = `${' '.repeat(margin)}${texts.length > 1 ? INDENT : ''}`;
      const [first = '', ...others] = exact ? [`${head}${text}`] : wrapped(wordsOf(text), width, head, rest);
      return [`${paint.dim(first.slice(0, margin))}${first.slice(margin)}`, ...others];
    }),
  );
  const title = wrapped([`${check.id}:`, ...wordsOf(check.title)], width, '', INDENT).map((line) => paint.bold(line));
  return [...title, '', ...lines].join('\n');
}

const partsOf = (check: Explanation): readonly Part[] => [
  { label: 'why it matters', lines: [check.effect] },
  { label: 'what clears it', lines: [check.clears] },
  { label: 'it looks at', lines: [check.looksAt] },
  { label: 'check it again', lines: [`session-manager doctor --only ${check.id}`], exact: true },
  { label: 'see', lines: [check.ref], exact: true },
  { label: 'verdicts', lines: [verdictsText(check)] },
  { label: 'made for', lines: [SCOPES[check.scope]] },
  { label: 'may call', lines: callLines(check.calls) },
  { label: 'permissions', lines: [permissionsText(check)] },
  { label: 'controls', lines: controlLines(check.controls) },
];

/** Says which verdicts a check can have. */
export const verdictsText = ({ verdicts }: Explanation): string =>
  verdicts.includes('unknown') ? verdicts.join(', ') : `${verdicts.join(', ')}; unknown where something cannot be read`;

/** Writes calls as a line for each service: `ec2: DescribeVpcs, DescribeSubnets`. */
export function callLines(calls: readonly string[]): readonly string[] {
  const services = [...new Set(calls.map((call) => call.split(':')[0] ?? ''))];
  return services.map((service) => {
    const own = calls.filter((call) => call.startsWith(`${service}:`)).map((call) => call.slice(service.length + 1));
    return `${service}: ${own.join(', ')}`;
  });
}

/** Says which permissions calls take: those that are not named alike. */
export function permissionsText({ calls, permissions }: Pick<Explanation, 'calls' | 'permissions'>): string {
  const others = permissions.filter((action) => !calls.includes(action));
  const besides = others.length === 0 ? '' : `, and ${others.join(', ')}`;
  return `actions of the same names${besides}; as a policy: session-manager policy operator --for doctor`;
}

/** Writes controls as a line for each framework. */
export function controlLines(controls: readonly ControlName[]): readonly string[] {
  const frameworks = [...new Set(controls.map(({ framework }) => framework))];
  return frameworks.map((name) => {
    const own = controls.filter(({ framework }) => framework === name).map(({ id, title }) => `${id} ${title}`);
    return `${name}: ${own.join('; ')}`;
  });
}
