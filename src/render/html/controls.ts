import type { Assessed, Standing } from '../../compliance/standing.ts';
import type { Report } from '../../engine/report.ts';
import { counted } from '../counted.ts';
import { listed } from '../findings.ts';
import { addressOf } from './address.ts';
import type { Tone } from './data.ts';
import { markup, type Markup } from './markup.ts';
import { mark } from './matrix-table.ts';
import type { Section } from './sections.ts';

/** How it can stand with a control, what is wrong first. */
const STANDINGS: readonly (readonly [standing: Standing, words: string, tone: Tone])[] = [
  ['not-satisfied', 'not satisfied', 'fail'],
  ['satisfied', 'satisfied', 'ok'],
  ['not-assessed', 'not assessed', 'unknown'],
];

/** The most places that are named behind a check. */
const NAMED = 5;

/** Draws how it stands with the controls of a framework; nothing where the report was not assessed. */
export function controlsSection({ compliance }: Report): readonly Section[] {
  if (!compliance) return [];
  const { title, source, summary, controls } = compliance;
  const parts = STANDINGS.flatMap(([standing, words, tone]) => {
    const found = controls.filter((control) => control.standing === standing);
    if (found.length === 0) return [];
    return [
      markup`<h3>${mark(tone)} ${`${words} (${summary[standing]})`}</h3>
<ul class="controls">
${found.map((control) => controlMarkup(control))}</ul>
`,
    ];
  });
  const link = source.startsWith('https://')
    ? markup`<a href="${source}" rel="noopener noreferrer" target="_blank">${source}</a>`
    : markup`${source}`;
  const body = markup`<p>${title}. For sessions only, and as far as these checks see: controls to which no check answers are not listed, and nobody is certified by this.</p>
<p class="page">See: ${link}</p>
${parts}`;
  return [{ id: 'controls', heading: 'Controls', body }];
}

function controlMarkup({ id, title, asks, against, reason }: Assessed): Markup {
  const found = against.map(
    ({ check, verdict, findings, places }) =>
      markup`<li>${mark(verdict)} ${verdict}: <a href="${addressOf({ q: check })}">${check}</a>, ${counted(findings, 'finding')} <span class="hint">${listed(places, NAMED)}</span></li>\n`,
  );
  return markup`<li><p><strong>${id}</strong> ${title}</p>
<p class="hint">${asks}</p>${reason !== undefined && markup`<p>${reason}</p>`}${found.length > 0 && markup`<ul class="plain">\n${found}</ul>`}</li>
`;
}
