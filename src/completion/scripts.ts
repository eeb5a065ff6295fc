import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import type { CompletedCommand } from './model.ts';
import { zshScript } from './zsh.ts';

/** The shells that there is a script for, with what writes it: the commands, and what the program is called. */
export const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } satisfies Record<
  string,
  (commands: readonly CompletedCommand[], bin: string) => string
>;
