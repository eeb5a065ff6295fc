import type { Role } from '../state/iam.ts';

/** The Session document of us-east-1 that logs nothing. */
export const DEBUG = 'acme-debug';

type Statement = Readonly<Record<string, unknown>>;

/** Makes the roles of people, by their names: some of them can get round the log of sessions. */
export function peopleRoles(account: string, created: string): Readonly<Record<string, Role>> {
  const nodes = [`arn:aws:ec2:*:${account}:instance/*`, `arn:aws:ssm:*:${account}:managed-instance/*`];
  const document = (name: string): string => `arn:aws:ssm:*:${name.startsWith('AWS-') ? '' : account}:document/${name}`;
  const start = (Resource: readonly string[], condition: object = {}): Statement => ({
    Effect: 'Allow',
    Action: 'ssm:StartSession',
    Resource,
    Condition: { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' }, ...condition },
  });
  const taken: readonly Statement[] = [
    { Effect: 'Allow', Action: 'ssmmessages:OpenDataChannel', Resource: 'arn:aws:ssm:*:*:session/${aws:userid}-*' },
    {
      Effect: 'Allow',
      Action: 'kms:GenerateDataKey',
      Resource: `arn:aws:kms:*:${account}:key/*`,
      Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/session' } },
    },
  ];
  const shell = document('SSM-SessionManagerRunShell');
  const production = { StringEquals: { 'ssm:resourceTag/Environment': 'production' } };
  const role = (id: string, ...statements: readonly Statement[]): Role => ({
    id: `AROA${id}A`,
    path: '/people/',
    created,
    inline: { access: text(...statements) },
    attached: [],
    tags: {},
    trust: text({ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' }),
  });
  return {
    // Shell sessions, all of which are logged.
    'on-call': role('PYL6XYC7LLXJMPUB', start([...nodes, shell]), ...taken),
    // Shells, SSH and a document that logs nothing, on nodes of one environment.
    developers: role(
      'NZKQCQJ2SWNWS3PD',
      start(nodes, production),
      start([shell, document('AWS-StartSSHSession'), document(DEBUG)]),
      ...taken,
    ),
    // Commands without sessions.
    releases: role('UCX2S5JQWJDZ3TOB', { Effect: 'Allow', Action: 'ssm:SendCommand', Resource: '*' }),
  };
}

const text = (...statements: readonly Statement[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
