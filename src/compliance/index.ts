import { checksOf, type Control, type Framework } from './framework.ts';
import { cis } from './frameworks/cis-aws.ts';
import { iso } from './frameworks/iso-27001.ts';
import { nist } from './frameworks/nist-800-53.ts';
import { pci } from './frameworks/pci-dss.ts';
import { soc2 } from './frameworks/soc2.ts';

/** The frameworks, by the values of `--compliance`. */
export const FRAMEWORKS = {
  'nist-800-53': nist,
  'pci-dss': pci,
  'cis-aws': cis,
  soc2,
  'iso-27001': iso,
} as const satisfies Readonly<Record<string, Framework>>;

export type FrameworkName = keyof typeof FRAMEWORKS;

/** A control for which a check gives evidence, and the framework that it is of. */
export interface Answered {
  readonly framework: Framework;
  readonly control: Control;
}

/** Lists the controls for which a check gives evidence, framework by framework; most checks give none. */
export const controlsOf = (check: string): readonly Answered[] =>
  Object.values<Framework>(FRAMEWORKS).flatMap((framework) =>
    framework.controls
      .filter((control) => checksOf(control).includes(check))
      .map((control) => ({ framework, control })),
  );
