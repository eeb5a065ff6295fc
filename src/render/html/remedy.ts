import type { RemedyPart } from './data.ts';
import { markup, type Markup } from './markup.ts';

/** Draws what to do; what is to be copied stands on lines of its own. */
export const remedyMarkup = (parts: readonly RemedyPart[]): Markup =>
  markup`${parts.map((part) =>
    typeof part === 'string' ? markup`<p>${part}</p>` : markup`<div class="code"><code>${part.code}</code></div>`,
  )}`;
