import { CATALOGUE } from '../checks/catalogue.ts';
import type { Entry } from '../checks/catalogue/entry.ts';
import { explainingLines } from './check-markdown.ts';

interface Text {
  readonly text: string;
}

/** A check as SARIF has it (3.49), with what GitHub reads of it besides. */
export interface Rule {
  readonly id: string;
  readonly shortDescription: Text;
  readonly fullDescription: Text;
  readonly help: Text & { readonly markdown: string };
  readonly helpUri?: string;
  readonly defaultConfiguration?: { readonly level: string };
  readonly properties: {
    readonly tags: readonly string[];
    /** How often its findings are true. */
    readonly precision?: 'very-high';
    /** A number from 0.0 to 10.0, as text. */
    readonly 'security-severity'?: string;
  };
}

/** The severity of verdicts. What is not a failure has none (3.27.10), and what could not be checked is open (3.27.9). */
export const SEVERITIES = {
  fail: { level: 'error' },
  warn: { level: 'warning' },
  info: { level: 'note' },
  unknown: { level: 'none', kind: 'open' },
} as const;

/**
 * Describes checks, each once, by the catalogue alone: a rule is the same whatever is found, and in every run. A check that the catalogue
 * does not have, such as one in a report of another version, has its id only.
 */
export const rulesOf = (checks: Iterable<string>): readonly Rule[] =>
  [...new Set(checks)].toSorted((one, other) => (one < other ? -1 : 1)).map(ruleOf);

function ruleOf(id: string): Rule {
  const entry = CATALOGUE[id];
  const again = `session-manager doctor --only ${id}`;
  const [family = id] = id.split('.');
  if (!entry) {
    const text = { text: id };
    const help = { text: `Check it again: ${again}`, markdown: `Check it again: \`${again}\`` };
    return { id, shortDescription: text, fullDescription: text, help, properties: { tags: [family] } };
  }
  const { title, looksAt, effect, clears, ref, verdicts } = entry;
  const isSecurity = SECURITY.has(id);
  return {
    id,
    shortDescription: { text: braced(title) },
    fullDescription: { text: braced(`${title}: ${effect}`) },
    help: {
      text: [
        `It looks at ${looksAt}.`,
        `Why it matters: ${effect}.`,
        `What clears it: ${clears}.`,
        `Check it again: ${again}`,
        ref,
      ]
        .map(braced)
        .join('\n'),
      markdown: [...explainingLines(entry), `Check it again: \`${again}\``, `[What AWS says](${ref})`]
        .map((line) => `- ${braced(line)}`)
        .join('\n'),
    },
    helpUri: ref,
    defaultConfiguration: { level: SEVERITIES[verdicts[0] ?? 'unknown'].level },
    properties: {
      tags: [family, ...(isSecurity ? ['security'] : [])],
      precision: 'very-high',
      ...(isSecurity && severityOf(entry)),
    },
  };
}

/** The checks of what is open to others, or lets somebody do more than was meant. */
const SECURITY: ReadonlySet<string> = new Set([
  'prefs.shared',
  'sharing.public-allowed',
  's3.public',
  'instance.deprecated-policy',
  'user.terminate-any',
  'user.document-access-check',
  ...Object.keys(CATALOGUE).filter((id) => id.startsWith('bypass.')),
]);

// GitHub shows it in place of the level of each result, so only a check of one verdict has one: from 7.0 on it is high, from 4.0 on medium.
function severityOf({ verdicts: [verdict, ...others] }: Entry): Partial<Rule['properties']> {
  const score = { fail: '7.5', warn: '5.0', info: undefined, unknown: undefined }[verdict ?? 'unknown'];
  return others.length > 0 || score === undefined ? {} : { 'security-severity': score };
}

/** Doubles braces: a single one would begin or end a placeholder (3.11.5). */
export const braced = (text: string): string => text.replace(/[{}]/g, '$&$&');
