import { checkList } from './check-list.ts';
import { commandReference } from './command-reference.ts';
import { controlList } from './controls.ts';
import type { Part } from './fill.ts';
import { libraryExample } from './library.ts';
import { nodeNeeds, userNeeds } from './needs.ts';
import { actionsByTask, leftOpen, wholePolicy } from './permissions.ts';

/** Everything in the documents that is written from the code, by the name in its marks. */
export const PARTS: Readonly<Record<string, Part>> = {
  commands: commandReference,
  checks: checkList,
  controls: controlList,
  'library-example': libraryExample,
  'operator-policy': wholePolicy,
  'actions-by-task': actionsByTask,
  'left-open': leftOpen,
  'node-needs': nodeNeeds,
  'user-needs': userNeeds,
};
