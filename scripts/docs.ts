// Writes the documents, and the parts of documents, that come from the code: npm run docs.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { ACTION, actionFile } from './docs/action.ts';
import { CONFIG_SCHEMA, configSchema } from './docs/config-schema.ts';
import { fill } from './docs/fill.ts';
import { PAGES, pathOf } from './docs/pages.ts';
import { PARTS } from './docs/parts.ts';

for (const page of PAGES) write(page, await fill(readFileSync(pathOf(page), 'utf8'), PARTS));
write(CONFIG_SCHEMA, configSchema());
write(ACTION, actionFile());

function write(name: string, text: string): void {
  const path = pathOf(name);
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  writeFileSync(path, text);
  console.log(`wrote ${name}`);
}
