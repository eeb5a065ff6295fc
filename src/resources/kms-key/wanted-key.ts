import type { Place } from '../../aws/place.ts';
import type { Tags } from '../resource.ts';

/** A key as it is asked for. */
export interface WantedKey {
  /** `alias/…` of a key that is ours to change, or the ARN of one that is given and used as it is. */
  readonly name: string;
  readonly given: boolean;
  readonly place: Place;
  readonly logGroup: string;
  /** Days; absent: any, 365 if rotation is off. */
  readonly rotationDays?: number;
  /** True if a key that others made may be changed, too, where it cannot be used as it is. */
  readonly takeOver: boolean;
  readonly tags: Tags;
}
