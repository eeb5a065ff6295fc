import { SIGNAL_EXIT } from '../errors.ts';
import { visible } from '../render/visible.ts';
import type { CommandOutput } from '../session/command.ts';
import type { Terminal } from '../session/shell.ts';
import { ALL_SIGNALS, onSignals, type Signal } from './signals.ts';

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
    // What is typed is little, and may be a wish to leave a node that takes nothing any more.
    pause() {
      if (!stdin.isTTY) stdin.pause();
    },
    resume: () => void stdin.resume(),
    write: writerOf(stdout),
    // In raw mode the end of a line does not go back to its beginning.
    say: (line) => void stderr.write(`${isRaw ? '\r' : ''}session-manager: ${visible(line)}${isRaw ? '\r' : ''}\n`),
    print: (text) => void stderr.write(`${isRaw ? `\r${text.replaceAll('\n', '\r\n')}\r` : text}\n`),
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
    },
    onGone: (callback) =>
      onGone(ALL_SIGNALS, () => {
        restore();
        callback();
      }),
  };
}

/** The bytes that stand for signals, and the exit codes of those that end us. */
const KEYS = { SIGINT: { key: 3, code: SIGNAL_EXIT.SIGINT }, SIGQUIT: { key: 28, code: 131 } } as const;

/** Passes the output of a command on to this process's own, and its signals to the command. */
export function processOutput(): CommandOutput {
  return {
    output: writerOf(process.stdout),
    errorOutput: writerOf(process.stderr),
    say: (line) => void process.stderr.write(`session-manager: ${visible(line)}\n`),
    onSignal(callback) {
      const listeners = Object.entries(KEYS).map(([signal, { key, code }]) => {
        const listener = (): void => {
          if (!callback(key)) process.exitCode = code;
        };
        return [signal, listener] as const;
      });
      for (const [signal, listener] of listeners) process.on(signal, listener);
      return () => {
        for (const [signal, listener] of listeners) process.off(signal, listener);
      };
    },
    onGone: (callback) => onGone(['SIGTERM', 'SIGHUP'], callback),
  };
}

/** Makes what writes to a stream; it returns false if there is no room, and calls back, once, when there is. */
function writerOf(stream: NodeJS.WriteStream): (data: Buffer, onRoom: () => void) => boolean {
  let waits = false;
  return (data, onRoom) => {
    const hasRoom = stream.write(data);
    if (hasRoom || waits) return hasRoom;
    waits = true;
    stream.once('drain', () => {
      waits = false;
      onRoom();
    });
    return false;
  };
}

/** Hears when a signal ends this program, which is its exit code then, or when its input or output is gone. */
function onGone(signals: readonly Signal[], callback: () => void): () => void {
  const stop = onSignals(signals, (code) => {
    process.exitCode = code;
    callback();
  });
  const ends = [process.stdin, process.stdout];
  for (const end of ends) end.on('error', callback);
  return () => {
    stop();
    for (const end of ends) end.off('error', callback);
  };
}
