import { OWN_TAGS } from '../inputs/own-tags.ts';
import type { Tags } from './resource.ts';

/** The tag written in the call that creates something; its value is the resource, for a key its alias. */
export const OWNER_TAG = `${OWN_TAGS}managed`;

/** The value of OWNER_TAG on something that existed before, and that we only changed. */
export const TAKEN_OVER = 'taken-over';

/** The tag with the version of a preferences document, or of an association, that was in effect before we overwrote it. */
export const REPLACED_TAG = `${OWN_TAGS}replaced-version`;

/** The tag with the version that we wrote of an association that was overwritten and, while we write another, with both. */
export const WRITTEN_TAG = `${OWN_TAGS}written-version`;

/**
 * The tag with our first version in a document that was overwritten; only written where the endpoint keeps no names of
 * versions, by which ours are told from others.
 */
export const SINCE_TAG = `${OWN_TAGS}since-version`;

/** The prefix of the tag that says, with the name of a region, that this region needs a thing of the whole account. */
export const REGION_TAG = `${OWN_TAGS}region:`;

/** Tells whether we created a thing, or took it over. */
export const isOurs = (tags: Tags): boolean => OWNER_TAG in tags;

/** Tells whether a thing carries our tag, and we made it as this kind of thing: two kinds can have the same name. */
export const isOurKind = (tags: Tags, kind: string): boolean => tags[OWNER_TAG] === kind;

export const isTakenOver = (tags: Tags): boolean => tags[OWNER_TAG] === TAKEN_OVER;

/** Tells whether we created a thing, and did not just take it over: only then does it get the user's tags. */
export const isMadeByUs = (tags: Tags): boolean => isOurs(tags) && !isTakenOver(tags);

/** Makes the tags of a new thing: the user's, and ours. */
export const ownedTags = (value: string, tags: Tags): Tags => ({ ...tags, [OWNER_TAG]: value });
