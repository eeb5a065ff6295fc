import assert from 'node:assert/strict';
import {
  GetUserCommand,
  SimulatePrincipalPolicyCommand,
  type SimulatePrincipalPolicyCommandInput,
} from '@aws-sdk/client-iam';
import { letUse } from '../../../src/checks/kms/key-users.ts';
import { setupCommand } from '../../../src/checks/remedy.ts';
import { adviceOf } from '../../../src/render/advice.ts';
import { mockAws, testTarget } from '../../aws.ts';
import { fakeFacts } from '../facts.ts';
import { aRole, is } from '../observed.ts';

const IAM = 'arn:aws:iam::111122223333';
const SETUP = 'session-manager setup --regions eu-west-1 --kms --grant --no-agent-update';

describe('another session key', () => {
  const aws = mockAws();

  /** What is advised to a caller whom IAM allows these actions; `arn`: of its role. */
  async function advised(
    caller: string,
    allowed: readonly string[],
    { forSessions = true, flags = {}, arn = caller } = {},
  ): Promise<string> {
    aws.iam.on(GetUserCommand).resolves({ User: { UserName: 'alice', UserId: 'AIDA1', Arn: caller } as never });
    aws.iam
      .on(SimulatePrincipalPolicyCommand)
      .callsFake(({ ActionNames = [], ResourceArns = [] }: SimulatePrincipalPolicyCommandInput) => ({
        EvaluationResults: ActionNames.flatMap((EvalActionName: string) => ({
          EvalActionName,
          ResourceSpecificResults: ResourceArns.map((EvalResourceName: string) => ({
            EvalResourceName,
            EvalResourceDecision: allowed.includes(EvalActionName) ? 'allowed' : 'implicitDeny',
          })),
        })),
      }));
    const role = aRole({ name: 'Ops', arn, id: 'AROA1' });
    const facts = fakeFacts({
      target: { ...testTarget(), caller },
      roles: is({ byName: new Map([['Ops', role]]), complete: true }),
    });
    const change = setupCommand(facts, undefined, { kms: true, grant: true, ...flags });
    return adviceOf(await letUse(facts, { forSessions }, change)) ?? '';
  }

  it('is allowed to a caller who may only use the old one, by its alias, before it is made', async () => {
    const advice = await advised(`${IAM}:user/alice`, ['ssm:StartSession']);
    assert.match(
      advice,
      /^give those who start sessions a policy .* session-manager policy user --kms --encrypt-sessions /,
    );
    assert.match(advice, /: aws iam put-user-policy --user-name alice --policy-name session-key .*alias\/session\b/);
    assert.ok(advice.endsWith(` && ${SETUP}`), advice);
  });

  it('is allowed by the alias that setup is told', async () => {
    const flags = { 'kms-alias': 'session-manager' };
    const advice = await advised(`${IAM}:user/alice`, ['ssm:StartSession'], { flags });
    assert.match(advice, / --kms-alias session-manager --accounts .*"kms:ResourceAliases":"alias\/session-manager"/);
  });

  it('is allowed to a role whose path is not in the name of its sessions, but not to one of Identity Center', async () => {
    const session = 'arn:aws:sts::111122223333:assumed-role/Ops/alice';
    assert.match(
      await advised(session, ['ssm:StartSession'], { arn: `${IAM}:role/team/x/Ops` }),
      /aws iam put-role-policy --role-name Ops /,
    );
    const kept = await advised(session, ['ssm:StartSession'], { arn: `${IAM}:role/aws-reserved/sso/Ops` });
    assert.match(kept, /^give those .* prints it, and then: session-manager setup /);
  });

  it('is not given to a caller who may start no sessions', async () => {
    const advice = await advised(`${IAM}:user/alice`, []);
    assert.match(advice, /^give those .* prints it, and then: session-manager setup /);
  });

  it('takes nothing more where the caller may use any, is nobody of whom IAM knows, or where it is for the log group only', async () => {
    const may = ['ssm:StartSession', 'kms:GenerateDataKey'];
    assert.equal(await advised(`${IAM}:user/alice`, may), SETUP);
    assert.equal(await advised(`${IAM}:root`, []), SETUP);
    assert.equal(await advised(`${IAM}:user/alice`, [], { forSessions: false }), SETUP);
  });
});
