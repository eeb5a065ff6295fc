/** Keys, and until when they hold. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Gets credentials, as the SDK's providers do; asked for each call. */
export interface CredentialProvider {
  (): Promise<Credentials>;
  /**
   * Gets others in place of those that AWS has refused as expired; resolves to false where there are none, and rejects with the reason
   * where it is known. Absent: there are never others.
   */
  readonly renew?: (refused: Credentials) => Promise<boolean>;
}

/** Milliseconds before the end at which new ones are fetched, as the SDK does. */
const EARLY = 300_000;

/** Milliseconds for which nobody is asked again who had none. */
const PAUSE = 60_000;

interface Kept {
  readonly value: Credentials;
  /** Milliseconds since the epoch; Infinity where they have no end that is known. */
  readonly ends: number;
  renewAt: number;
}

/**
 * Keeps credentials, and fetches new ones five minutes before they end (those that last for less than ten, after half their time).
 * Where there are none to be had, those that still hold are used to their end. `fetch`: gets them; `again`: whatever it has kept itself
 * is no good.
 */
export function keptCredentials(fetch: (again: boolean) => Promise<Credentials>): CredentialProvider {
  let kept: Kept | undefined;
  let pending: Promise<Credentials> | undefined;
  let refused: { readonly value: Credentials; readonly error?: unknown; readonly until: number } | undefined;
  const get = (again: boolean): Promise<Credentials> => {
    pending ??= fetch(again)
      .then((value) => {
        const now = Date.now();
        const ends = value.expiration?.getTime() ?? Infinity;
        kept = { value, ends, renewAt: Math.max(ends - EARLY, now + (ends - now) / 2) };
        return value;
      })
      .finally(() => (pending = undefined));
    return pending;
  };
  const provide = async (): Promise<Credentials> => {
    if (!kept) return get(false);
    if (Date.now() < kept.renewAt) return kept.value;
    const before = kept;
    try {
      return await get(false);
    } catch (error) {
      if (before.ends <= Date.now()) throw error;
      before.renewAt = Math.min(before.ends, Date.now() + PAUSE);
      return before.value;
    }
  };
  const renew = async (old: Credentials): Promise<boolean> => {
    if (kept && !isSame(kept.value, old)) return true;
    if (refused && isSame(refused.value, old) && Date.now() < refused.until) {
      if (refused.error !== undefined) throw refused.error;
      return false;
    }
    try {
      if (!isSame(await get(true), old)) return true;
      refused = { value: old, until: Infinity };
      return false;
    } catch (error) {
      refused = { value: old, error, until: Date.now() + PAUSE };
      throw error;
    }
  };
  return Object.assign(provide, { renew });
}

const isSame = (one: Credentials, other: Credentials): boolean =>
  one.accessKeyId === other.accessKeyId &&
  one.sessionToken === other.sessionToken &&
  one.expiration?.getTime() === other.expiration?.getTime();
