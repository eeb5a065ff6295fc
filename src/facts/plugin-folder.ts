import { join } from 'node:path';

/** Tells where `bootstrap` puts the official plugin of a user. */
export const pluginFolder = (home: string): string => join(home, '.session-manager', 'bin');
