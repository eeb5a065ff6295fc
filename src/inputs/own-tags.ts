/** What the keys of the tags begin with that we write for ourselves. */
export const OWN_TAGS = 'session-manager:';

/** Whether a user may not give this tag. */
export const isReservedTag = (key: string): boolean => key.startsWith(OWN_TAGS);
