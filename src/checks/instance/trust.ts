import { type Distrust, distrustOf } from '../../audit/distrust.ts';
import { isProtected } from '../../facts/roles.ts';
import type { AccountCheck, Observation } from '../check.ts';
import { page } from '../page.ts';
import { hint, type Remedy } from '../remedy.ts';

const IDS: Readonly<Record<Distrust['source'], string>> = {
  profile: 'instance.role-trust',
  'host-management': 'dhmc.role-trust',
  activation: 'instance.hybrid-role-trust',
};

const PAGES: Readonly<Record<Distrust['source'], string>> = {
  profile: page('setup-instance-permissions'),
  'host-management': page('fleet-manager-default-host-management-configuration'),
  activation: page('hybrid-multicloud-service-role'),
};

/** Checks that the service which hands a role to nodes may assume it. */
export const roleTrust: AccountCheck = {
  scope: 'account',
  inSetup: true,
  ids: Object.values(IDS),

  async run(facts) {
    const { roles } = await facts.audit();
    return roles.length === 0 ? undefined : (await distrustOf(roles)).map((one) => observation(one, facts.account));
  },
};

function observation(found: Distrust, account: string): Observation {
  const { role, source, answer, regions, nodes, unread } = found;
  const where = regions.map(({ target }) => target.region);
  return {
    check: IDS[source],
    verdict: answer === 'no' ? 'fail' : 'unknown',
    subject: `role/${role.name}`,
    summary: `${reason(found)} (${nodesOf(found)} in ${where.join(', ')})`,
    remedy: remedyFor(found, account),
    ref: PAGES[source],
    ...(where[0] !== undefined && { region: where[0] }),
    ...(unread && { unread }),
    ...(nodes && { breaks: { registration: nodes } }),
  };
}

function reason({ answer, service, denial, online, role }: Distrust): string {
  if (answer === 'unknown') {
    return role.trust
      ? `it is not known whether its trust policy lets ${service} assume it: if it does not, its nodes have no credentials`
      : `its trust policy cannot be read: if it does not let ${service} assume it, its nodes have no credentials`;
  }
  const effect = online
    ? 'its nodes get no new credentials, and those that are online now are lost within hours'
    : 'its nodes have no credentials, and cannot register';
  return denial
    ? `its trust policy denies ${service} sts:AssumeRole: ${effect}`
    : `its trust policy does not let ${service} assume it: ${effect}`;
}

const nodesOf = ({ nodes }: Distrust): string =>
  nodes === undefined ? 'nodes that cannot be read' : `${nodes.length} ${nodes.length === 1 ? 'node' : 'nodes'}`;

function remedyFor({ role, source, answer, service, denial }: Distrust, account: string): Remedy {
  if (isProtected(role.arn)) return hint('nobody but AWS can change this role: give the nodes a role of your own');
  if (answer === 'unknown') {
    return hint(
      `check that a statement of its trust policy allows ${service} sts:AssumeRole, and that what its conditions require is what the service sends; a node that works under it shows that they are met`,
    );
  }
  if (denial) return { kind: 'statement', lead: 'remove this statement from its trust policy', statement: denial };
  return {
    kind: 'statement',
    lead: 'add this statement to its trust policy, and keep those that are there (aws iam update-assume-role-policy replaces all)',
    statement: {
      Effect: 'Allow',
      Principal: { Service: service },
      Action: 'sts:AssumeRole',
      ...(source === 'activation' && { Condition: { StringEquals: { 'aws:SourceAccount': account } } }),
    },
  };
}
