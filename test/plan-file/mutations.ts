// What somebody else does between a plan and its execution.
import type { RegionState } from '../../src/sandbox/state/state.ts';
import type { Document } from '../../src/sandbox/state/ssm.ts';
import { documentOf, PREFERENCES, preferencesText } from '../engine/planted.ts';

type Random = () => number;

/** Numbers from 0 to 1 that follow from a seed. */
export function randomOf(seed: number): Random {
  let state = seed * 2_654_435_761 + 1;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 3_266_489_917) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 4_294_967_296;
  };
}

export const pick = <Value>(random: Random, values: readonly Value[]): Value =>
  values[Math.floor(random() * values.length)] as Value;

const ID = '5b1c4c9f-6a0e-4f0f-9a53-0d5f7a1c2e99';

const inEffect = ({ versions, defaultVersion }: Document) => versions.find(({ version }) => version === defaultVersion);

function rewrite(document: Document | undefined, change: (inputs: Record<string, unknown>) => void): void {
  const before = document && inEffect(document);
  if (!before) return;
  const content = JSON.parse(before.content) as { inputs: Record<string, unknown> };
  change(content.inputs);
  document.lastVersion += 1;
  const version = String(document.lastVersion);
  document.versions.push({ ...before, version, content: JSON.stringify(content), hash: version, name: 'by-hand' });
  document.defaultVersion = version;
}

/** Each changes a region, where it has such a thing. */
export const MUTATIONS: Readonly<Record<string, (region: RegionState, random: Random) => void>> = {
  nothing: () => undefined,
  'the log group is deleted': (region) => void delete region.logGroups['sessions'],
  'the log group is made by others': (region, random) => {
    region.logGroups['sessions'] ??= {
      created: '2026-01-01T00:00:00.000Z',
      class: 'STANDARD',
      storedBytes: 0,
      deletionProtection: false,
      tags: { team: 'others' },
      ...(random() < 0.5 && { retentionInDays: pick(random, [7, 30, 365]) }),
    };
  },
  'the retention is changed': ({ logGroups }, random) => {
    const group = logGroups['sessions'];
    if (group) group.retentionInDays = pick(random, [1, 7, 30, 365]);
  },
  'the retention is taken off': ({ logGroups }) => void delete logGroups['sessions']?.retentionInDays,
  'the key of the log group is taken off': ({ logGroups }) => void delete logGroups['sessions']?.kmsKeyId,
  'the log group is protected': ({ logGroups }) => {
    if (logGroups['sessions']) logGroups['sessions'].deletionProtection = true;
  },
  'logs arrive': ({ logGroups }, random) => {
    if (logGroups['sessions']) logGroups['sessions'].storedBytes += Math.floor(random() * 1e9);
  },
  'the tags of the log group are taken off': ({ logGroups }) => {
    if (logGroups['sessions']) logGroups['sessions'].tags = {};
  },
  'the key is scheduled for deletion': ({ keys }) => {
    for (const key of Object.values(keys)) {
      Object.assign(key, { state: 'PendingDeletion', deletion: '2030-01-01T00:00:00.000Z' });
    }
  },
  'the key is disabled': ({ keys }) => {
    for (const key of Object.values(keys)) key.state = 'Disabled';
  },
  'the rotation is changed': ({ keys }, random) => {
    for (const key of Object.values(keys)) key.rotationDays = pick(random, [null, 90, 365, 730]);
  },
  'the alias is deleted': ({ aliases }) => void delete aliases['alias/session'],
  'the alias leads to another key': ({ aliases, keys }) => {
    const [key] = Object.values(keys);
    if (!key || !aliases['alias/session']) return;
    keys[ID] = { ...structuredClone(key), id: ID, arn: key.arn.replace(key.id, ID) };
    aliases['alias/session'].target = ID;
  },
  'the document is deleted': ({ documents }) => void delete documents[PREFERENCES],
  'the document is made by others': ({ documents }, random) => {
    documents[PREFERENCES] ??= documentOf(
      preferencesText({ idleSessionTimeout: pick(random, ['15', '20', '30']), cloudWatchLogGroupName: 'sessions' }),
    );
  },
  'the idle time is changed': ({ documents }, random) =>
    rewrite(documents[PREFERENCES], (inputs) => (inputs['idleSessionTimeout'] = pick(random, ['5', '15', '30']))),
  'the user is changed, which nobody asks for': ({ documents }) =>
    rewrite(documents[PREFERENCES], (inputs) => {
      inputs['runAsEnabled'] = true;
      inputs['runAsDefaultUser'] = 'somebody';
    }),
  'the tags of the document are taken off': ({ documents }) => {
    const document = documents[PREFERENCES];
    if (document) document.tags = {};
  },
  'the association is deleted': (region) => void (region.associations = {}),
  'the schedule is changed': ({ associations }, random) => {
    for (const association of Object.values(associations)) {
      association.history.push(association.parameters);
      association.version += 1;
      const ScheduleExpression = pick(random, ['rate(7 days)', 'rate(1 day)', 'cron(0 2 ? * * *)']);
      association.parameters = { ...association.parameters, ScheduleExpression };
    }
  },
  'the association is made by others': ({ associations }) => {
    if (Object.keys(associations).length > 0) return;
    associations[ID] = {
      id: ID,
      version: 1,
      created: '2026-01-01T00:00:00.000Z',
      updated: '2026-01-01T00:00:00.000Z',
      tags: { team: 'others' },
      status: { Status: 'Success', DetailedStatus: 'Success' },
      history: [],
      parameters: {
        Name: 'AWS-UpdateSSMAgent',
        AssociationName: 'SsmAgent',
        ScheduleExpression: 'rate(14 days)',
        Targets: [{ Key: 'tag:Environment', Values: ['dev'] }],
      },
    };
  },
};
