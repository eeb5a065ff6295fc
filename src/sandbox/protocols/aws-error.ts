/** What AWS answers to a call that it refuses: its error code, its message and the HTTP status. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
  }
}

/** The answer of an executed call that never arrives. Named as the SDK's HTTP handler names a reset connection, which the SDK retries. */
export function lostAnswer(): Error {
  return Object.assign(new Error('read ECONNRESET (the sandbox lost the answer)'), {
    name: 'TimeoutError',
    code: 'ECONNRESET',
  });
}

/** The client "died" at this call or an earlier one; the SDK does not retry it. */
export function sandboxStopped(): Error {
  return Object.assign(new Error('the sandbox has stopped: nothing is executed any more'), { name: 'SandboxStopped' });
}
