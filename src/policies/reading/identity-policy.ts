import type { Place } from '../../aws/place.ts';
import { conditionHolds } from './condition-match.ts';
import { covers, type Policy, type Statement, values } from './policy.ts';
import { coversAction } from './statement-match.ts';

// Small questions about the text of identity policies, for what IAM's simulator cannot answer. None of them considers what is
// denied elsewhere.

/** Finds the statements that allow an action, on whatever resource and under whatever condition. */
export const grantsOf = (policies: readonly Policy[], action: string): readonly Statement[] =>
  policies
    .flatMap(({ Statement }) => Statement)
    .filter((statement) => statement.Effect === 'Allow' && coversAction(statement, action));

/**
 * Gives the regions to whose keys a principal's permissions for an action are limited; `any` if one permission is
 * not. Permissions for requests through a service do not count: a session uses its key directly.
 */
export function keyRegionsGranted(
  policies: readonly Policy[],
  action: string,
  place: Place,
): ReadonlySet<string> | 'any' {
  const found = new Set<string>();
  for (const statement of grantsOf(policies, action)) {
    if (keysOf(statement.Condition).has('kms:viaservice')) continue;
    const asked = conditionValues(statement.Condition, 'aws:requestedregion');
    for (const resource of resourcesOf(statement)) {
      const [partition, service, region, account] = readArn(resource);
      const own = covers(partition, place.partition.name) && (!place.account || covers(account, place.account));
      if (!own || !covers(service, 'kms')) continue;
      const fixed = /[*?]/.test(region) ? asked : [region];
      if (fixed.length === 0 || fixed.some((name) => /[*?]/.test(name))) return 'any';
      for (const name of fixed) found.add(name);
    }
  }
  return found;
}

/** Tells whether an action is allowed on any key, to requests that do not come through a service. */
export const usesKeys = (policies: readonly Policy[], action: string): boolean =>
  grantsOf(policies, action).some(({ Condition }) => !keysOf(Condition).has('kms:viaservice'));

/** Tells whether everything is allowed, as by AdministratorAccess. */
export const isAdministrator = (policies: readonly Policy[]): boolean =>
  policies
    .flatMap(({ Statement }) => Statement)
    .some(
      ({ Effect, Action, Resource, Condition }) =>
        Effect === 'Allow' &&
        values(Action).some((action) => action === '*' || action === '*:*') &&
        values(Resource).includes('*') &&
        Object.keys(Condition ?? {}).length === 0,
    );

/**
 * Tells whether sessions on nodes are allowed without the check of the document, although only some documents are meant:
 * whoever names none then gets the default shell, permitted or not.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
 */
export function allowsWithoutDocumentCheck(policies: readonly Policy[]): boolean {
  const starts = grantsOf(policies, 'ssm:StartSession');
  const documents = starts.flatMap(resourcesOf).filter((resource) => names(resource, 'ssm', 'document'));
  const isShell = (resource: string): boolean => covers(readArn(resource)[4], 'document/SSM-SessionManagerRunShell');
  // Whoever may use the default shell anyway gets nothing more by it.
  if (documents.length === 0 || documents.some(isShell)) return false;
  return starts.some((start) => resourcesOf(start).some(isNode) && !checksDocument(start));
}

/** Tells whether what policies allow can differ from region to region: by a condition, or by what they name. */
export const namesRegions = (policies: readonly Policy[]): boolean =>
  policies
    .flatMap(({ Statement }) => Statement)
    .some(
      ({ Resource, NotResource, Condition }) =>
        /"aws:requestedregion"/i.test(JSON.stringify(Condition ?? {})) ||
        [...values(Resource), ...values(NotResource)].some((resource) => !['*', ''].includes(readArn(resource)[2])),
    );

/** The actions that let somebody into a node, or take away what shows it. */
const OPENING = [
  'ssm:StartSession',
  'ssm:SendCommand',
  'ssm:CreateAssociation',
  'ssm:UpdateAssociation',
  'ssm:StartAutomationExecution',
  'ssm:UpdateDocumentDefaultVersion',
  'ssm-guiconnect:StartConnection',
  'ssm:DeleteDocument',
  'ssm:UpdateDocument',
  'ec2-instance-connect:OpenTunnel',
  'ec2-instance-connect:SendSSHPublicKey',
  'ec2-instance-connect:SendSerialConsoleSSHPublicKey',
  'logs:DeleteLogGroup',
  'logs:DeleteLogStream',
  'logs:PutRetentionPolicy',
  's3:DeleteObject',
  's3:PutLifecycleConfiguration',
];

/** Tells whether anything is allowed that lets somebody into a node, or takes away what shows it; `besides`: something else than these. */
export const opensNodes = (policies: readonly Policy[], besides: readonly string[] = []): boolean =>
  OPENING.some((action) => !besides.includes(action) && grantsOf(policies, action).length > 0);

/** Tells whether a permission to start sessions is about some document, or about all of them. */
export const startsDocuments = (policies: readonly Policy[]): boolean =>
  grantsOf(policies, 'ssm:StartSession')
    .flatMap(resourcesOf)
    .some((resource) => names(resource, 'ssm', 'document'));

