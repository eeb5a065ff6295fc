import type { Sampled } from '../engine/report.ts';
import { inDigits } from './counted.ts';

/** Says how much of a fleet was asked: `asked 120 of 20,000 online nodes …`; one sentence for each check that has not looked at everything. */
export const sampledTexts = (samples: readonly Sampled[] = []): readonly string[] =>
  samples.map(({ asked, of, doubtful }) => {
    const others = doubtful > 0 ? `, and ${inDigits(doubtful)} of the others are like one that holds none` : '';
    return `asked ${inDigits(asked)} of ${inDigits(of)} online nodes whether they hold a channel for sessions${others}; --every-node asks all`;
  });

/** Adds up what checks have looked at in several places. */
export function sampledTogether(samples: readonly Sampled[]): readonly Sampled[] {
  const found = new Map<string, Sampled>();
  for (const { check, asked, of, doubtful } of samples) {
    const known = found.get(check) ?? { check, asked: 0, of: 0, doubtful: 0 };
    found.set(check, { check, asked: known.asked + asked, of: known.of + of, doubtful: known.doubtful + doubtful });
  }
  return [...found.values()];
}
