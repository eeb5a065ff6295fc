import { access } from './catalogue/access.ts';
import { configuration } from './catalogue/configuration.ts';
import type { Entry } from './catalogue/entry.ts';
import { nodes } from './catalogue/nodes.ts';

/** Explains every check id to people who see it for the first time. */
export const CATALOGUE: Readonly<Record<string, Entry>> = { ...configuration, ...nodes, ...access };
