import assert from 'node:assert/strict';
import { GetAccountAuthorizationDetailsCommand, GetUserCommand } from '@aws-sdk/client-iam';
import { readPeople } from '../../src/facts/people.ts';
import type { PrincipalInput } from '../../src/inputs/principals.ts';
import { awsError, mockAws, testTarget } from '../aws.ts';
import { aRole, is } from '../checks/observed.ts';

const IAM = 'arn:aws:iam::111122223333';
const asked = (kind: 'role' | 'user', name: string, more: Partial<PrincipalInput> = {}): PrincipalInput => ({
  arn: `${IAM}:${kind}/${name}`,
  partition: 'aws',
  account: '111122223333',
  kind,
  name,
  ...more,
});
const WEB = aRole({ id: 'AROA1' });

describe('facts people', () => {
  const aws = mockAws();
  const read = async (...people: readonly PrincipalInput[]) =>
    readPeople(people, {
      client: await testTarget().iam(),
      roles: is({ byName: new Map([['web', WEB]]), complete: true }),
      role: async (name) => (name === 'web' ? WEB : undefined),
    });

  it('are roles by their ARN, or by that of a session, whose name is then known', async () => {
    const [role, session] = await read(asked('role', 'web'), asked('role', 'web', { arn: 'x', session: 'ann' }));
    assert.ok(role?.kind === 'principal' && session?.kind === 'principal');
    assert.deepEqual([role.sessionUnknown, role.arn], [true, WEB.arn]);
    assert.deepEqual([session.sessionUnknown, session.userId, session.sessionName], [undefined, 'AROA1:ann', 'ann']);
  });

  it('are missing where there is no such role, or another path, with what may be meant', async () => {
    const missing = (name: string, ...near: readonly string[]) => ({ kind: 'missing', name, near });
    assert.deepEqual(await read(asked('role', 'wep'), asked('role', 'quite-another')), [
      missing('role/wep', WEB.arn),
      missing('role/quite-another'),
    ]);
    assert.deepEqual(await read(asked('role', 'web', { arn: `${IAM}:role/x/web` })), [missing('role/x/web', WEB.arn)]);
  });

  it('are users, who are looked for among all others only if they are missing', async () => {
    aws.iam.on(GetUserCommand, { UserName: 'ann' }).resolves({ User: { Arn: `${IAM}:user/ann` } as never });
    aws.iam.on(GetUserCommand, { UserName: 'anne' }).rejects(awsError('NoSuchEntityException', 'no'));
    const UserDetailList = [{ UserName: 'ann', Arn: `${IAM}:user/ann` }];
    aws.iam.on(GetAccountAuthorizationDetailsCommand).resolves({ UserDetailList });
    assert.equal((await read(asked('user', 'ann')))[0]?.name, 'user/ann');
    assert.deepEqual(aws.inputs('iam.GetAccountAuthorizationDetails'), []);
    assert.deepEqual(await read(asked('user', 'anne')), [
      { kind: 'missing', name: 'user/anne', near: [`${IAM}:user/ann`] },
    ]);
    aws.iam.on(GetAccountAuthorizationDetailsCommand).rejects(awsError('AccessDeniedException', 'no'));
    assert.deepEqual(await read(asked('user', 'anne')), [{ kind: 'missing', name: 'user/anne', near: [] }]);
  });
});
