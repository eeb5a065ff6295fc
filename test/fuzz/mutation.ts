// Answers that are almost those of AWS.
import type { WireResponse } from '../../src/sandbox/protocols/wire.ts';
import { POISON, XML_POISON } from '../render/harmless.ts';

type Random = () => number;

const pick = <Value>(random: Random, values: readonly Value[]): Value =>
  values[Math.floor(random() * values.length)] as Value;

const LONG = 'x'.repeat(100_000);

/** Values that nobody expects, in place of one that was there. */
const STRANGE: readonly ((value: unknown) => unknown)[] = [
  () => undefined,
  () => null,
  () => '',
  () => 0,
  () => -1,
  () => 1e308,
  () => true,
  () => [],
  () => ({}),
  () => LONG,
  () => '{"__proto__":{"polluted":true}}',
  (value) => [value, value],
  (value) => ({ value }),
  (value) => `${typeof value === 'string' ? value : JSON.stringify(value)}${POISON}`,
];

/** Changes one value of an answer, at any depth. */
export function mutated(answer: WireResponse, random: Random): WireResponse {
  if (answer.body === '') return answer;
  if (answer.body.startsWith('<')) return { ...answer, body: mutatedXml(answer.body, random) };
  const value: unknown = JSON.parse(answer.body);
  const change = pick(random, STRANGE);
  let left = Math.floor(random() * countOf(value));
  const walk = (here: unknown): unknown => {
    left -= 1;
    if (left < 0 && left > -2) return change(here);
    if (Array.isArray(here)) return here.map(walk);
    if (typeof here !== 'object' || here === null) return here;
    return Object.fromEntries(Object.entries(here).map(([name, member]) => [name, walk(member)]));
  };
  return { ...answer, body: JSON.stringify(walk(value)) ?? '' };
}

const countOf = (value: unknown): number =>
  1 +
  (typeof value === 'object' && value !== null
    ? Object.values(value).reduce<number>((sum, member) => sum + countOf(member), 0)
    : 0);

const LEAF = /<(\w+)>([^<]*)<\/\1>/g;

function mutatedXml(body: string, random: Random): string {
  const leaves = [...body.matchAll(LEAF)];
  if (leaves.length === 0) return body;
  const { 0: whole, 1: name = '', 2: text = '', index } = pick(random, leaves);
  const other = pick(random, ['', `<${name}/>`, `<${name}>${text}${XML_POISON}</${name}>`, `${whole}${whole}`, '<x>']);
  return body.slice(0, index) + other + body.slice(index + whole.length);
}
