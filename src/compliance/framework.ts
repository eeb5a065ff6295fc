/** A control of a framework for which checks give evidence. */
export interface Control {
  /** As the framework writes it: `AU-12`, `10.2.1.2`. */
  readonly id: string;
  readonly title: string;
  /** What it asks for, in our words: the wording is its author's. */
  readonly asks: string;
  /** Checks of what it asks for: a fault shows that it is not met; it is met, as far as they see, where none has one. */
  readonly shownBy: readonly string[];
  /** Checks that can only show that it is not met: they look at some of those whom it concerns, or compare with what was asked for. */
  readonly refutedBy?: readonly string[];
  /** Those of the checks whose hints show that it is not met, because it names the very thing that they look at. */
  readonly byHints?: readonly string[];
}

/** A framework of controls; only those are listed whose own text a check answers to. */
export interface Framework {
  readonly title: string;
  /** Where its author publishes it, or AWS what it holds. */
  readonly source: string;
  readonly controls: readonly Control[];
}

/** Lists the checks that give evidence for a control. */
export const checksOf = ({ shownBy, refutedBy = [] }: Control): readonly string[] => [...shownBy, ...refutedBy];
