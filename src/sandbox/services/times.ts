/** Gives a stored time as the epoch seconds of AWS's JSON protocol. */
export function seconds(time: string): number {
  return Date.parse(time) / 1000;
}

/** Gives milliseconds since the epoch as the state keeps times: ISO 8601. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
