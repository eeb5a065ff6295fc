import { auditAccount } from '../audit/account.ts';
import { auditRegion, type RegionAudit } from '../audit/region.ts';
import { checksOf } from '../checks/index.ts';
import { notThere } from '../checks/instance/not-there.ts';
import { readInstances } from '../facts/instances.ts';
import { isHybrid, readNodes } from '../facts/nodes.ts';
import { regionFacts } from '../facts/region.ts';
import { readRoleOfProfile, type Roles } from '../facts/roles.ts';
import { timeLimit } from '../errors.ts';
import type { Question } from '../inputs/question.ts';
import { once } from '../once.ts';
import type { Target } from '../targets/target.ts';
import { withCauses } from './causes.ts';
import { createDiagnosis, type Report } from './report.ts';
import { type Limit, type Placed, runChecks } from './run-checks.ts';
import { targetReport } from './target-report.ts';

/** What can be why a session does not start, and the checks that tell. */
const CHECKS = {
  caller: ['user.start-session', 'user.document-resource'],
  channel: ['user.open-data-channel'],
  node: [
    'instance.not-managed',
    'instance.ping-lost',
    'instance.not-connected',
    'instance.no-profile',
    'instance.metadata-off',
    'instance.profile-without-role',
    'instance.role-trust',
    'instance.profile-without-ssm',
    'instance.hybrid-role-trust',
    'instance.hybrid-role-missing',
    'dhmc.role-trust',
    'dhmc.role-missing',
    'agent.too-old',
    'hybrid.tier',
    'vpc',
  ],
  key: [
    'kms.missing',
    'kms.disabled',
    'kms.pending-deletion',
    'kms.not-usable',
    'kms.asymmetric',
    'kms.aws-managed',
    'kms.wrong-region',
    'instance.kms-decrypt',
    'instance.kms-single-region',
    'user.generate-data-key',
    'agent.too-old',
    'vpc.endpoint-kms',
  ],
  'log-group': [
    'log-group.missing',
    'log-group.unencrypted',
    'log-group.class',
    'instance.logs-permissions',
    'dhmc.role-without-logs',
    'vpc.endpoint-logs',
  ],
  bucket: ['s3.missing', 's3.unencrypted', 's3.key-not-usable', 'instance.s3-permissions', 'vpc.endpoint-s3'],
  'run-as': ['runas'],
  document: ['prefs'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Suspect = keyof typeof CHECKS;

/** A session that did not start. */
export interface Attempt {
  readonly target: Target;
  /** `i-…`, `mi-…` or `ecs:…`. */
  readonly node: string;
  /** Absent: the preferences of the region. */
  readonly document?: string;
  readonly question: Question;
}

/** Seconds after which what is not known yet is not waited for. */
const LIMIT = 8;

/** Makes those checks of doctor that can explain why a session did not start, of this node and this caller only. Never rejects. */
export async function diagnoseNode(attempt: Attempt, suspects: readonly Suspect[]): Promise<Report> {
  const { target } = attempt;
  const facts = factsOfNode(attempt);
  const account = auditAccount([facts], () => Promise.resolve(true), { roles: () => facts.roles() });
  if (!account) throw new Error('a region has an account');
  const isPort = PORTS.test(attempt.document ?? '');
  const asked = suspects.filter((suspect) => !isPort || !OF_SHELLS.includes(suspect));
  if (asked.length === 0) return createDiagnosis([]);
  const only: readonly string[] = asked.flatMap((suspect) => [...CHECKS[suspect]]);
  const selection = { only, skip: [] };
  const how = { limit: limitOf(Date.now() + LIMIT * 1000), target };
  const found = await Promise.all([
    runChecks([...checksOf('region'), notThere(attempt.node)], facts, selection, how),
    runChecks(checksOf('account'), account, selection, how),
  ]);
  const all = found.flat().filter((one) => explains(one, only));
  const links = new Map(all.map((one) => [one.finding, one] as const));
  const report = targetReport(
    target,
    'unchanged',
    [],
    undefined,
    all.map(({ finding }) => finding),
  );
  const { reports, family } = withCauses([report], links);
  return createDiagnosis(reports, { family });
}

/** What carries SSH or a port is neither encrypted by the key of sessions, nor logged, nor does it run as anybody. */
const PORTS = /AWS-Start(SSHSession|PortForwarding)/;
const OF_SHELLS: readonly Suspect[] = ['key', 'log-group', 'bucket', 'run-as'];

/** Gives up what is not done in time. The target is used further, so its calls are not ended. */
const limitOf =
  (deadline: number): Limit =>
  async (work) => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(timeLimit(LIMIT)), Math.max(0, deadline - Date.now()));
    });
    try {
      return await Promise.race([work(), late]);
    } finally {
      clearTimeout(timer);
    }
  };

/** What is no fault of the region can be why one session does not start: the caller may not, or is nobody there. */
const HINTS = ['user.', 'runas.no-user', 'instance.not-managed'];

/** Tells whether a finding can be the reason: an agent without newer features holds sessions all the same, as does a network without a way to the log. */
function explains({ finding: { check, verdict }, breaks = {} }: Placed, asked: readonly string[]): boolean {
  if (verdict === 'info') return HINTS.some((text) => check.startsWith(text));
  if (verdict === 'warn' && check === 'agent.too-old') return false;
  const { registration = [], channel = [] } = breaks;
  return !check.startsWith('vpc.') || asked.includes(check) || registration.length + channel.length > 0;
}

/** Makes the facts of a region as if there were nothing but this node. */
function factsOfNode({ target, node, document, question }: Attempt): RegionAudit {
  const isManaged = /^m?i-/.test(node);
  const known = {
    nodes: once(async () =>
      isManaged ? (await readNodes(target, { key: 'InstanceIds', value: node })).filter(({ id }) => id === node) : [],
    ),
    instances: once(async () => (isManaged && !isHybrid({ id: node }) ? readInstances(target, node) : [])),
    roles: once(async (): Promise<Roles> => {
      const [instance] = await known.instances();
      const profile = instance?.profile?.split('/').at(-1);
      return profile === undefined
        ? { byName: new Map(), complete: false }
        : readRoleOfProfile(await target.iam(), profile);
    }),
  };
  const asked = { ...question, ...(document !== undefined && { document }) };
  return auditRegion(regionFacts(target, asked, undefined, known));
}
