import type { Inputs } from '../inputs/inputs.ts';
import type { Resource } from '../resources/resource.ts';
import type { Target } from '../targets/target.ts';

type Readable<Have> = Pick<Resource<unknown, Have>, 'id' | 'read'>;

/** The reads of resources in one place, each made once. A failure is not kept: whoever asks later reads again. */
export interface Reads {
  of<Have>(resource: Readable<Have>): Promise<Have | undefined>;
  /** Replaces what was read by what a change has made of it. */
  put<Have>(resource: Readable<Have>, have: Have): void;
  /** Forgets what was read: someone else has changed it. */
  forget(): void;
  /** Tells whether one of these has happened: conclusions from earlier reads are then out of date. */
  hasChanged(): boolean;
}

/** Makes the reads of a target. Nothing is read before it is asked for. */
export function readsOn(target: Target, inputs: Inputs): Reads {
  const known = new Map<string, Promise<unknown>>();
  let changed = false;
  return {
    of<Have>(resource: Readable<Have>) {
      const before = known.get(resource.id) as Promise<Have | undefined> | undefined;
      if (before) return before;
      const read = resource.read(target, inputs);
      known.set(resource.id, read);
      read.catch(() => known.get(resource.id) === read && known.delete(resource.id));
      return read;
    },
    put(resource, have) {
      known.set(resource.id, Promise.resolve(have));
      changed = true;
    },
    forget() {
      known.clear();
      changed = true;
    },
    hasChanged: () => changed,
  };
}
