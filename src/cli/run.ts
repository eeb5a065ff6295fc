import { withoutSecrets } from '../aws/secrets.ts';
import type { Run } from '../engine/report.ts';

/** What a command knows of its run. */
interface Known {
  readonly version: string;
  /** Milliseconds since the epoch, as `now`. */
  readonly began: number;
  readonly now: number;
  /** ARNs of the owners of the credentials that accounts were entered with. */
  readonly callers: ReadonlySet<string>;
  readonly argv: readonly string[];
}

/** Says which run of a command it is. Of several callers none is named: each target has its own. */
export function runOf({ version, began, now, callers, argv }: Known): Run {
  const [caller, ...others] = callers;
  return {
    version,
    time: new Date(began).toISOString(),
    seconds: (now - began) / 1000,
    ...(caller !== undefined && others.length === 0 && { caller }),
    arguments: shownArguments(argv),
  };
}

/** The flags whose values no report shows. */
export const UNSHOWN: readonly string[] = ['external-id', 'session-policy'];

/** Gives the words of a command line, with `***` for what is secret. */
function shownArguments(argv: readonly string[]): readonly string[] {
  return argv.map((word, index) => {
    const before = argv[index - 1];
    if (UNSHOWN.some((name) => before === `--${name}`)) return '***';
    const named = UNSHOWN.find((name) => word.startsWith(`--${name}=`));
    return named === undefined ? withoutSecrets(word) : `--${named}=***`;
  });
}
