import type { CauseName, Fault, Finding, Links, Things } from '../checks/check.ts';
import { hint, type Remedy } from '../checks/remedy.ts';
import type { Family } from './fixes.ts';
import type { TargetReport } from './report.ts';

/** Checks whose failures break a thing, and checks of what then fails; each an id, or a family. */
interface Rule {
  readonly causes: readonly string[];
  readonly symptoms: readonly string[];
}

const KEY_STATES = ['kms.disabled', 'kms.pending-deletion', 'kms.not-usable'];

/** Which check explains which, over what they have in common. No check may explain itself, by whatever detour. */
export const RULES: Readonly<Record<keyof Things, Rule>> = {
  registration: {
    causes: [
      'vpc',
      'instance.no-profile',
      'instance.metadata-off',
      'instance.profile-without-role',
      'instance.profile-without-ssm',
      'instance.role-trust',
      'instance.hybrid-role-trust',
      'instance.hybrid-role-missing',
      'dhmc.role-missing',
      'dhmc.role-trust',
      'agent.too-old',
    ],
    symptoms: ['instance.not-managed', 'instance.ping-lost'],
  },
  channel: {
    causes: ['vpc', 'instance.profile-without-ssm', 'instance.ping-lost', 'agent.too-old'],
    symptoms: ['instance.not-connected'],
  },
  key: { causes: KEY_STATES, symptoms: ['s3.key-not-usable'] },
  preference: {
    causes: ['prefs.default-not-latest'],
    symptoms: [
      'prefs.schema',
      'prefs.unlogged',
      'prefs.drift',
      'log-group.missing',
      's3.missing',
      'kms.missing',
      'kms.asymmetric',
      'kms.wrong-region',
      'kms.aws-managed',
      ...KEY_STATES,
    ],
  },
};

const KINDS = Object.keys(RULES) as readonly (keyof Things)[];

const isAmong = (checks: readonly string[], check: string): boolean =>
  checks.some((name) => check === name || check.startsWith(`${name}.`));

/** A fault in its place, and what it breaks and needs. */
interface Entry {
  readonly fault: Fault;
  readonly account: string;
  readonly region: string;
  readonly links: Links;
}

/**
 * Finds the causes of faults in the targets of all accounts. A cause is a failure that certainly breaks everything that the fault needs;
 * of several that follow from each other, the nearest. What has causes is to be fixed by them: its own advice is left
 * out. `links`: what findings break and need.
 */
export function withCauses(
  reports: readonly TargetReport[],
  links: ReadonlyMap<Finding, Links>,
): { readonly reports: readonly TargetReport[]; readonly family: Family } {
  const entries = reports.flatMap(({ account, profile, region, findings }) =>
    findings.flatMap((fault): readonly Entry[] =>
      fault.verdict === 'ok'
        ? []
        : [{ fault, account: account ?? profile ?? '', region, links: links.get(fault) ?? {} }],
    ),
  );
  const breaking = breakingOf(entries);
  const causes = nearest(causesOf(entries, breaking));
  const needless = new Set<Finding>(entries.filter((entry) => isNeedless(entry, breaking)).map(({ fault }) => fault));
  const counts = new Map<Finding, number>();
  for (const { fault } of [...causes.values()].flat()) counts.set(fault, (counts.get(fault) ?? 0) + 1);
  const told = new Map<Finding, Finding>();
  for (const entry of entries) {
    const { fault } = entry;
    const [own, count] = [causes.get(entry), counts.get(fault)];
    if (!own && count === undefined) continue;
    told.set(fault, { ...fault, ...(own && explained(entry, own)), ...(count !== undefined && { causes: count }) });
  }
  const now = (one: Finding): Finding => told.get(one) ?? one;
  return {
    reports: reports.map((report) => ({ ...report, findings: without(needless, report.findings).map(now) })),
    family: new Map([...causes].map(([{ fault }, own]) => [now(fault), own.map((cause) => now(cause.fault))])),
  };
}

type Causes = ReadonlyMap<Entry, readonly Entry[]>;

