import { DOCUMENT } from '../resources/preferences/versions.ts';
import type { Observation, RegionCheck } from './check.ts';
import { page } from './page.ts';
import { overwriting } from './overwriting.ts';
import { hint, type Remedy } from './remedy.ts';
import type { RegionAudit } from '../audit/region.ts';

const RUN_AS = page('session-preferences-run-as');

/**
 * Gives the reason why no session can run as this user; undefined: one may, if the nodes have it. The agent asks `id` for the
 * user, which takes 0 for root, and several words for several users.
 */
function reasonAgainst(user: string): string | undefined {
  if (/^(root|\+?0+)$/.test(user)) return 'Session Manager does not support that user';
  return /\s/.test(user) ? 'that is not the name of one user' : undefined;
}

async function unfit(facts: RegionAudit, user: string, reason: string, logGroup?: string): Promise<Observation> {
  // Nodes that cannot be read may run anything.
  const nodes = await facts.nodes().catch(() => []);
  const harmless = nodes.length > 0 && nodes.every(({ platform }) => platform === 'Windows');
  return {
    check: 'runas.unfit-user',
    verdict: harmless ? 'info' : 'fail',
    subject: `document/${DOCUMENT}`,
    summary: `run-as names the default user ${JSON.stringify(user)}, but ${reason}: ${
      harmless
        ? 'sessions would fail on Linux and macOS, which no node here runs'
        : 'sessions of callers without the tag SSMSessionRunAs fail'
    }`,
    remedy: await otherUser(facts, logGroup),
    ref: RUN_AS,
  };
}

/** Names the user under whom sessions run where run-as is off; while it is on, the agent does not create it. */
const otherUser = (facts: RegionAudit, logGroup?: string): Promise<Remedy> =>
  overwriting(
    facts,
    logGroup,
    { 'run-as': 'ssm-user' },
    'if all nodes have the user ssm-user, which the agent does not create while run-as is on; otherwise create it first, or name one that they have',
  );

/** Checks sessions that run as another user of the operating system: which user, and where it has no effect. */
export const runAs: readonly RegionCheck[] = [
  {
    scope: 'region',
    ids: ['runas.no-user', 'runas.unfit-user'],
    async run(facts) {
      const settings = await facts.settings();
      if (!settings?.runAs) return undefined;
      if (settings.undecided.includes('runAsDefaultUser')) return [];
      // The agent counts a name of spaces as none: agent/session/shell/shell_unix.go of aws/amazon-ssm-agent.
      const user = settings.runAsUser?.trim() ?? '';
      const reason = reasonAgainst(user);
      if (reason !== undefined) return [await unfit(facts, user, reason, settings.logGroup)];
      if (user !== '') return [];
      return [
        {
          check: 'runas.no-user',
          verdict: 'info',
          subject: `document/${DOCUMENT}`,
          summary: 'run-as is on without a default user: callers without the tag SSMSessionRunAs cannot start sessions',
          remedy: await otherUser(facts, settings.logGroup),
          ref: RUN_AS,
        },
      ];
    },
  },
  {
    scope: 'region',
    ids: ['runas.windows'],
    async run(facts) {
      const settings = await facts.settings();
      if (!settings?.runAs) return undefined;
      const nodes = await facts.nodes();
      return nodes
        .filter(({ platform }) => platform === 'Windows')
        .map(({ id }) => ({
          check: 'runas.windows',
          verdict: 'info',
          subject: id,
          summary: 'run-as has no effect on Windows: sessions run as ssm-user there',
          remedy: hint('nothing has to be done; who may reach Windows nodes is decided by ssm:StartSession alone'),
          ref: RUN_AS,
        }));
    },
  },
];
