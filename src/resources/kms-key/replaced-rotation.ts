import { OWN_TAGS } from '../../inputs/own-tags.ts';
import type { Tags } from '../resource.ts';

/** The tag with the rotation of a key of others before we changed it, then what we set, by spaces: `off 90`. */
export const ROTATION_TAG = `${OWN_TAGS}replaced-rotation`;

/** Days, or undefined: rotation is off. */
type Days = number | undefined;

const textOf = (days: Days): string => String(days ?? 'off');

/** Gives the tag to write before the rotation of a key of others is changed; none where it is there. Until that is done, the rotation before it may be ours, too. */
export function rotationTag(tags: Tags, have: Days, want: Days): Tags {
  const [there, next] = [textOf(have), textOf(want)];
  if (want === undefined || there === next) return {};
  const [before, ...written] = tags[ROTATION_TAG]?.split(' ') ?? [];
  const values = before !== undefined && written.includes(there) ? [before, there, next] : [there, next];
  const value = values.join(' ');
  return value === tags[ROTATION_TAG] ? {} : { [ROTATION_TAG]: value };
}

/** Gives the rotation to put back, if it is still as we set it; undefined where it is not, or was not changed. */
export function replacedRotation(tags: Tags, have: Days): number | 'off' | undefined {
  const [before, ...written] = tags[ROTATION_TAG]?.split(' ') ?? [];
  const there = textOf(have);
  if (before === undefined || before === there || !written.includes(there)) return undefined;
  return before === 'off' ? before : Number(before);
}
