import { inDigits } from './counted.ts';
import type { ChalkInstance } from 'chalk';
import type { Finding, Verdict } from '../checks/check.ts';
import type { Family } from '../engine/fixes.ts';
import { type Piece, piecesOf } from './advice.ts';
import { type Block, blocksOf, isSameRemedy, namedSubjects } from './blocks.ts';
import { isOfNodes } from './of-nodes.ts';
import { withoutScreens } from './short-advice.ts';
import { because, elsewhere } from './symptoms.ts';
import { wordsOf, wrapped } from './wrap.ts';

const MARGIN = ' '.repeat('unknown  '.length);

/**
 * Makes the lines of everything that is not ok, the worst first: what is wrong, the subjects, what is caused by it, and what to
 * do, wrapped at `width`. `family`: the causes of findings.
 */
export function findingLines(
  findings: readonly Finding[],
  paint: ChalkInstance,
  width: number,
  family?: Family,
): readonly string[] {
  return blocksOf(findings, family).flatMap((block, index, blocks) => [
    ...causeLines(block, paint, width),
    ...subjectLines(namedSubjects(block), width),
    ...symptomLines(block, width),
    ...remedyLines(block, blocks[index - 1], paint, width),
    ...(block.ref === undefined ? [] : [paint.dim(`${MARGIN}see: ${block.ref}`)]),
  ]);
}

function causeLines(block: Block, paint: ChalkInstance, width: number): readonly string[] {
  const { verdict, checks, summary, mark = '' } = block;
  const words = wordsOf(`${mark} ${checks.join(', ')}: ${summary}`);
  const [first = '', ...rest] = wrapped(words, width, verdict.padEnd(MARGIN.length), MARGIN);
  return [verdictColour(verdict, paint)(verdict) + first.slice(verdict.length), ...rest];
}

// A fault that a whole fleet shares must not fill the screen: two lines of subjects are enough.
function subjectLines(subjects: readonly string[], width: number): readonly string[] {
  if (subjects.length === 0) return [];
  return folded(subjects.length, width, (shown) => wrapped(wordsOf(listed(subjects, shown)), width, MARGIN, MARGIN));
}

/** Names as many of `count` items as fit into `most` lines. */
export function folded(
  count: number,
  width: number,
  linesOf: (shown: number) => readonly string[],
  most = 2,
): readonly string[] {
  for (let shown = Math.min(count, width); shown > 1; shown--) {
    const lines = linesOf(shown);
    if (lines.length <= most) return lines;
  }
  return linesOf(1);
}

function symptomLines(cause: Block, width: number, margin = MARGIN): readonly string[] {
  const beneath = (cause.symptoms ?? []).flatMap((symptom) => {
    const subjects = namedSubjects(symptom);
    const { verdict, checks, summary } = symptom;
    const told = because({ check: checks.join(', '), count: subjects.length, verdict }, cause);
    const sentence = checks.every(isOfNodes) ? [] : wrapped(wordsOf(summary), width, `${margin}  `, `${margin}  `);
    return [
      ...folded(subjects.length, width, (shown) => {
        const rest = shown < subjects.length ? ' (--json names all)' : '';
        const named = subjects.length === 0 ? '' : `: ${listed(subjects, shown)}${rest}`;
        return wrapped(wordsOf(`${told}${named}`), width, margin, margin);
      }),
      ...sentence,
      ...symptomLines(symptom, width, `${margin}  `),
    ];
  });
  return [...beneath, ...elsewhere(cause).flatMap((told) => wrapped(wordsOf(told), width, margin, margin))];
}

/** Names the first items of a list, and the number of the others: `a, b and 3 more`. */
export function listed(items: readonly string[], shown: number): string {
  const named = items.slice(0, shown).join(', ');
  return items.length > shown ? `${named} and ${inDigits(items.length - shown)} more` : named;
}

function remedyLines(block: Block, before: Block | undefined, paint: ChalkInstance, width: number): readonly string[] {
  if (block.others === 0 && before && isRepeated(block, before)) return [`${MARGIN}try: as above`];
  const alike = block.others > 0 ? [paint.dim(`${MARGIN}(and likewise for ${inDigits(block.others)} more)`)] : [];
  return [...adviceLines(piecesOf(block.remedy), width, MARGIN), ...alike];
}

const isRepeated = (one: Block, other: Block): boolean =>
  isSameRemedy(one.remedy, other.remedy) && one.subjects.join('\n') === other.subjects.join('\n');

/**
 * Makes the lines of `try: …`; a command or policy statement that is too long for a line gets its own, unbroken. Of what would take
 * screens, it is said where it is.
 */
export const adviceLines = (advice: readonly Piece[], width: number, margin: string): readonly string[] =>
  wrapped(
    withoutScreens(advice).map(({ text }) => text),
    width,
    `${margin}try:`,
    `${margin}     `,
  );

/** Gives the colour of a verdict: red for `fail`, yellow for `warn`, magenta for `unknown`, cyan for `info`, green for `ok`. */
export const verdictColour = (verdict: Verdict, { red, yellow, magenta, cyan, green }: ChalkInstance): ChalkInstance =>
  ({ fail: red, warn: yellow, unknown: magenta, info: cyan, ok: green })[verdict];
