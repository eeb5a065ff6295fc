// What people do where no command can: each check whose advice is in words has a hand here that follows it, and the reason for the words.
import assert from 'node:assert/strict';
import type { Fault } from '../../../src/checks/check.ts';
import type { Association } from '../../../src/sandbox/state/ssm.ts';
import { emptyIam } from '../../../src/sandbox/state/iam.ts';
import type { RegionState } from '../../../src/sandbox/state/state.ts';
import { policyText } from '../identities.ts';
import { PREFERENCES } from '../planted.ts';
import { ACCOUNT, type World } from '../world.ts';

interface Hand {
  /** The reason why there is no command that does it. */
  readonly why: string;
  readonly follow: (on: World, fault: Fault) => Promise<void>;
}

/** Reads the inputs of the preferences. */
export async function readSettings(on: World): Promise<Record<string, string>> {
  const document = (await on.region()).documents[PREFERENCES];
  const { inputs = {} } = JSON.parse(document?.versions.at(-1)?.content ?? '{}') as { inputs?: Record<string, string> };
  return inputs;
}

/** Edits every region that has what the finding is about. */
const inRegions =
  (edit: (region: RegionState, subject: string) => void) =>
  (on: World, { subject = '' }: Fault): Promise<void> =>
    on.sandbox.edit(({ accounts }) => {
      for (const region of Object.values(accounts[ACCOUNT] ?? {})) edit(region, subject);
    });

const onNode = (values: object) => inRegions(({ nodes }, id) => Object.assign(nodes[id] ?? {}, values));

const onAssociation = (edit: (association: Association, region: RegionState) => void) =>
  inRegions((region, subject) => {
    for (const association of Object.values(region.associations)) {
      const { AssociationName: name } = association.parameters as { AssociationName?: string };
      if (subject === `association/${name ?? association.id}`) edit(association, region);
    }
  });

const allowCaller =
  (...statements: readonly object[]) =>
  (on: World, { subject = '' }: Fault): Promise<void> =>
    on.sandbox.edit(({ iam }) => {
      const { users, roles } = (iam[ACCOUNT] ??= emptyIam());
      const name = subject.split('/')[1] ?? '';
      const caller = users[name] ?? roles[name] ?? assert.fail(`${subject} is nobody`);
      caller.inline = { session: policyText(...statements) };
    });

const MEANT = [
  {
    Effect: 'Allow',
    Action: 'ssm:StartSession',
    Resource: [`arn:aws:ec2:*:${ACCOUNT}:instance/*`, `arn:aws:ssm:*:${ACCOUNT}:document/${PREFERENCES}`],
    Condition: { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } },
  },
  {
    Effect: 'Allow',
    Action: ['ssm:TerminateSession', 'ssm:ResumeSession', 'ssmmessages:OpenDataChannel'],
    Resource: 'arn:aws:ssm:*:*:session/${aws:userid}-*',
  },
  { Effect: 'Allow', Action: 'kms:GenerateDataKey', Resource: '*' },
];

const ON_THE_NODE = 'it has to be looked for on the node itself';
const WHOSE_POLICY = 'the policies of people are those of their organization';

/** By check. */
export const HANDS: Readonly<Record<string, Hand>> = {
  'instance.not-managed': {
    why: ON_THE_NODE,
    follow: inRegions(({ instances, nodes }, id) => {
      if (!instances[id]) return;
      nodes[id] = {
        pingStatus: 'Online',
        lastPing: new Date().toISOString(),
        agentVersion: '3.3.3050.0',
        platform: 'Linux',
        platformName: 'Amazon Linux',
        platformVersion: '2023',
        computerName: id,
        ipAddress: '10.0.1.9',
        connected: true,
        tags: {},
        associations: {},
      };
    }),
  },
  'instance.ping-lost': { why: ON_THE_NODE, follow: onNode({ pingStatus: 'Online', connected: true }) },
  'instance.not-connected': { why: ON_THE_NODE, follow: onNode({ connected: true }) },
  'association.failed': {
    why: 'the reason is on the node; the command shows it',
    follow: onAssociation((association, { nodes }) => {
      association.status = { Status: 'Success', DetailedStatus: 'Success' };
      for (const { associations } of Object.values(nodes)) {
        if (associations[association.id]) associations[association.id] = { status: 'Success' };
      }
    }),
  },
  'association.pinned': {
    why: 'UpdateAssociation resets everything that is left out',
    follow: onAssociation((association) => {
      const { Parameters: _, ...rest } = association.parameters;
      association.parameters = { ...rest, DocumentVersion: '$DEFAULT' };
    }),
  },
  'association.closed': {
    why: 'UpdateAssociation resets everything that is left out, and a calendar may be closed for good reason',
    follow: onAssociation((association) => {
      const { CalendarNames: _, ...rest } = association.parameters;
      association.parameters = rest;
    }),
  },
  'association.duplicate': {
    why: 'which nodes are to belong to which of the two is for their owners to say',
    follow: onAssociation((association, { instances }) => {
      const ids = Object.keys(instances);
      association.parameters = { ...association.parameters, Targets: [{ Key: 'InstanceIds', Values: [ids.at(-1)] }] };
    }),
  },
  'kms.not-usable': {
    why: 'only its owner has the key material; the command shows the state',
    follow: inRegions(({ keys }) => {
      for (const key of Object.values(keys)) key.state = 'Enabled';
    }),
  },
  's3.key-not-usable': {
    why: 'only its owner has the key material',
    follow: inRegions(({ keys }) => {
      for (const key of Object.values(keys)) key.state = 'Enabled';
    }),
  },
  'instance.logs-permissions': {
    why: 'what a permission depends on must stay',
    follow: (on, { subject = '' }) =>
      on.sandbox.edit(({ iam }) => {
        const role = iam[ACCOUNT]?.roles[subject.split('/')[1] ?? ''] ?? assert.fail();
        role.inline['more'] = policyText({ Effect: 'Allow', Action: 'logs:*', Resource: '*' });
      }),
  },
  'prefs.schema': {
    why: 'the value has no meaning, and it is not known which one was meant',
    follow: inRegions(({ documents }) => {
      const version = documents[PREFERENCES]?.versions.at(-1) ?? assert.fail();
      version.content = version.content.replace('"yes"', 'true');
    }),
  },
  'prefs.unknown-member': {
    why: 'it is not certain that it is the one which is misspelt',
    follow: inRegions(({ documents }) => {
      const version = documents[PREFERENCES]?.versions.at(-1) ?? assert.fail();
      version.content = version.content.replace('"maxSessionDurations"', '"maxSessionDuration"');
    }),
  },
  'vpc.endpoint-state': {
    why: 'only AWS knows why it failed; the command shows it',
    follow: inRegions(({ vpcEndpoints }, id) => {
      if (vpcEndpoints[id]) vpcEndpoints[id].state = 'available';
    }),
  },
  'user.start-session': { why: WHOSE_POLICY, follow: allowCaller(...MEANT) },
  'user.document-resource': { why: WHOSE_POLICY, follow: allowCaller(...MEANT) },
  'user.open-data-channel': { why: WHOSE_POLICY, follow: allowCaller(...MEANT) },
  'user.generate-data-key': { why: WHOSE_POLICY, follow: allowCaller(...MEANT) },
  'user.document-access-check': { why: WHOSE_POLICY, follow: allowCaller(...MEANT) },
  'user.terminate-any': { why: WHOSE_POLICY, follow: allowCaller(...MEANT) },
};
