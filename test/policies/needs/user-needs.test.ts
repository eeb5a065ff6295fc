import assert from 'node:assert/strict';
import { userPolicy } from '../../../src/policies/documents/user-policy.ts';
import { type UserAccess, USER_NEEDS } from '../../../src/policies/needs/user-needs.ts';
import { placesIn } from '../places.ts';

const SHELL: UserAccess = { shell: true, ssh: false, portForwarding: false, tags: {}, nodes: [] };
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

  it('has a key and SSH keys only for those who ask for them', () => {
    const both = ['EncryptSessions', 'PushSshKeys'];
    assert.deepEqual(
      sidsFor(SHELL),
      USER_NEEDS.map(({ sid }) => sid).filter((sid) => !both.includes(sid)),
    );
  });
});
