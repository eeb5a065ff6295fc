// Follows a piece of advice, whatever its kind.
import assert from 'node:assert/strict';
import type { Fault } from '../../../src/checks/check.ts';
import { adviceOf } from '../../../src/render/advice.ts';
import type { World } from '../world.ts';
import { showsOnly } from './aws-cli.ts';
import { commandsOf, followCommands } from './commands.ts';
import { HANDS } from './hands.ts';
import { followStatement } from './statements.ts';

/** Follows the advice of a finding: its commands word for word, its statements where they go, and its words by hand. */
export async function follow(on: World, fault: Fault): Promise<void> {
  const { remedy, check } = fault;
  const advice = adviceOf(remedy);
  if (remedy.kind === 'statement') return followStatement(on, fault, remedy);
  if (remedy.kind !== 'hint') {
    // Commands are run as they are: no word in them stands for another.
    for (const word of commandsOf(advice).flat()) assert.doesNotMatch(word, /^(?:\w+=)?[A-Z][A-Z_]{2,}$/, advice);
    await followCommands(on, advice);
    if (!commandsOf(advice).every(showsOnly)) return;
  }
  const hand = HANDS[check] ?? assert.fail(`nobody can follow ${check}: ${advice}`);
  await hand.follow(on, fault);
}
