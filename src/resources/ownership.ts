import { OWN_TAGS } from '../inputs/own-tags.ts';
import type { Tags } from './resource.ts';

/** Written when we create something, in the same call; its value is the resource, for a key its alias. */
export const OWNER_TAG = `${OWN_TAGS}managed`;

/** The value of OWNER_TAG on something that was there before, and that we only changed. */
export const TAKEN_OVER = 'taken-over';

/** The version of a preferences document that was in effect before we overwrote it. */
export const REPLACED_TAG = `${OWN_TAGS}replaced-version`;

/**
 * The first version of ours in a document that was overwritten; only written where the endpoint keeps no names of
 * versions, by which ours are told from others.
 */
export const SINCE_TAG = `${OWN_TAGS}since-version`;

/** With the name of a region behind it: that region needs a thing that is one for the whole account. */
export const REGION_TAG = `${OWN_TAGS}region:`;

/** Tells whether we created it, or took it over. */
export const isOurs = (tags: Tags): boolean => OWNER_TAG in tags;

export const isTakenOver = (tags: Tags): boolean => tags[OWNER_TAG] === TAKEN_OVER;

/** Tells whether we created it, and did not just take it over: only then the user's tags are put on it. */
export const isMadeByUs = (tags: Tags): boolean => isOurs(tags) && !isTakenOver(tags);

/** Makes the tags of a new thing: the user's, and ours. */
export const ownedTags = (value: string, tags: Tags): Tags => ({ ...tags, [OWNER_TAG]: value });
