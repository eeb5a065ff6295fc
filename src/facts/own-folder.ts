import { join } from 'node:path';

/** Tells where this program keeps what is a user's own. */
export const ownFolder = (home: string): string => join(home, '.session-manager');

/** Tells where `bootstrap` puts the official plugin of a user. */
export const pluginFolder = (home: string): string => join(ownFolder(home), 'bin');
