// The property of advice, over every sound fleet of the tests with each of these faults.
import assert from 'node:assert/strict';
import { once } from '../../src/once.ts';
import { adviceOf } from '../../src/render/advice.ts';
import type { Role } from '../../src/sandbox/state/iam.ts';
import { regionOf, type RegionState, type State } from '../../src/sandbox/state/state.ts';
import { carryOut, faultsOf } from './advice/carry-out.ts';
import { policyText } from './identities.ts';
import { PREFERENCES } from './planted.ts';
import { BUCKET, KEY, SOUND } from './sound-fleets.ts';
import { ACCOUNT, REGION, world } from './world.ts';

interface Parts {
  readonly state: State;
  readonly region: RegionState;
  readonly roles: readonly Role[];
  /** Of the roles, with their paths: `/service-role/Managed`. */
  readonly names: readonly string[];
  /** Changes inputs of the preferences. */
  readonly prefer: (inputs: object) => void;
}

const key = ({ region }: Parts) => region.keys[KEY] ?? assert.fail();
const SERVICE_TRUST = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };

/** Faults that every fleet can have. */
const FAULTS: Readonly<Record<string, (parts: Parts) => void>> = {
  'no log group': ({ region }) => void delete region.logGroups['sessions'],
  'a log group without a key': ({ region }) => void delete region.logGroups['sessions']?.kmsKeyId,
  'a key that is disabled': (parts) => void (key(parts).state = 'Disabled'),
  'an asymmetric key': (parts) => Object.assign(key(parts), { spec: 'RSA_2048', rotationDays: null }),
  'a key that is closed to logs': (parts) =>
    void (key(parts).policy = policyText({
      Effect: 'Allow',
      Principal: {
        AWS: [`arn:aws:iam::${ACCOUNT}:root`, ...parts.names.map((name) => `arn:aws:iam::${ACCOUNT}:role${name}`)],
      },
      Action: 'kms:*',
      Resource: '*',
    })),
  'no key behind its alias': ({ region }) => void delete region.aliases['alias/session'],
  'a session key of AWS': ({ prefer }) => prefer({ kmsKeyId: 'alias/aws/ssm' }),
  'a session key of another region': ({ prefer }) =>
    prefer({ kmsKeyId: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/${KEY}` }),
  'roles that may not log': ({ roles }) => {
    for (const role of roles)
      role.inline = { sessions: policyText({ Effect: 'Allow', Action: 'kms:*', Resource: '*' }) };
  },
  'roles that only another service may have': ({ roles }) => {
    for (const role of roles) role.trust = policyText(SERVICE_TRUST);
  },
  'no bucket': ({ state }) => void delete state.buckets[BUCKET],
  'idle minutes out of range': ({ prefer }) => prefer({ idleSessionTimeout: '90' }),
  'sessions of root': ({ prefer }) => prefer({ runAsEnabled: true, runAsDefaultUser: 'root' }),
  'no association': ({ region }) => void (region.associations = {}),
};

/** The fleets in which one of these is no fault. */
const FINE: Readonly<Record<string, readonly string[]>> = {
  // It updates agents by itself.
  'under Default Host Management': ['no association'],
};

function fleetWith(fleet: () => State, plant: (parts: Parts) => void): State {
  const state = fleet();
  const region = regionOf(state, ACCOUNT, REGION);
  const prefer = (inputs: object): void => {
    const version = region.documents[PREFERENCES]?.versions.at(-1) ?? assert.fail();
    const content = JSON.parse(version.content) as { inputs: object };
    version.content = JSON.stringify({ ...content, inputs: { ...content.inputs, ...inputs } });
  };
  const { roles = {} } = state.iam[ACCOUNT] ?? {};
  const names = Object.entries(roles).map(([name, { path }]) => path + name);
  plant({ state, region, roles: Object.values(roles), names, prefer });
  return state;
}

describe('advice clears its finding and brings no other, in every sound fleet', () => {
  for (const [at, [what, fleet]] of Object.entries(SOUND).entries()) {
    describe(what, () => {
      // What is not known of it anyway may be said once something else is in order.
      const ofItself = once(() => faultsOf(world({ state: fleet() })));
      // Of fleets that differ in the bucket, or in what nothing uses, every other fault will do.
      const faults = Object.entries(FAULTS).filter(
        (_, index) => !/bucket|stopped|nothing uses/.test(what) || (at + index) % 2 === 0,
      );
      for (const [title, plant] of faults) {
        it(`with ${title}`, async () => {
          const state = fleetWith(fleet, plant);
          const before = await faultsOf(world({ state }));
          const seen = new Set<string>();
          for (const fault of before) {
            const advice = `${fault.check} ${adviceOf(fault.remedy)}`;
            if (fault.causedBy || fault.verdict === 'unknown' || seen.has(advice)) continue;
            seen.add(advice);
            await carryOut(world({ state }), fault, [...before, ...(await ofItself())]);
          }
          if (!FINE[what]?.includes(title)) assert.ok(before.length > 0, 'nothing is found');
        });
      }
    });
  }
});
