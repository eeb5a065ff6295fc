/** What a session is for, as its document and its parameters say. */
export type Task = Shell | InteractiveCommand | Command | Port;

/** A terminal. */
export interface Shell {
  readonly type: 'Standard_Stream';
  /** Runs in the shell before anything else; absent: nothing. */
  readonly profile?: string;
}

/** One command in a terminal. */
export interface InteractiveCommand {
  readonly type: 'InteractiveCommands';
  readonly command: string;
}

/** One command without a terminal, which is not run by a shell. */
export interface Command {
  readonly type: 'NonInteractiveCommands';
  readonly command: string;
  /** Its error output comes apart, and its exit code after it. */
  readonly separateOutput: boolean;
}

/** Connections to a port. */
export interface Port {
  readonly type: 'Port';
  readonly port: number;
  /** Absent: the node itself. */
  readonly host?: string;
  /** Connections that come and go, one after the other or many at once; else one, for SSH. */
  readonly forwarding: boolean;
  /** What the document says of it, which the client is told: the port at which it is to listen, among others. Absent: what is said here. */
  readonly properties?: Readonly<Record<string, string>>;
}

/** What carries out a task: it takes what the client sends. */
export interface Work {
  input(data: Buffer): void;
  resize(columns: number, rows: number): void;
  /** The client says that its connection to the port is over. */
  disconnect(): void;
  /** There is room for output again. */
  room(): void;
  stop(): void;
}

/** What it tells the client. */
export interface Outlet {
  /** Returns false if there is no room: the rest is to wait for `room`. */
  output(data: Buffer): boolean;
  errorOutput(data: Buffer): boolean;
  exitCode(code: number): void;
  /** The port cannot be connected to. */
  portError(): void;
  /** The task is done, or failed for this reason. */
  end(reason: string): void;
}
