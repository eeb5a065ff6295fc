import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/** What a browser runs and shows. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

/** Makes the program and the style sheet of pages from `page/`. The package holds what this gives: `scripts/page-assets.ts`. */
export async function pageAssets(): Promise<PageAssets> {
  const bundle = await rolldown({ input: pathOf('main.ts') });
  const { output } = await bundle.generate({ format: 'iife', minify: true });
  await bundle.close();
  return { script: output[0].code, style: readFileSync(pathOf('style.css'), 'utf8') };
}

const pathOf = (name: string): string => fileURLToPath(new URL(`page/${name}`, import.meta.url));
