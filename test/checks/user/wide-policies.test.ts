import assert from 'node:assert/strict';
import { caller as check } from '../../../src/checks/user.ts';
import type { Statement } from '../../../src/policies/reading/policy.ts';
import { briefly, findings, is } from '../observed.ts';
import { factsOf, mockIam } from './alice.ts';

describe('check user: a caller', () => {
  const { decide } = mockIam();

  describe('whose policies are written too wide', () => {
    const start = (...Resource: string[]): Statement => ({ Effect: 'Allow', Action: 'ssm:StartSession', Resource });
    const INSTANCES = 'arn:aws:ec2:*:*:instance/*';
    const SSH = 'arn:aws:ssm:*::document/AWS-StartSSHSession';
    const unchecked = start(INSTANCES, SSH);
    const terminate: Statement = { Effect: 'Allow', Action: 'ssm:TerminateSession', Resource: '*' };
    const everything: Statement = { Effect: 'Allow', Action: '*', Resource: '*' };
    const styled = async (statements: readonly Statement[], attached: readonly string[] = []) => {
      decide(() => 'allowed');
      const who = { policies: is([{ Statement: statements }]), attached: is(attached) };
      return findings(check, factsOf(who));
    };

    it('is warned for the default shell without check of the document, and for the sessions of others', async () => {
      assert.deepEqual(briefly(await styled([unchecked, terminate])), [
        'warn user.document-access-check user/alice',
        'warn user.terminate-any user/alice',
      ]);
      const [first, second] = await styled([unchecked, terminate]);
      assert.match(first?.advice ?? '', /"BoolIfExists": \{"ssm:SessionDocumentAccessCheck": "true"\}/);
      assert.match(second?.advice ?? '', /own sessions only/);
    });

    for (const [what, statements, attached] of [
      [
        'the check is there',
        [{ ...unchecked, Condition: { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } } }],
        [],
      ],
      ['all documents are meant', [start('*')], []],
      ['sessions are their own', [{ ...terminate, Resource: `arn:aws:ssm:*:*:session/\${aws:userid}-*` }], []],
      ['it is an administrator', [unchecked, terminate, everything], []],
      ['it is an administrator by the policy of AWS', [unchecked], ['arn:aws:iam::aws:policy/AdministratorAccess']],
    ] as const) {
      it(`is not, where ${what}`, async () => assert.deepEqual(await styled(statements, attached), []));
    }
  });
});
