/** Patterns of what differs between two things of which the same can be said. They are parts of regular expressions, without groups. */

/** Ids of things in a network, and of nodes, begin like this; a dash and the id follow. */
export const THINGS = '(?:m?i|vpc|subnet|sg|rtb|vpce|nat|e?igw|tgw|pcx|acl|eni|dopt|pl)';

/** An id as of a key or an association. */
export const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** `us-east-1`, `us-gov-west-1` */
export const REGION = '[a-z]{2}(?:-[a-z]+){1,2}-\\d+';

export const ACCOUNT = '\\b\\d{12}\\b';
