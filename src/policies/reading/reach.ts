import { conditionHolds, type Context } from './condition-match.ts';
import { covers, type Policy, type Statement, values } from './policy.ts';
import { allOf, anyOf, coversAction, not, type Answer, yesOrNo } from './statement-match.ts';

/** How far the statements of one effect reach a request of which some condition keys are missing. */
export interface Reach {
  /** One of them applies, whatever the missing keys are. */
  readonly surely: boolean;
  /** One that asks for none of the missing keys applies, or may. */
  readonly perhaps: boolean;
  /** The missing keys by which others apply, or do not. */
  readonly keys: readonly string[];
}

/**
 * Reads how far the statements of one effect reach a request: those about its action and resource whose condition is not
 * known to fail. `context` answers `unknown` for the keys that are `missing`.
 */
export function reachOf(
  policies: readonly Policy[],
  effect: Statement['Effect'],
  { action, resource }: { readonly action: string; readonly resource: string },
  context: Context,
  missing: readonly string[],
): Reach {
  const about = policies
    .flatMap(({ Statement }) => Statement)
    .filter((statement) => statement.Effect === effect && coversAction(statement, action))
    .map((statement) => ({
      applies: allOf([isOn(statement, resource), conditionHolds(statement.Condition, context)]),
      keys: missing.filter((key) => asksFor(statement, key)),
    }))
    .filter(({ applies }) => applies !== 'no');
  const others = about.filter(({ keys }) => keys.length === 0);
  return {
    surely: others.some(({ applies }) => applies === 'yes'),
    perhaps: others.length > 0,
    keys: [...new Set(about.flatMap(({ keys }) => keys))],
  };
}

/** Tells whether a statement is about a resource; `unknown` where that depends on a policy variable. */
export function isOn({ Resource, NotResource }: Statement, resource: string): Answer {
  const named = anyOf(
    values(NotResource ?? Resource).map((pattern) => {
      const open = pattern.replaceAll(VARIABLE, '*');
      if (open === pattern) return yesOrNo(covers(pattern, resource));
      return covers(open, resource) ? 'unknown' : 'no';
    }),
  );
  return NotResource ? not(named) : named;
}

const VARIABLE = /\$\{[^}]*\}/g;

/** Tells whether a statement asks for a condition key: in its condition, or by a variable. */
function asksFor({ Resource, NotResource, Condition }: Statement, key: string): boolean {
  const wanted = key.toLowerCase();
  const lines = Object.values(Condition ?? {}).flatMap((keys) => Object.entries(keys));
  const texts = [
    ...values(Resource),
    ...values(NotResource),
    ...lines.flatMap(([, found]) => [found].flat().map(String)),
  ];
  return (
    lines.some(([name]) => name.toLowerCase() === wanted) ||
    texts.some((text) => (text.match(VARIABLE) ?? []).some((variable) => nameOf(variable) === wanted))
  );
}

/** Gives the key of `${key}` or `${key, 'default'}`, in lower case. */
const nameOf = (variable: string): string => variable.slice(2, -1).split(',')[0]?.trim().toLowerCase() ?? '';
