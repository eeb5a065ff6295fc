/** An HTTP request as a client sent it: header names in lower case, the body whole. */
export interface WireRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  /** Absent: there is none. */
  readonly query?: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The answer to it. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
