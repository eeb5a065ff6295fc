import type { Principal } from '../facts/caller.ts';
import type { Ruling } from '../facts/simulation.ts';
import type { Statement } from '../policies/reading/policy.ts';
import { allOf, anyOf, type Answer } from '../policies/reading/statement-match.ts';
import { DOCUMENT } from '../resources/preferences/versions.ts';
import type { Access, RegionAccess } from './access.ts';
import {
  anyDocuments,
  anyThings,
  bucketArns,
  COMMAND_DOCUMENTS,
  logArns,
  ON_COMMANDS,
  ON_LOG_GROUP,
  ON_LOG_STREAM,
  ON_PREFERENCES,
  sessionsOf,
  UNPROTECT,
} from './access-questions.ts';
import { closing, type Closed, type WayKind } from './closing.ts';
import { documentArn, type UsableDocument } from './session-documents.ts';

/** A way around the log that somebody has. */
export interface Way {
  readonly kind: WayKind;
  /** What they may do, as the end of a sentence: `start sessions by AWS-StartSSHSession, which are never logged`. */
  readonly text: string;
  /** `surely`: nothing is logged. `elsewhere`: where it is logged, or whether it leads anywhere, is for people to judge. `perhaps`: that is not known. */
  readonly open: 'surely' | 'elsewhere' | 'perhaps';
  /** The condition keys on which that depends. */
  readonly keys: readonly string[];
  /** The statement that closes it. */
  readonly statement: Statement;
  /** Names of the regions in which it is open. */
  readonly regions: readonly string[];
}

/** A way in one region, before those of all regions are put together. */
interface Found {
  readonly kind: WayKind;
  readonly open: Way['open'];
  /** The words that go into its text. */
  readonly by: readonly string[];
  readonly keys: readonly string[];
  readonly closed: Closed;
}

/** Tells whether somebody may do something: `unknown` where condition keys, or the organization, decide. */
export const answerOf = ({ decision, keys }: Ruling): Answer =>
  keys.length > 0 || decision === 'unknown' ? 'unknown' : decision === 'allowed' ? 'yes' : 'no';

/** Tells whether somebody may start a session on some node of a region, and open its data channel. */
export const mayHaveSessions = (region: RegionAccess, who: Principal): Answer =>
  allOf([
    anyOf(region.groups.map((group) => answerOf(group.ruling('ssm:StartSession')))),
    anyOf(sessionsOf(region.facts, who).map((one) => answerOf(region.ruling('ssmmessages:OpenDataChannel', one)))),
  ]);

/** Finds every way around the log that somebody has in the regions in which sessions are logged. */
export function waysOf({ regions, passesRoles }: Access, who: Principal): readonly Way[] {
  const logged = regions.filter(({ logs }) => logs.length > 0);
  const found = logged.flatMap((region) =>
    waysIn(region, who, passesRoles).map((way) => ({ ...way, region: region.facts.target.region })),
  );
  const kinds = [...new Set(found.map(({ kind, open }) => `${kind} ${open}`))];
  // What is not known of a way that is open anyway changes nothing.
  const isMoot = (key: string): boolean =>
    key.endsWith(' perhaps') && kinds.includes(key.replace(/perhaps$/, 'surely'));
  return kinds.flatMap((key) => {
    if (isMoot(key)) return [];
    const those = found.filter(({ kind, open }) => `${kind} ${open}` === key);
    const [first] = those;
    const [place] = logged;
    if (!first || !place) return [];
    const { kind, open } = first;
    const by = [...new Set(those.flatMap((one) => one.by))];
    const where = [...new Set(those.map(({ region }) => region))];
    return [
      {
        kind,
        open,
        text: TEXTS[kind](by.join(kind === 'document' ? '; by ' : ', ')),
        keys: [...new Set(those.flatMap(({ keys }) => keys))],
        statement: closing(
          place.facts.target,
          kind,
          those.map(({ closed }) => closed),
        ),
        regions: where,
      },
    ];
  });
}

const TEXTS: Readonly<Record<WayKind, (by: string) => string>> = {
  ssh: (by) => `start sessions that are never logged, by ${by}`,
  document: (by) => `start sessions by ${by}`,
  commands: (by) => `run any command on nodes, without a session, by ${by}`,
  'instance-connect': (by) => `sign in by SSH where the network lets them, by ${by}`,
  'remote-desktop': (by) => `use the desktops of Windows nodes, by ${by}`,
  preferences: (by) => `make the preferences log nothing, by ${by}`,
  erase: (by) => `take away what was logged, by ${by}`,
};

