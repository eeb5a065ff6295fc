import type { Way } from '../../audit/ways.ts';
import type { Principal } from '../../facts/caller.ts';
import type { RegionFacts } from '../../facts/region.ts';
import type { Observation } from '../check.ts';
import { page } from '../page.ts';
import { doctorCommand, whereAllowed } from '../permission-remedies.ts';
import { type Remedy, hint } from '../remedy.ts';

/** The pages of AWS about each kind of way. */
export const REFS = {
  ssh: page('session-manager-logging'),
  document: page('getting-started-specify-session-document'),
  commands: page('run-command-setting-up'),
  'instance-connect': page('ec2-instance-connect-configure-IAM-role', 'AWSEC2/latest/UserGuide'),
  'remote-desktop': page('fleet-manager-remote-desktop-connections'),
  preferences: page('preference-setting-permissions'),
  erase: page('iam-access-control-overview-cwl', 'AmazonCloudWatch/latest/logs'),
  administrator: page('orgs_manage_policies_scps', 'organizations/latest/userguide'),
} as const;

/** The people who need what a statement takes away. */
const UNLESS: Readonly<Record<Way['kind'], string>> = {
  ssh: 'unless they are meant to use SSH or forward ports, which is then logged by nothing but the node itself, deny it to them with this statement',
  document: 'unless they are meant to use these, deny it to them with this statement',
  commands:
    'unless they are meant to run commands, deny it to them with this statement, which leaves updates of agents and patches',
  'instance-connect': 'unless they are meant to sign in by SSH, deny it to them with this statement',
  'remote-desktop': 'unless they are meant to use Remote Desktop, deny it to them with this statement',
  preferences:
    'unless they maintain the preferences, as session-manager setup does, deny it to them with this statement',
  erase: 'unless they maintain the log, as session-manager setup does, deny it to them with this statement',
};

/** Says that somebody has a way around the log. Only whoever was asked about is warned of, and only where nothing is logged for sure. */
export function wayFinding(who: Principal, way: Way, isAsked: boolean): Observation {
  const { kind, open, keys, regions, text, statement } = way;
  const where = `; in ${regions.join(', ')}`;
  const verdict = open === 'perhaps' ? 'unknown' : open === 'surely' && isAsked ? 'warn' : 'info';
  return {
    check: `bypass.${kind}`,
    verdict,
    subject: who.name,
    summary: open === 'perhaps' ? `${perhaps(keys)} ${text}${where}` : `may ${text}${where}`,
    remedy: closes(way, { ...statement, Sid: SIDS[kind] }),
    ref: REFS[kind],
  };
}

const perhaps = (keys: readonly string[]): string =>
  keys.length > 0 ? `may, where ${whereAllowed(keys)} allows it,` : 'may perhaps';

const SIDS: Readonly<Record<Way['kind'], string>> = {
  ssh: 'KeepToLoggedSessions',
  document: 'KeepToLoggedDocuments',
  commands: 'NoOtherCommands',
  'instance-connect': 'NoInstanceConnect',
  'remote-desktop': 'NoRemoteDesktop',
  preferences: 'KeepPreferences',
  erase: 'KeepSessionLogs',
};

const closes = ({ kind }: Way, { Sid, ...statement }: Way['statement']): Remedy => ({
  kind: 'statement',
  lead: UNLESS[kind],
  statement: { Sid, ...statement },
});

/** Says in one finding in which ways the caller, of whom nobody asked, can avoid the log. */
export function callerFinding(facts: RegionFacts, who: Principal, ways: readonly Way[]): Observation | undefined {
  const [first] = ways;
  if (!first) return undefined;
  if (ways.length === 1) return wayFinding(who, first, false);
  const texts = [...new Set(ways.map(({ kind }) => SHORT[kind]))];
  return {
    ...wayFinding(who, first, false),
    summary: `may avoid the log of sessions in ${numberOf(texts)}: ${texts.join(', ')}`,
    remedy: hint(
      `to see each of them, with the statement that closes it: ${doctorCommand(facts, regionsOf(ways), '--only', 'bypass', '--principal', who.arn)}`,
    ),
  };
}

const numberOf = ({ length }: readonly string[]): string => `${length} ${length === 1 ? 'way' : 'ways'}`;

const regionsOf = (ways: readonly Way[]): readonly string[] => [...new Set(ways.flatMap(({ regions }) => regions))];

/** Says in one finding that an administrator can avoid the log. No policy of theirs holds them, since they can take it off again. */
export function foldedFinding(facts: RegionFacts, who: Principal, ways: readonly Way[], isAsked: boolean): Observation {
  const texts = [...new Set(ways.map(({ kind }) => SHORT[kind]))];
  return {
    check: 'bypass.administrator',
    verdict: 'info',
    subject: who.name,
    summary: `may do anything, so can avoid the log of sessions in ${numberOf(texts)}: ${texts.join(', ')}`,
    remedy: isAsked
      ? { kind: 'statement', lead: ONLY_FROM_ABOVE, statement: fromAbove(who, ways) }
      : hint(
          `${ONLY_FROM_ABOVE.split(';')[0]}; to see who else can: ${doctorCommand(facts, regionsOf(ways), '--only', 'bypass', '--principals', 'all')}`,
        ),
    ref: REFS.administrator,
  };
}

const ONLY_FROM_ABOVE =
  'an administrator can take a policy off again, so only a service control policy, or a permissions boundary that they may not change, would keep them to the log; it needs statements such as this one';

/** Writes the statement against one of these ways for a policy that holds more people than this one. */
function fromAbove({ arn }: Principal, ways: readonly Way[]): object {
  const { kind, statement } = ways.find((way) => way.kind === 'document') ?? ways[0] ?? {};
  return { ...(kind && { Sid: SIDS[kind] }), ...statement, Condition: { ArnEquals: { 'aws:PrincipalArn': arn } } };
}

const SHORT: Readonly<Record<Way['kind'], string>> = {
  ssh: 'sessions for SSH and ports',
  document: 'documents that log nothing',
  commands: 'commands without a session',
  'instance-connect': 'EC2 Instance Connect',
  'remote-desktop': 'Remote Desktop of Fleet Manager',
  preferences: 'changing the preferences',
  erase: 'deleting the log',
};
