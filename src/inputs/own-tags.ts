/** The prefix of the keys of the tags that we write for ourselves. */
export const OWN_TAGS = 'session-manager:';

/** Tells whether a tag is reserved, so that users cannot give it. */
export const isReservedTag = (key: string): boolean => key.startsWith(OWN_TAGS);