function waysIn(region: RegionAccess, who: Principal, passesRoles: boolean): readonly Found[] {
  return [
    ...documentWays(region, who),
    ...commandWays(region),
    ...runbookWays(region, passesRoles),
    ...keyWays(region),
    ...desktopWays(region),
    ...preferenceWays(region),
    ...eraseWays(region),
  ];
}

function documentWays(region: RegionAccess, who: Principal): readonly Found[] {
  const { facts, documents, logs } = region;
  const { own, foreign } = anyDocuments(facts);
  const start = (arn: string): Ruling => region.ruling('ssm:StartSession', arn);
  const session = mayHaveSessions(region, who);
  const may = (...rulings: readonly Ruling[]): Answer => allOf([session, ...rulings.map(answerOf)]);
  const kept = documents.filter(
    ({ arn, logging }) => logging.kind === 'logged' && answerOf(start(arn)) !== 'no' && sharesOne(logging.to, logs),
  );
  const anyDocument = [own, foreign].some((arn) => may(start(arn)) !== 'no');
  const closed: Closed = { documents: [], ...(anyDocument && { kept: kept.map(({ name }) => name) }) };
  const found: Found[] = documents.flatMap((document) => {
    const { name, arn, logging } = document;
    const answer = may(start(arn));
    const open = opens(document, logs, answer);
    if (open === undefined) return [];
    return [
      {
        kind: logging.kind === 'never' ? 'ssh' : 'document',
        open,
        by: [wordsOf(document)],
        keys: answer === 'unknown' ? keysOf(region, [start(arn)]) : [],
        closed: { ...closed, documents: [name] },
      },
    ];
  });
  const making = may(start(own), region.ruling('ssm:CreateDocument', own));
  const sharing = may(start(foreign));
  return [
    ...found,
    ...[
      [making, 'documents that they make (ssm:CreateDocument) and that can log nothing'] as const,
      [sharing, 'documents of other accounts that can log nothing'] as const,
    ].flatMap(([answer, by]): readonly Found[] =>
      answer === 'no'
        ? []
        : [
            {
              kind: 'document',
              open: answer === 'yes' ? 'surely' : 'perhaps',
              by: [by],
              keys: answer === 'unknown' ? keysOf(region, [start(own), start(foreign)]) : [],
              closed,
            },
          ],
    ),
  ];
}

const sharesOne = (to: readonly string[], logs: readonly string[]): boolean => to.some((place) => logs.includes(place));

/** Tells how open the way by a document is; undefined: it is none. */
function opens({ name, logging }: UsableDocument, logs: readonly string[], answer: Answer): Way['open'] | undefined {
  if (answer === 'no' || name === DOCUMENT) return undefined;
  if (logging.kind === 'logged') return sharesOne(logging.to, logs) ? undefined : 'elsewhere';
  return answer === 'unknown' || logging.kind === 'unknown' ? 'perhaps' : 'surely';
}

/** Names a document, and says what becomes of its sessions where that is not said of all of its kind. */
function wordsOf({ name, logging }: UsableDocument): string {
  switch (logging.kind) {
    case 'logged':
      return `${name}, which logs to ${logging.to.join(' and ')}`;
    case 'off':
      return `${name}, which logs nothing`;
    case 'unknown':
      return `${name}, of which AWS does not say whether it is logged`;
    default:
      return name;
  }
}

function commandWays(region: RegionAccess): readonly Found[] {
  const { facts, groups } = region;
  return ON_COMMANDS.flatMap((action) => {
    const documents = COMMAND_DOCUMENTS.map((name) => region.ruling(action, documentArn(name, facts.target)));
    const nodes = groups.map((group) => group.ruling(action));
    const changed = action === 'ssm:UpdateAssociation' ? [region.ruling(action, anyThings(facts).association)] : [];
    const answers = [documents, nodes, ...changed.map((one) => [one])].map((some) => anyOf(some.map(answerOf)));
    return wayBy('commands', action, allOf(answers), [...documents, ...nodes, ...changed]);
  });
}

/** A runbook does what its role may do, which somebody has to hand it; without one, it does what they may do themselves. */
function runbookWays(region: RegionAccess, passesRoles: boolean): readonly Found[] {
  const action = 'ssm:StartAutomationExecution';
  const ruling = region.ruling(action, anyThings(region.facts).runbook);
  if (!passesRoles || answerOf(ruling) !== 'yes') return [];
  const by = `${action} with a role that may run commands, if there is one that they may pass`;
  return [{ kind: 'commands', open: 'elsewhere', by: [by], keys: [], closed: { documents: [], automation: true } }];
}

