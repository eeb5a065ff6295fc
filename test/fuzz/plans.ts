import { planTurn } from '../plan-file/turns.ts';
import type { FuzzKind } from './kinds.ts';

export const plans: FuzzKind = {
  what: 'a plan that is carried out after somebody has changed things is done as it was reviewed, or refused with nothing written',
  begin: () => Promise.resolve(async (seed) => void (await planTurn(seed))),
};