/** Tells whether a permission to start sessions is about other documents than this one. */
export const startsOtherDocuments = (policies: readonly Policy[], name: string): boolean =>
  grantsOf(policies, 'ssm:StartSession')
    .flatMap(resourcesOf)
    .some((resource) => names(resource, 'ssm', 'document') && readArn(resource)[4] !== `document/${name}`);

/**
 * Gives an ARN in this region for each Session document, or group of them, that the permissions to start sessions name; those that
 * are for every document name none.
 */
export function documentsNamed(
  policies: readonly Policy[],
  place: Place & { readonly account: string },
): readonly string[] {
  const found = grantsOf(policies, 'ssm:StartSession')
    .flatMap(resourcesOf)
    .flatMap((resource) => {
      const [partition, service, region, account, thing] = readArn(resource);
      const here = covers(partition, place.partition.name) && covers(region, place.region) && covers(service, 'ssm');
      if (!here || !thing.startsWith('document/') || coversAny(resource, 'ssm', 'document')) return [];
      // The documents of AWS belong to no account.
      const owner = !/[*?]/.test(account) ? account : thing.startsWith('document/AWS-') ? '' : place.account;
      const name = thing.replaceAll(/[*?]/g, 'x');
      return [`arn:${place.partition.name}:ssm:${place.region}:${owner}:${name}`];
    });
  return [...new Set(found)];
}

/**
 * Tells whether a statement allows anything that only those who have sessions do: start, join, end or take them up again. `place`:
 * only what is allowed there.
 */
export const isForSessions = (policies: readonly Policy[], place: Place): boolean =>
  SESSION_ACTIONS.flatMap((action) => grantsOf(policies, action)).some(
    (statement) =>
      resourcesOf(statement).some((resource) => covers(readArn(resource)[2], place.region)) &&
      conditionHolds(statement.Condition, (key) => (key === 'aws:requestedregion' ? [place.region] : 'unknown')) !==
        'no',
  );

const SESSION_ACTIONS = [
  'ssm:StartSession',
  'ssm:ResumeSession',
  'ssm:TerminateSession',
  'ssmmessages:OpenDataChannel',
];

/** Tells whether the sessions of others can be ended or taken over: allowed on any session, whoever owns it. */
export const endsOthersSessions = (policies: readonly Policy[]): boolean =>
  ['ssm:TerminateSession', 'ssm:ResumeSession']
    .flatMap((action) => grantsOf(policies, action))
    .some(
      (statement) =>
        resourcesOf(statement).some((resource) => coversAny(resource, 'ssm', 'session')) && !isForOwner(statement),
    );

const resourcesOf = ({ Resource, NotResource }: Statement): readonly string[] =>
  NotResource ? ['*'] : values(Resource);

/** Splits an ARN with wildcards into its parts; one that ends in `*` early covers all parts that follow. */
function readArn(resource: string): readonly [partition: string, ...parts: [string, string, string, string]] {
  const [, partition = '*', service = '*', region = '*', account = '*', ...rest] =
    resource === '*' ? [] : resource.split(':');
  return [partition, service, region, account, rest.length > 0 ? rest.join(':') : '*'];
}

/** Tells whether a resource covers every thing of a kind, in some region and account. */
function coversAny(resource: string, service: string, kind: string): boolean {
  const [, services, , , things] = readArn(resource);
  return covers(services, service) && covers(things, `${kind}/any-0123456789abcdef0`);
}

/** Tells whether a resource covers at least one thing of a kind. */
function names(resource: string, service: string, kind: string): boolean {
  const [, services, , , things] = readArn(resource);
  return covers(services, service) && (things.startsWith(`${kind}/`) || coversAny(resource, service, kind));
}

const isNode = (resource: string): boolean =>
  names(resource, 'ec2', 'instance') || names(resource, 'ssm', 'managed-instance') || names(resource, 'ecs', 'task');

const checksDocument = ({ Condition }: Statement): boolean =>
  ['Bool', 'BoolIfExists']
    .flatMap((operator) => Object.entries(Condition?.[operator] ?? {}))
    .some(
      ([key, wanted]) =>
        key.toLowerCase() === 'ssm:sessiondocumentaccesscheck' && String(wanted).toLowerCase() === 'true',
    );

// The service puts the user id on every session, as a tag:
// https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-examples.html
const isForOwner = ({ Condition }: Statement): boolean =>
  [...keysOf(Condition)].some((key) => /^(ssm|aws):resourcetag\/aws:ssmmessages:session-id$/.test(key));

/** Lists the keys of a condition, in lower case. */
const keysOf = (condition: Statement['Condition']): ReadonlySet<string> =>
  new Set(
    Object.values(condition ?? {})
      .flatMap((keys) => Object.keys(keys))
      .map((key) => key.toLowerCase()),
  );

/** Lists the values that a condition requires of a key, if it names the key. */
const conditionValues = (condition: Statement['Condition'], wanted: string): readonly string[] =>
  Object.entries(condition ?? {})
    .filter(([operator]) => /^(ForAnyValue:)?String(Equals|Like)(IgnoreCase)?$/.test(operator))
    .flatMap(([, keys]) => Object.entries(keys))
    .flatMap(([key, found]) => (key.toLowerCase() === wanted ? values(found) : []));
