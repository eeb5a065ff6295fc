import type { Observation } from '../check.ts';
import type { Commands, Remedy, Statement } from '../remedy.ts';
import type { Evidence } from './evidence.ts';
import type { Dependency } from './dependencies.ts';
import type { Host } from './site.ts';

/** Something that keeps hosts from a service, as the network looks. */
export interface Barrier {
  readonly check: string;
  readonly subject: string;
  readonly dependency: Dependency;
  /** The hosts that it affects. */
  readonly hosts: readonly Host[];
  /** `unknown`: it may be fine. */
  readonly answer: 'no' | 'unknown';
  /** Of what is unknown because something could not be read: the actions that this takes. */
  readonly unread?: readonly string[];
  /** True if nodes that are online and connected do not disprove it. */
  readonly unproven?: true;
  /** True if one node that is online disproves it for all. */
  readonly shared?: true;
  /** True if it is no fault where all hosts are online: what it keeps from the internet has another way. */
  readonly refutable?: true;
  /** True if what nodes disprove may be done on purpose, by something that cannot be seen: then it is only a doubt. */
  readonly elsewhere?: true;
  /** True if what is unknown is a warning where all nodes that it affects are lost. */
  readonly suspect?: true;
  /** The cause; the names of the services follow it. */
  readonly fact: string;
  readonly remedy: Commands | Statement;
  readonly ref: string;
}

interface Graded extends Barrier {
  readonly verdict: Observation['verdict'];
  /** True if the hosts reach the service nevertheless. */
  readonly disproved: boolean;
}

const WORST_FIRST = ['fail', 'warn', 'unknown', 'info'] as const satisfies readonly Observation['verdict'][];

/**
 * Makes observations of barriers: one per thing, however many services and hosts it affects. What is known of the hosts wins
 * over what was concluded from the network: a failure becomes a warning, and a doubt is dropped.
 */
export async function observationsOf(
  barriers: readonly Barrier[],
  evidence: Evidence,
): Promise<readonly Observation[]> {
  const bySubject = new Map<string, Graded[]>();
  const all = await Promise.all(barriers.map((barrier) => grade(barrier, evidence)));
  const around = new Set(all.flatMap((graded) => (isElsewhere(graded) ? graded.hosts : [])));
  for (const found of all) {
    if (!found) continue;
    const graded = inDoubt(found.hosts.every((host) => around.has(host)) ? doubted(found) : found);
    const key = `${graded.check} ${graded.subject}`;
    const known = bySubject.get(key);
    if (known) known.push(graded);
    else bySubject.set(key, [graded]);
  }
  return [...bySubject.values()].map(observationOf);
}

async function grade(barrier: Barrier, evidence: Evidence): Promise<Graded | undefined> {
  const { answer, dependency, hosts, refutable } = barrier;
  if (refutable && (await evidence('ssm', hosts))) return undefined;
  const disproved = await isDisproved(barrier, evidence);
  if (answer === 'no') return { ...barrier, disproved, verdict: disproved ? 'warn' : dependency.verdict };
  // A doubt about a hint is not worth reporting.
  if (disproved || dependency.verdict === 'info') return undefined;
  return { ...barrier, disproved, verdict: (await isLikely(barrier, evidence)) ? 'warn' : 'unknown' };
}

async function isDisproved({ dependency, hosts, unproven, shared }: Barrier, evidence: Evidence): Promise<boolean> {
  if (unproven) return false;
  if (!shared) return evidence(dependency.service, hosts);
  return (await Promise.all(hosts.map((host) => evidence('ssm', [host])))).includes(true);
}

/** Tells whether what may be a barrier explains why nodes are lost: all that it affects and that were registered. */
async function isLikely({ suspect, hosts }: Barrier, evidence: Evidence): Promise<boolean> {
  const known = hosts.filter(({ registered }) => registered);
  if (!suspect || known.length === 0) return false;
  return !(await Promise.all(known.map((host) => evidence('ssm', [host])))).includes(true);
}

// A host that reaches ssm against all appearances has a way that cannot be seen, such as a proxy, and that may lead anywhere.
const isElsewhere = (graded: Graded | undefined): graded is Graded =>
  graded !== undefined && graded.disproved && graded.dependency.service === 'ssm';

const doubted = (graded: Graded): Graded =>
  graded.verdict === 'fail' ? { ...graded, disproved: true, verdict: 'warn' } : graded;

const inDoubt = (graded: Graded): Graded =>
  graded.elsewhere && graded.disproved ? { ...graded, verdict: 'unknown' } : graded;

function observationOf(barriers: readonly Graded[]): Observation {
  const worst = WORST_FIRST.find((verdict) => barriers.some((barrier) => barrier.verdict === verdict));
  const [first, ...others] = barriers.filter(({ verdict }) => verdict === worst);
  const { check, subject, verdict, answer, fact, disproved, dependency, remedy, ref, unread } = first as Graded;
  const alike = others.filter((other) => other.fact === fact);
  const services = [
    ...new Set([dependency, ...alike.map((barrier) => barrier.dependency)].map(({ service }) => service)),
  ].join(', ');
  const rest = disproved
    ? ', yet all nodes are online: there may be another way, such as a proxy, or they have just lost it'
    : verdict === 'unknown'
      ? ''
      : answer === 'unknown'
        ? ', and all nodes that it affects are lost'
        : `: ${dependency.effect}`;
  return {
    check,
    verdict,
    subject,
    summary: `${fact} ${services}${rest}`,
    remedy: together([remedy, ...alike.map((barrier) => barrier.remedy)]),
    ref,
    ...(unread && verdict === 'unknown' && { unread }),
    breaks: {
      registration: nodesCutOff([first as Graded, ...alike], 'ssm'),
      channel: nodesCutOff([first as Graded, ...alike], 'ssmmessages'),
    },
  };
}

const nodesCutOff = (barriers: readonly Barrier[], service: Dependency['service']): readonly string[] =>
  barriers.flatMap(({ dependency, hosts }) =>
    dependency.service === service ? hosts.map(({ instance }) => instance.id) : [],
  );

/** Puts the remedies for one thing together: every command once. */
function together([first, ...others]: readonly [Barrier['remedy'], ...Barrier['remedy'][]]): Remedy {
  if (first.kind === 'statement') return first;
  const commands = [first, ...others].flatMap((remedy) => (remedy.kind === 'commands' ? remedy.commands : []));
  return { ...first, commands: [...new Map(commands.map((one) => [JSON.stringify(one), one])).values()] };
}