/** The failures that break a thing, by its key. */
type Breaking = ReadonlyMap<string, ReadonlySet<Entry>>;

function breakingOf(entries: readonly Entry[]): Breaking {
  const breaking = new Map<string, Set<Entry>>();
  for (const entry of entries) {
    if (entry.fault.verdict !== 'fail') continue;
    for (const kind of KINDS.filter((one) => isAmong(RULES[one].causes, entry.fault.check))) {
      for (const name of entry.links.breaks?.[kind] ?? []) {
        const key = keyOf(entry, kind, name);
        breaking.set(key, (breaking.get(key) ?? new Set()).add(entry));
      }
    }
  }
  return breaking;
}

/** Tells whether failures explain all that a doubt is about. */
function isNeedless(entry: Entry, breaking: Breaking): boolean {
  const about = KINDS.flatMap((kind) =>
    (entry.links.unlessBroken?.[kind] ?? []).map((name) => keyOf(entry, kind, name)),
  );
  return about.length > 0 && about.every((key) => breaking.has(key));
}

/** Leaves out findings; a check of which nothing else is left found nothing. */
const without = (needless: ReadonlySet<Finding>, findings: readonly Finding[]): readonly Finding[] =>
  findings.flatMap((finding, at): readonly Finding[] => {
    if (!needless.has(finding)) return [finding];
    const { check, scope } = finding;
    const isLast = !findings.some((other, place) => other.check === check && (place > at || !needless.has(other)));
    return isLast ? [{ check, scope, verdict: 'ok', summary: 'nothing found' }] : [];
  });

function causesOf(entries: readonly Entry[], breaking: Breaking): Causes {
  const found = new Map<Entry, readonly Entry[]>();
  for (const entry of entries) {
    if (entry.fault.verdict === 'info') continue;
    const own = KINDS.filter((kind) => isAmong(RULES[kind].symptoms, entry.fault.check)).flatMap((kind) => {
      const names = entry.links.needs?.[kind] ?? (entry.fault.subject === undefined ? [] : [entry.fault.subject]);
      const [first = [], ...rest] = names.map((name) => [...(breaking.get(keyOf(entry, kind, name)) ?? [])]);
      return first.filter((cause) => rest.every((others) => others.includes(cause)));
    });
    const causes = [...new Set(own)].filter((cause) => cause !== entry);
    if (causes.length > 0) found.set(entry, causes);
  }
  return found;
}

// Nodes and keys have names of their own in the whole account; preferences are those of one region.
const ANYWHERE: readonly (keyof Things)[] = ['registration', 'channel', 'key'];

const keyOf = ({ account, region }: Entry, kind: keyof Things, name: string): string =>
  JSON.stringify([account, ANYWHERE.includes(kind) ? '' : region, kind, name]);

/** Leaves out causes of causes. */
function nearest(causes: Causes): Causes {
  const isBehind = (far: Entry, near: Entry): boolean =>
    (causes.get(near) ?? []).some((cause) => cause === far || isBehind(far, cause));
  return new Map(
    [...causes].map(([entry, own]) => [entry, own.filter((far) => !own.some((near) => isBehind(far, near)))]),
  );
}

function explained(symptom: Entry, causes: readonly Entry[]): Required<Pick<Fault, 'causedBy' | 'remedy'>> {
  const names = causes.map(({ fault: { check, subject }, region }): CauseName => ({
    check,
    ...(subject !== undefined && { subject }),
    ...(region !== symptom.region && { region }),
  }));
  const causedBy = [...new Map(names.map((name) => [JSON.stringify(name), name])).values()];
  return { causedBy, remedy: fixFirst(causedBy) };
}

const NAMED = 3;

function fixFirst(causes: readonly CauseName[]): Remedy {
  const named = causes
    .slice(0, NAMED)
    .map(({ check, subject }) => (subject === undefined ? check : `${check} of ${subject}`));
  const more = causes.length > NAMED ? [`${causes.length - NAMED} more that it is caused by`] : [];
  return hint(`first fix ${[...named, ...more].join(', and ')}`);
}
