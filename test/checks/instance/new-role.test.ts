import assert from 'node:assert/strict';
import { attachCore, grantTheRest, handOut, newProfile, newRole } from '../../../src/checks/instance/new-role.ts';
import type { Command } from '../../../src/checks/remedy.ts';
import type { SessionConfiguration } from '../../../src/policies/needs/configuration.ts';
import { adviceOf } from '../../../src/render/advice.ts';
import { testTarget } from '../../aws.ts';
import { aws, denied, is, regionOf, setup } from '../observed.ts';

const words = (commands: readonly Command[]): readonly string[] => commands.map((command) => adviceOf(command));

describe('the role for nodes', () => {
  const facts = regionOf();

  it('trusts the service that hands it out, and lets nodes register', () => {
    assert.deepEqual(words(newRole(facts, 'ssm', 'managed', '/service-role/')), [
      aws(
        `iam create-role --role-name managed --path /service-role/ --assume-role-policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ssm.amazonaws.com"},"Action":"sts:AssumeRole"}]}'`,
      ),
      aws(
        'iam attach-role-policy --role-name managed --policy-arn arn:aws:iam::aws:policy/AmazonSSMManagedEC2InstanceDefaultPolicy',
      ),
    ]);
  });

  it('has the names of its partition', () => {
    const china = { target: testTarget('cn-north-1') };
    const [create, attach] = words(newRole(china, 'ec2', 'web'));
    assert.match(create ?? '', /"ec2\.amazonaws\.com\.cn"/);
    assert.equal(attach, adviceOf(attachCore(china, 'ec2', 'web')));
    assert.match(attach ?? '', /arn:aws-cn:iam::aws:policy\/AmazonSSMManagedInstanceCore/);
  });

  it('is handed out by a profile', () => {
    assert.deepEqual(words([newProfile(facts, 'p'), handOut(facts, 'web', 'p')]), [
      aws('iam create-instance-profile --instance-profile-name p'),
      aws('iam add-role-to-instance-profile --instance-profile-name p --role-name web'),
    ]);
  });

  it('is granted more only where sessions need more', async () => {
    const place = testTarget();
    const withMore = (more: Partial<SessionConfiguration>) =>
      grantTheRest(regionOf({ configuration: is({ place, ...more }) }));
    assert.deepEqual(await withMore({}), []);
    assert.deepEqual(await grantTheRest(regionOf({ configuration: denied })), []);
    assert.deepEqual(words(await withMore({ key: { aliases: [] } })), [setup('--grant')]);
    assert.deepEqual(words(await withMore({ logGroup: 'audit' })), [setup('--log-group audit', '--grant')]);
  });
});