/** Connections by Remote Desktop, which can be recorded in another place. */
function desktopWays(region: RegionAccess): readonly Found[] {
  const action = 'ssm-guiconnect:StartConnection';
  const ruling = region.ruling(action, '*');
  return forPeople(wayBy('remote-desktop', action, answerOf(ruling), [ruling]));
}

/** What leads somewhere only in certain networks, or with something else, is for people to judge. */
const forPeople = (found: readonly Found[]): readonly Found[] =>
  found.map((way) => (way.open === 'surely' ? { ...way, open: 'elsewhere' } : way));

function keyWays(region: RegionAccess): readonly Found[] {
  const { facts, groups } = region;
  const service = 'ec2-instance-connect';
  const [keys, consoles] = ['SendSSHPublicKey', 'SendSerialConsoleSSHPublicKey'].map((operation) =>
    groups.map((group) => group.ruling(`${service}:${operation}`)),
  );
  const tunnel = region.ruling(`${service}:OpenTunnel`, anyThings(facts).tunnel);
  const asked = [
    [`${service}:SendSSHPublicKey`, keys ?? []],
    [`${service}:SendSerialConsoleSSHPublicKey, if the account has the serial console on`, consoles ?? []],
    [`${service}:OpenTunnel, with a key or a password of their own`, [tunnel]],
  ] as const;
  return asked.flatMap(([by, rulings]) =>
    forPeople(wayBy('instance-connect', by, anyOf(rulings.map(answerOf)), rulings)),
  );
}

function preferenceWays(region: RegionAccess): readonly Found[] {
  const arn = documentArn(DOCUMENT, region.facts.target);
  const found = ON_PREFERENCES.flatMap((action) => {
    const ruling = region.ruling(action, arn);
    const isDefault = action === 'ssm:UpdateDocumentDefaultVersion';
    const by = isDefault ? `${action}, if there is a version that logs nothing` : action;
    const ways = wayBy('preferences', by, answerOf(ruling), [ruling]);
    return isDefault ? forPeople(ways) : ways;
  });
  const surely = found.filter(({ open }) => open === 'surely');
  return surely.length > 0 ? surely : found;
}

function eraseWays(region: RegionAccess): readonly Found[] {
  const { facts, logGroup, bucket } = region;
  const logs = logGroup && logArns(facts, logGroup.name);
  const objects = bucket && bucketArns(facts, bucket);
  const asked: readonly (readonly [action: string, resource: string])[] = [
    ...(logs ? ON_LOG_GROUP.map((action) => [action, logs.group] as const) : []),
    ...(logs ? ON_LOG_STREAM.map((action) => [action, logs.stream] as const) : []),
    ...(objects
      ? ([
          ['s3:DeleteObject', objects.log],
          ['s3:PutLifecycleConfiguration', objects.bucket],
        ] as const)
      : []),
  ];
  return asked.flatMap(([action, resource]) => {
    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogGroupDeletionProtection.html
    const isHeld = action.startsWith('logs:Delete') && logs !== undefined && logGroup?.isProtected === true;
    const rulings = [region.ruling(action, resource), ...(isHeld ? [region.ruling(UNPROTECT, logs.group)] : [])];
    const by = action.startsWith('s3:') ? `${action}, if the bucket lets them` : action;
    return wayBy('erase', by, allOf(rulings.map(answerOf)), rulings).map((way): Found => ({
      ...way,
      // The policy of the bucket, its versions and its locks decide, too.
      ...(way.open === 'surely' && action.startsWith('s3:') && { open: 'elsewhere' }),
      closed: {
        documents: [],
        ...(logGroup !== undefined && { logGroup: logGroup.name }),
        ...(bucket !== undefined && { bucket: bucket.name }),
      },
    }));
  });
}

/** Makes a way by one action, unless it is closed. */
function wayBy(kind: WayKind, action: string, answer: Answer, rulings: readonly Ruling[]): readonly Found[] {
  if (answer === 'no') return [];
  const keys = answer === 'unknown' ? [...new Set(rulings.flatMap((ruling) => ruling.keys))] : [];
  return [{ kind, open: answer === 'yes' ? 'surely' : 'perhaps', by: [action], keys, closed: { documents: [] } }];
}

/** Gives the condition keys on which sessions depend, besides those of some answers. */
const keysOf = ({ groups }: RegionAccess, rulings: readonly Ruling[]): readonly string[] => [
  ...new Set([...rulings, ...groups.map((group) => group.ruling('ssm:StartSession'))].flatMap(({ keys }) => keys)),
];
