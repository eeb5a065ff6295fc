import { AwsError } from '../../protocols/aws-error.ts';
import type { Tags } from '../../state/tags.ts';
import { pageOf } from '../pages.ts';

/** Gives one page of things sorted by `keyOf`, as many as were asked for, otherwise 100; and the members of an answer that lead to the next page. */
export function iamPage<T>(
  things: readonly T[],
  keyOf: (thing: T) => string,
  input: { readonly Marker?: string | undefined; readonly MaxItems?: number | undefined },
): {
  readonly items: readonly T[];
  readonly more: { readonly IsTruncated: boolean; readonly Marker: string | undefined };
} {
  const { items, next } = pageOf(
    things.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
    keyOf,
    {
      limit: input.MaxItems ?? 100,
      token: input.Marker,
      invalid: () => new AwsError('ValidationError', 'Invalid Marker.'),
    },
  );
  return { items, more: { IsTruncated: next !== undefined, Marker: next } };
}

/** Writes a policy document as IAM answers it: percent-encoded by RFC 3986. */
export function encoded(document: string): string {
  return encodeURIComponent(document).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Writes a stored time as IAM does, without fractions of a second. */
export function dateOf(time: string): string {
  return time.replace(/\.\d+Z$/, 'Z');
}

export function tagsShown(tags: Tags): readonly { readonly Key: string; readonly Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

export function noSuchEntity(message: string): AwsError {
  return new AwsError('NoSuchEntity', message, 404);
}

export function alreadyExists(message: string): AwsError {
  return new AwsError('EntityAlreadyExists', message, 409);
}

export function limitExceeded(message: string): AwsError {
  return new AwsError('LimitExceeded', message, 409);
}

export function deleteConflict(message: string): AwsError {
  return new AwsError('DeleteConflict', message, 409);
}
