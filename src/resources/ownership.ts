import type { Tags } from './resource.ts';

const PREFIX = 'session-manager:';

/** Written when we create something, in the same call; its value is the resource, for a key its alias. */
export const OWNER_TAG = `${PREFIX}managed`;

/** The default version of a preferences document before we first overwrote it. */
export const REPLACED_TAG = `${PREFIX}replaced-version`;

/** The first version of an overwritten preferences document that is ours. */
export const SINCE_TAG = `${PREFIX}since-version`;

export const isReservedTag = (key: string): boolean => key.startsWith(PREFIX);

export const isOurs = (tags: Tags): boolean => OWNER_TAG in tags;

/** Created by us, not just overwritten: only then the user's tags are put on it. */
export const isMadeByUs = (tags: Tags): boolean => isOurs(tags) && !(REPLACED_TAG in tags);

/** The tags of a new thing: the user's, and ours. */
export const ownedTags = (value: string, tags: Tags): Tags => ({ ...tags, [OWNER_TAG]: value });
