import type { Entry } from '../checks/catalogue/entry.ts';

/** Says in Markdown what a check looks at, why that matters, and what clears it: a sentence each. */
export const explainingLines = ({ looksAt, effect, clears }: Omit<Entry, 'ref'>): readonly string[] => [
  `It looks at ${withCode(looksAt)}.`,
  `Why it matters: ${withCode(effect)}.`,
  `What clears it: ${withCode(clears)}.`,
];

/** The values of flags as the catalogue writes them: placeholders, names and the few words that are values. */
const VALUE = /(?:[A-Z][\w-]+|\/[\w/-]+|(?:advanced|all|doctor|enabled|required|table)\b)/.source;

/** Commands of ours, of the AWS CLI and of the agent, with their flags; and JSON. */
const COMMANDS = new RegExp(
  `\\b(?:session-manager (?:policy [a-z]+|[a-z-]+)|aws [a-z0-9]+ [a-z-]+|ssm-cli [a-z-]+)(?: --[\\w-]+(?: ${VALUE})?)*|\\{.*\\}`,
  'g',
);

/** Puts the commands in a text, and JSON, into code spans. */
export const withCode = (text: string): string =>
  text
    .split(COMMANDS)
    .map((part, index) => {
      const command = [...text.matchAll(COMMANDS)][index]?.[0];
      return `${part.replaceAll(/[*_<]/g, '\\$&')}${command === undefined ? '' : `\`${command}\``}`;
    })
    .join('');
