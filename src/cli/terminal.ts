import { visible } from '../render/visible.ts';
import type { CommandOutput } from '../session/command.ts';
import type { Terminal } from '../session/shell.ts';

/** The signals that end a program: the terminal is put right before. */
const DEADLY = ['SIGTERM', 'SIGHUP'] as const;

/** Makes the terminal of a session of this process's input and output. */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr } = process;
  let isRaw = false;
  const restore = (): void => {
    if (isRaw) stdin.setRawMode?.(false);
    isRaw = false;
  };
  process.once('exit', restore);
  return {
    read(onData, onEnd) {
      stdin.on('data', onData);
      stdin.once('end', onEnd);
      stdin.resume();
      return () => {
        stdin.off('data', onData);
        stdin.off('end', onEnd);
        stdin.pause();
      };
    },
    pause: () => void stdin.pause(),
    resume: () => void stdin.resume(),
    write(data, onRoom) {
      const hasRoom = stdout.write(data);
      if (!hasRoom) stdout.once('drain', onRoom);
      return hasRoom;
    },
    // In raw mode the end of a line does not go back to its beginning.
    say: (line) => void stderr.write(`${isRaw ? '\r' : ''}session-manager: ${visible(line)}${isRaw ? '\r' : ''}\n`),
    size: () => (stdout.isTTY ? { columns: stdout.columns, rows: stdout.rows } : undefined),
    onResize(callback) {
      stdout.on('resize', callback);
      return () => stdout.off('resize', callback);
    },
    raw(on) {
      if (!stdin.isTTY) return;
      if (on) stdin.setRawMode(true);
      isRaw = on;
      if (!on) stdin.setRawMode(false);
      for (const signal of DEADLY) {
        process.off(signal, restore);
        if (on) process.prependListener(signal, restore);
      }
    },
  };
}

/** The bytes that stand for signals. */
const KEYS = { SIGINT: 3, SIGQUIT: 28 } as const;

/** Passes the output of a command on to this process's own, and its signals to the command. */
export function processOutput(): CommandOutput {
  const { stdout, stderr } = process;
  const pass =
    (stream: NodeJS.WriteStream) =>
    (data: Buffer, onRoom: () => void): boolean => {
      const hasRoom = stream.write(data);
      if (!hasRoom) stream.once('drain', onRoom);
      return hasRoom;
    };
  return {
    output: pass(stdout),
    errorOutput: pass(stderr),
    onSignal(callback) {
      const listeners = Object.entries(KEYS).map(([signal, key]) => [signal, () => callback(key)] as const);
      for (const [signal, listener] of listeners) process.on(signal, listener);
      return () => {
        for (const [signal, listener] of listeners) process.off(signal, listener);
      };
    },
  };
}
