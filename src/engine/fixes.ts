import type { Fault } from '../checks/check.ts';
import type { Fix, TargetReport } from './report.ts';

const MOST = 3;

/** The advice that clears the most findings, failures before warnings; alike commands for several regions are one. */
export function bestFixes(targets: readonly TargetReport[]): readonly Fix[] {
  const groups = new Map<string, { readonly faults: Fault[]; readonly regions: Set<string> }>();
  for (const fault of targets.flatMap(({ findings }) => findings.filter(isFault))) {
    const regions = REGIONS.exec(fault.advice)?.[1]?.split(',') ?? [];
    const key = fault.advice.replace(REGIONS, ANY);
    const group = groups.get(key) ?? { faults: [], regions: new Set() };
    group.faults.push(fault);
    for (const region of regions) group.regions.add(region);
    groups.set(key, group);
  }
  return [...groups]
    .map(([advice, { faults, regions }]) => ({
      weight: faults.reduce((sum, { verdict }) => sum + (verdict === 'fail' ? 1000 : 1), 0),
      fix: {
        advice: advice.replace(ANY, `--regions ${[...regions].join(',')}`),
        clears: faults.length,
        checks: [...new Set(faults.map(({ check }) => check))].toSorted(),
      },
    }))
    .toSorted((one, other) => other.weight - one.weight)
    .slice(0, MOST)
    .map(({ fix }) => fix);
}

const isFault = (finding: TargetReport['findings'][number]): finding is Fault =>
  finding.verdict === 'fail' || finding.verdict === 'warn';

/** Stands for the regions of a command. */
const ANY = '--regions ...';

/** The regions of a command of ours. */
const REGIONS = /--regions ([\w,-]+)/;
