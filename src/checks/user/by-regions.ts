import type { Observation } from '../check.ts';

/** What was found in a region. */
interface Judged {
  readonly region: string;
  readonly found: readonly Observation[];
}

/** Says what was found in every region once, and of everything else in which regions. */
export function byRegions(judged: readonly Judged[]): readonly Observation[] {
  const groups = new Map<string, { readonly first: Observation; readonly regions: string[] }>();
  for (const { region, found } of judged) {
    for (const observation of found) {
      const { check, verdict, subject, summary } = observation;
      const key = JSON.stringify([check, verdict, subject, summary]);
      const group = groups.get(key) ?? { first: observation, regions: [] };
      group.regions.push(region);
      groups.set(key, group);
    }
  }
  return [...groups.values()].map(({ first, regions }) => {
    const [region] = regions;
    if (regions.length === judged.length || region === undefined) return first;
    return { ...first, region, summary: `${first.summary} (in ${regions.join(', ')})` };
  });
}
