import assert from 'node:assert/strict';
import { parsePrincipals } from '../../src/inputs/principals.ts';
import { badInput } from '../aws.ts';

const IAM = 'arn:aws:iam::111122223333';
const names = (principal: string | readonly string[]) => {
  const found = parsePrincipals({ principal });
  return Array.isArray(found) ? found.map(({ kind, name }) => `${kind}/${name}`) : found;
};

describe('principals', () => {
  it('are the caller where none is asked for', () => assert.equal(parsePrincipals({}), undefined));

  it('are all, by either flag', () => {
    assert.equal(parsePrincipals({ principals: 'all' }), 'all');
    assert.equal(names(['all']), 'all');
  });

  it('are separated by commas, repeated or both, each counted once; their names can have commas', () => {
    assert.deepEqual(names([`${IAM}:role/a,b`, `${IAM}:user/x/y/c, ${IAM}:role/a,b,${IAM}:role/d,`]), [
      'role/a,b',
      'user/c',
      'role/d',
    ]);
    assert.deepEqual(parsePrincipals({ principal: `${IAM}:role/a`, principals: `${IAM}:role/b` })?.length, 2);
  });

  it('are of any partition, with the path of a role or the session of one', () => {
    const arn = 'arn:aws-us-gov:sts::111122223333:assumed-role/AWSReservedSSO_Ops_0123456789abcdef/ann@example.com';
    assert.deepEqual(parsePrincipals({ principal: arn }), [
      {
        arn,
        partition: 'aws-us-gov',
        account: '111122223333',
        kind: 'role',
        name: 'AWSReservedSSO_Ops_0123456789abcdef',
        session: 'ann@example.com',
      },
    ]);
  });

  for (const [arn, why] of [
    [`${IAM}:root`, 'the root user may do everything'],
    ['arn:aws:sts::111122223333:federated-user/bob', 'name that user'],
    [`${IAM}:group/admins`, 'name its users'],
    [`${IAM}:role/aws-service-role/ssm.amazonaws.com/AWSServiceRoleForAmazonSSM`, 'only a service'],
    ['ops', 'it must be the ARN of a role'],
    ['arn:aws:iam::1234:role/ops', 'it must be the ARN of a role'],
    [`${IAM}:assumed-role/ops/ann`, 'it must be the ARN of a role'],
    ['arn:aws:sts::111122223333:role/ops', 'it must be the ARN of a role'],
    [`${IAM}:instance-profile/web`, 'it must be the ARN of a role'],
    ['arn:aws:iam::aws:policy/AdministratorAccess', 'it must be the ARN of a role'],
    ['arn:aws:s3:::bucket', 'it must be the ARN of a role'],
  ] as const) {
    it(`are refused in one line: ${arn}`, () => {
      badInput(() => parsePrincipals({ principal: arn }), `--principal "${arn}": `, why);
    });
  }

  it('are refused with the word for everybody, by either flag', () => {
    badInput(() => parsePrincipals({ principals: 'some' }), '--principals "some": ', 'or all, for everybody');
    badInput(() => parsePrincipals({ principal: 'everyone' }), '--principal "everyone": ', 'or all, for everybody');
  });

  it('are not all and some others', () => {
    badInput(() => parsePrincipals({ principal: `${IAM}:role/a`, principals: 'all' }), 'cannot be combined');
    badInput(() => parsePrincipals({ principal: ' , ' }), '--principal is empty');
  });
});
