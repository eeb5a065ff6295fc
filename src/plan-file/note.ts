import { shellWord } from '../aws/shell-word.ts';
import type { PlanNote } from '../engine/report.ts';
import { isReady, type PlanFile } from './plan-file.ts';

/** Names the file that a plan was written to, for a report. */
export const planNote = (path: string, plan: PlanFile): PlanNote => ({
  file: path,
  made: plan.made,
  digest: plan.digest,
  next: commandFor(path, plan),
});

/** Says where a plan is, and how it is carried out. */
export function noteText(path: string, plan: PlanFile): string {
  const { length: all } = plan.targets;
  const { length: ready } = plan.targets.filter(isReady);
  const some = ready === all ? '' : `, of which ${ready} of ${all} targets can be carried out`;
  return `this plan is in ${shellWord(path)}${some}; when it is reviewed, carry it out: ${commandFor(path, plan)}`;
}

/** Writes the command that carries a plan out. */
const commandFor = (path: string, { kind, sandbox, entry }: PlanFile): string =>
  [
    `session-manager ${kind}`,
    ...(sandbox ? ['--sandbox'] : []),
    ...(entry.externalId ? ['--external-id ID'] : []),
    `--plan ${shellWord(path)}`,
  ].join(' ');
