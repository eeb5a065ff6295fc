import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { userPolicy } from '../../../src/policies/documents/user-policy.ts';
import { type UserAccess, USER_NEEDS } from '../../../src/policies/needs/user-needs.ts';
import { placesIn } from '../places.ts';

const SHELL: UserAccess = { shell: true, ssh: false, portForwarding: false, commands: false, tags: {}, nodes: [] };
const FULL: UserAccess = { ...SHELL, ssh: true, osUser: 'ann', key: { aliases: ['alias/session'] } };
const HERE = placesIn(['eu-west-1']);

const sidsFor = (access: UserAccess): readonly (string | undefined)[] =>
  userPolicy(HERE, access).Statement.map(({ Sid }) => Sid);

describe('the table of what users need', () => {
  it('is all that their policy allows, in this order', () => {
    assert.deepEqual(
      sidsFor(FULL),
      USER_NEEDS.map(({ sid }) => sid),
    );
  });

  it('has all that doctor asks IAM about for a session', () => {
    const files = ['permissions', 'own-sessions', 'ssh-key'].map((name) => `src/checks/user/${name}.ts`);
    const asked = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/'([\w-]+:[A-Z]\w+)'/g)]);
    const known: readonly string[] = USER_NEEDS.flatMap(({ actions }) => actions);
    const actions = [...asked].map(([, action = '']) => action).filter((action) => action !== 'kms:ResourceAliases');
    assert.ok(actions.length >= 6);
    assert.deepEqual(
      actions.filter((action) => !known.includes(action)),
      [],
    );
  });

  it('has a key and SSH keys only for those who ask for them', () => {
    const both = ['EncryptSessions', 'PushSshKeys'];
    assert.deepEqual(
      sidsFor(SHELL),
      USER_NEEDS.map(({ sid }) => sid).filter((sid) => !both.includes(sid)),
    );
  });
});
