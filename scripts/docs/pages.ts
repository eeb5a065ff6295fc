import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Paths of every page that people read, below the root of the repository. */
export const PAGES: readonly string[] = ['.', 'docs']
  .flatMap((folder) => readdirSync(`${ROOT}/${folder}`).map((name) => (folder === '.' ? name : `${folder}/${name}`)))
  .filter((path) => path.endsWith('.md'))
  .toSorted();

/** Tells where a page is on this machine. */
export const pathOf = (page: string): string => `${ROOT}/${page}`;
