import { UserError } from '../errors.ts';
import { parseScope, type RawScope, type Scope } from '../targets/scope.ts';
import { CHOICES } from './entry.ts';
import { isReady, type PlanFile } from './plan-file.ts';

/**
 * Makes the scope of a plan: its accounts and regions, one by one, entered as they were when it was made unless flags say otherwise.
 * Throws a UserError for flags that do not go with it.
 */
export async function scopeOfPlan(
  { entry, targets }: PlanFile,
  given: RawScope,
  environment: NodeJS.ProcessEnv,
): Promise<Scope> {
  if (entry.externalId && given['external-id'] === undefined) {
    throw new UserError('no-external-id', 'the plan was made with --external-id, which is not kept: give it again');
  }
  const ready = targets.filter(isReady);
  const profiles = ready.flatMap(({ profile = [] }) => profile);
  const unique = (names: readonly string[]): readonly string[] => [...new Set(names)];
  return parseScope(
    {
      ...entry.flags,
      ...(!entry.byId && profiles.length > 0 && { profiles: unique(profiles) }),
      ...Object.fromEntries(
        Object.entries(given).filter(([name, value]) => value !== undefined && !CHOICES.includes(name)),
      ),
      ...(targets.length > 0 && { regions: unique((ready.length > 0 ? ready : targets).map(({ region }) => region)) }),
      'region-unchecked': true,
      ...(entry.byId && ready.length > 0 && { accounts: unique(ready.map(({ account }) => account)) }),
    },
    environment,
  );
}
