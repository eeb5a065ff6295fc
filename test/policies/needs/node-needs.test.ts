import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { SERVICES } from '../../../src/inputs/tables/policy.ts';
import { usesOf } from '../../../src/checks/vpc/uses.ts';
import { endpointPolicy } from '../../../src/policies/documents/endpoint-policy.ts';
import { instancePolicy } from '../../../src/policies/documents/instance-policy.ts';
import { permissionsOf } from '../../../src/policies/documents/session-needs.ts';
import { type NodeRow, SESSION_NEEDS } from '../../../src/policies/needs/need.ts';
import { NODE_NEEDS } from '../../../src/policies/needs/node-needs.ts';
import { type Policy, values } from '../../../src/policies/reading/policy.ts';
import { FULL } from '../full.ts';
import { placeIn } from '../places.ts';

const sorted = (actions: readonly string[]): readonly string[] => [...new Set(actions)].toSorted();
const actionsIn = (wanted: (row: NodeRow) => boolean): readonly string[] =>
  sorted(NODE_NEEDS.filter(wanted).flatMap(({ actions }) => actions));
const allowedBy = ({ Statement }: Policy): readonly string[] =>
  sorted(Statement.flatMap(({ Action }) => values(Action)));
/** Condition keys, which look like actions. */
const KEYS = ["'kms:ResourceAliases'", "'kms:ViaService'"];
const isForSessions = ({ need }: NodeRow): boolean => SESSION_NEEDS.some((one) => one === need);

describe('the table of what nodes need', () => {
  it('has a thing for every row where everything is set up, and for few where nothing is', () => {
    for (const { sid, thing } of NODE_NEEDS) assert.ok(thing(FULL), sid);
    const bare = NODE_NEEDS.filter(({ when, thing }) => when === undefined && !thing({ place: placeIn('eu-west-1') }));
    assert.deepEqual(bare, [], 'what is always needed depends on nothing');
  });

  it('is all that the policy of a role allows, without what is open, and what only old agents do', () => {
    assert.deepEqual(
      allowedBy(instancePolicy(FULL)),
      actionsIn(({ need, open }) => !open && need !== 'commands'),
    );
  });

  it('is all that the audit asks IAM about', () => {
    const asked = sorted(permissionsOf(FULL).map(({ action }) => action));
    const calls = NODE_NEEDS.filter(isForSessions).flatMap(({ actions, calls: named = actions }) => named);
    assert.deepEqual(asked, sorted(calls));
  });

  for (const service of SERVICES) {
    it(`is all that the policy of an endpoint for ${service} allows, and is asked about`, () => {
      assert.deepEqual(
        allowedBy(endpointPolicy(service, [FULL])),
        actionsIn(({ through }) => through === service),
      );
      const uses = usesOf(service, FULL).flatMap(({ actions }) => actions);
      const wanted = actionsIn((row) => row.through === service && row.need !== 'agent-update');
      assert.deepEqual(sorted(uses), wanted);
    });
  }

  it('is in no other place: policies and networks name no action that nodes need', () => {
    const files = ['src/policies/documents', 'src/checks/vpc'].flatMap((folder) =>
      readdirSync(folder)
        // Those of operators are another table.
        .filter((name) => !name.startsWith('operator-'))
        .map((name) => `${folder}/${name}`),
    );
    const named = files.flatMap((file) => {
      const found = readFileSync(file, 'utf8').matchAll(/'(?:ssm|ssmmessages|ec2messages|kms|logs|s3):[A-Z]\w+[*]?'/g);
      return [...found].flatMap(([action]) => (KEYS.includes(action) ? [] : `${file} ${action}`));
    });
    assert.deepEqual(named, []);
  });

  it('has no ec2messages where AWS has none', () => {
    const here = (region: string): number => usesOf('ec2messages', { place: placeIn(region) }).length;
    assert.deepEqual(['us-east-1', 'cn-north-1', 'ca-west-1'].map(here), [1, 1, 1]);
    assert.deepEqual(['mx-central-1', 'ap-southeast-6', 'eusc-de-east-1'].map(here), [0, 0, 0]);
  });

  it('names its sources, and the service that a key is used by', () => {
    for (const { sid, ref, through, via } of NODE_NEEDS) {
      assert.match(ref, /^https:\/\/(docs\.aws\.amazon\.com|github\.com\/aws)\//, sid);
      assert.notEqual(through === undefined, via === undefined, sid);
    }
  });
});
