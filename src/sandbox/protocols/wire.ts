/** An HTTP request as a client sent it, with header names in lower case and the whole body. */
export interface WireRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  /** Absent: there is none. */
  readonly query?: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An HTTP response. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
