import type { InteractiveCommand, Outlet, Shell, Work } from './task.ts';
import { inTerminal } from './terminal-program.ts';

/** Opens a shell, or runs a command, in a terminal of this machine. */
export function openTerminal(task: Shell | InteractiveCommand, outlet: Outlet): Work {
  const program = inTerminal({
    ...(task.type === 'InteractiveCommands' && { command: task.command }),
    onData(data) {
      if (!outlet.output(data)) program.pause();
    },
    onEnd: (_code, reason) => outlet.end(reason),
  });
  if (task.type === 'Standard_Stream' && task.profile) program.write(`${task.profile}\n`);
  return {
    input: program.write,
    resize: program.resize,
    disconnect: () => undefined,
    room: program.resume,
    stop: program.hangUp,
  };
}
