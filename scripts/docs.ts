// Writes the parts of the documents that come from the code: npm run docs.
import { readFileSync, writeFileSync } from 'node:fs';
import { CONFIG_SCHEMA, configSchema } from './docs/config-schema.ts';
import { fill } from './docs/fill.ts';
import { PAGES, pathOf } from './docs/pages.ts';
import { PARTS } from './docs/parts.ts';

for (const page of PAGES) {
  const before = readFileSync(pathOf(page), 'utf8');
  const after = await fill(before, PARTS);
  if (after === before) continue;
  writeFileSync(pathOf(page), after);
  console.log(`wrote ${page}`);
}

const schema = configSchema();
if (readFileSync(pathOf(CONFIG_SCHEMA), 'utf8') !== schema) {
  writeFileSync(pathOf(CONFIG_SCHEMA), schema);
  console.log(`wrote ${CONFIG_SCHEMA}`);
}
