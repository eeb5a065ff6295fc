/** Text that is markup already. Nothing but `markup` makes it, so that all other text is escaped exactly once. */
export interface Markup {
  readonly markup: string;
}

type Part = string | number | Markup | undefined | false | readonly Part[];

/** Makes markup of a template: what is filled in is text, and is escaped, unless it is markup itself. Lists are joined; `undefined` and `false` are nothing. */
export const markup = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup => ({
  markup: strings.reduce((made, string, index) => made + markupOf(parts[index - 1]) + string),
});

function markupOf(part: Part): string {
  if (part === undefined || part === false) return '';
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return 'markup' in part ? part.markup : part.map(markupOf).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

/** Takes text that is trusted: a program, a style sheet, or JSON that `inertJson` has made. */
export const trusted = (text: string): Markup => ({ markup: text });

/** Writes JSON that can stand in a script element: nothing in it ends the element, or begins a comment. */
export const inertJson = (value: unknown): Markup =>
  trusted(
    JSON.stringify(value).replace(
      /[<>&\u2028\u2029]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  );
