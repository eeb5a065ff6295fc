import { unlessDenied } from '../../aws/errors.ts';
import type { Instance } from '../../facts/instances.ts';
import { activatedAmong, isHybrid, type Node } from '../../facts/nodes.ts';
import type { RegionFacts } from '../../facts/region.ts';
import type { Observation, RegionCheck } from '../check.ts';
import { page } from '../page.ts';
import { hint } from '../remedy.ts';

// An agent needs a few minutes after the start of its instance to register.
const STARTING = 5 * 60_000;

const TROUBLESHOOTING = page('fleet-manager-troubleshooting-managed-nodes');

/** Checks nodes as Systems Manager sees them: registered, online, and holding a channel for sessions. */
export const nodes: readonly RegionCheck[] = [
  {
    scope: 'region',
    ids: ['instance.not-managed'],
    async run(facts) {
      const [instances, known] = await Promise.all([facts.instances(), facts.nodes()]);
      if (instances.length === 0) return undefined;
      const ids = new Set(known.map(({ id }) => id));
      const isActivated = activatedAmong(known);
      return instances
        .filter(({ id }) => !ids.has(id))
        .map((instance) => (isActivated(instance.privateIp) ? managedAsHybrid(instance) : notManaged(facts, instance)));
    },
  },
  {
    scope: 'region',
    ids: ['instance.ping-lost'],
    async run(facts) {
      const known = await facts.nodes();
      if (known.length === 0) return undefined;
      // A node whose instance was stopped is not lost. A hybrid one has no instance.
      const instances = await unlessDenied(facts.instances());
      const running = new Set(instances?.map(({ id }) => id));
      return known
        .filter(({ id, ping }) => ping !== 'Online' && (instances === undefined || running.has(id) || isHybrid({ id })))
        .map((node) => (instances === undefined && !isHybrid(node) ? perhapsLost(node) : lost(node)));
    },
  },
  {
    scope: 'region',
    ids: ['instance.not-connected'],
    async run(facts) {
      return (await facts.nodes()).length === 0 ? undefined : (await facts.channels()).unconnected.map(notConnected);
    },
    async sampled(facts) {
      const { asked, online, doubtful } = await facts.channels();
      return asked === online ? undefined : { asked, of: online, doubtful };
    },
  },
];

const lost = (node: Node): Observation => ({
  check: 'instance.ping-lost',
  verdict: 'fail',
  subject: node.id,
  summary: `Systems Manager has lost contact with it (${pingOf(node)}): sessions cannot be started`,
  remedy: hint(
    'on the node: check that the agent runs and reaches its endpoints (ssm-cli get-diagnostics --output table), then restart it',
  ),
  ref: TROUBLESHOOTING,
  breaks: { channel: [node.id] },
});

const perhapsLost = (node: Node): Observation => ({
  ...lost(node),
  verdict: 'unknown',
  summary: `Systems Manager has lost contact with it (${pingOf(node)}), and it is not known whether it runs, since instances may not be read`,
  remedy: hint('allow these credentials ec2:DescribeInstances: session-manager policy operator --for doctor'),
  unread: ['ec2:DescribeInstances'],
});

const pingOf = ({ ping }: Node): string => (ping === '' ? 'no ping' : ping);

const notConnected = ({ id }: Node): Observation => ({
  check: 'instance.not-connected',
  verdict: 'fail',
  subject: id,
  summary: 'it is online, but holds no channel for sessions (TargetNotConnected)',
  remedy: hint(
    'allow its role ssmmessages:CreateControlChannel and ssmmessages:OpenControlChannel, check that it reaches ssmmessages on port 443, then restart the agent',
  ),
  ref: page('session-manager-troubleshooting'),
});

const managedAsHybrid = ({ id }: Instance): Observation => ({
  check: 'instance.not-managed',
  verdict: 'info',
  subject: id,
  summary: 'it is not managed by its own id; a hybrid node with its private address is online, and may be its agent',
  remedy: hint(
    'where an activation registered its agent, start sessions by the id of that node (mi-…); elsewhere, check that the agent runs and that its role may register',
  ),
  ref: TROUBLESHOOTING,
});

function notManaged({ question }: RegionFacts, { id, launched, profile }: Instance): Observation {
  // The clock of this machine, or the start of this run, can be a little behind.
  const starting = Math.abs(question.now - (launched?.getTime() ?? 0)) < STARTING;
  return {
    check: 'instance.not-managed',
    verdict: starting ? 'info' : 'fail',
    subject: id,
    summary: starting
      ? 'it was started a few minutes ago, and is not managed by Systems Manager yet'
      : 'it runs, but is not managed by Systems Manager: sessions cannot be started',
    remedy: hint(
      profile === undefined
        ? 'give it an instance profile whose role may register (session-manager policy instance), and check that the agent is installed and runs'
        : 'check that the agent is installed and runs, that the role of its instance profile may register, and that it reaches the ssm endpoint on port 443',
    ),
    ref: TROUBLESHOOTING,
  };
}
