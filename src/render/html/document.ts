import { createHash } from 'node:crypto';
import type { PageAssets } from './assets.ts';
import type { PageData } from './data.ts';
import { inertJson, type Markup, markup, trusted } from './markup.ts';
import { packed } from './packed.ts';
import { plainList } from './plain-list.ts';
import type { Section } from './sections.ts';

/** What a page is made of. */
export interface PageParts {
  /** What it is about: `session-manager doctor`. */
  readonly title: string;
  /** How it went, in a sentence. */
  readonly sentence: string;
  /** What stands beneath the sentence: counts, and when and by whom it was run. */
  readonly head: Markup;
  /** What stands on the page without its program, in this order, before what is listed. */
  readonly sections: readonly Section[];
  /** The heading above what is listed. */
  readonly heading: string;
  readonly data: PageData;
  /** The version of session-manager. */
  readonly version: string;
}

/** The version of what a page holds, and of the names in its address. */
const PAGE_VERSION = 1;

/**
 * Makes a page that is one file and loads nothing: the browser runs the one program, and takes the one style sheet, whose hashes
 * the page names, and nothing else. https://www.w3.org/TR/CSP3/
 */
export function pageOf(parts: PageParts, { script, style }: PageAssets): string {
  const { title, sentence, head, sections, heading, data, version } = parts;
  const policy = `default-src 'none'; script-src '${hashOf(script)}'; style-src '${hashOf(style)}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const list = { id: 'list', heading };
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="session-manager ${version}, page ${PAGE_VERSION}">
<link rel="icon" href="data:,">
<title>${title}: ${sentence}</title>
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#list">Skip to ${heading.toLowerCase()}</a>
<header>
<h1>${title}</h1>
<p class="sentence">${sentence}</p>
${head}
<nav aria-label="On this page"><ul>
${[...sections, list].map((section) => markup`<li><a href="#${section.id}">${section.heading}</a></li>\n`)}</ul></nav>
</header>
<main>
${sections.map(sectionMarkup)}<section id="list" aria-labelledby="list-heading" tabindex="-1">
<h2 id="list-heading">${heading}</h2>
<noscript>${plainList(data)}</noscript>
</section>
</main>
<footer><p>session-manager ${version}</p></footer>
<script type="application/json" id="data">${inertJson(packed(data))}</script>
<script>${trusted(script)}</script>
</body>
</html>`.markup;
}

const sectionMarkup = ({ id, heading, body }: Section): Markup =>
  markup`<section id="${id}" aria-labelledby="${id}-heading" tabindex="-1">
<h2 id="${id}-heading">${heading}</h2>
${body}
</section>
`;

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;
