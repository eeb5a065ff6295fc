// The caller of the tests of `user`, and what IAM says of her.
import { SimulatePrincipalPolicyCommand, type SimulatePrincipalPolicyRequest } from '@aws-sdk/client-iam';
import type { AccountAudit } from '../../../src/audit/account.ts';
import type { Principal } from '../../../src/facts/caller.ts';
import type { Key } from '../../../src/facts/key.ts';
import type { RegionAudit } from '../../../src/audit/region.ts';
import type { Decision } from '../../../src/facts/simulation.ts';
import type { SessionConfiguration } from '../../../src/policies/needs/configuration.ts';
import type { Statement } from '../../../src/policies/reading/policy.ts';
import { mockAws, testTarget } from '../../aws.ts';
import { simulator } from '../../facts/simulator.ts';
import { fakeInstance } from '../facts.ts';
import { accountOf, is, regionOf } from '../observed.ts';

export const ALICE: Principal = {
  kind: 'principal',
  name: 'user/alice',
  arn: 'arn:aws:iam::111122223333:user/alice',
  userId: 'AIDA1',
  sessionName: 'alice',
  attached: is([]),
  policies: is([]),
  boundary: is(undefined),
};
export const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1111';
export const SSM = 'arn:aws:ssm:eu-west-1:111122223333';
export const DOCUMENT = `${SSM}:document/SSM-SessionManagerRunShell`;
export const CHANNELS = [`${SSM}:session/alice-0123456789abcdef0`, `${SSM}:session/AIDA1-0123456789abcdef0`];

export const DELEGATED: Statement = {
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111122223333:root' },
  Action: 'kms:*',
  Resource: '*',
};

/** What somebody has who takes part in sessions. */
export const CHANNEL: Statement = {
  Effect: 'Allow',
  Action: 'ssmmessages:OpenDataChannel',
  Resource: 'arn:aws:ssm:*:*:session/${aws:userid}-*',
};

/** Her policies. */
export const having = (...Statement: readonly Statement[]): Pick<Principal, 'policies'> => ({
  policies: is([{ Statement }]),
});

/** The session key under this policy. */
export const key = (...Statement: readonly Statement[]): Key => ({
  kind: 'found',
  name: KEY,
  id: '1111',
  arn: KEY,
  state: 'Enabled',
  aliases: ['alias/session'],
  policy: { Statement },
});

export const PLACE = testTarget();
export const encrypted: SessionConfiguration = { place: PLACE, key: { arn: KEY, aliases: ['alias/session'] } };

export const region = (overrides: Partial<RegionAudit> = {}): RegionAudit =>
  regionOf({ instances: is([fakeInstance()]), configuration: is(encrypted), key: is(key(DELEGATED)), ...overrides });

export const factsOf = (who: Partial<Principal> = {}, overrides: Partial<RegionAudit> = {}): AccountAudit => {
  const first = region(overrides);
  return accountOf([first], { caller: is({ ...ALICE, ...who }), iam: () => first.target.iam() });
};

/** The simulator of IAM, and what it was asked. */
export function mockIam() {
  const aws = mockAws();
  /** Sets IAM's answers; a permission is allowed unless this says otherwise. `missing`: condition keys that it was not given. */
  const decide = (
    decision: (action: string, resource: string) => Decision | undefined,
    missing: readonly string[] = [],
  ): void => {
    const answer = simulator((action, resource) => decision(action, resource) ?? 'allowed', missing);
    aws.iam.on(SimulatePrincipalPolicyCommand).callsFake(answer);
  };
  const asked = () => aws.inputs('iam.SimulatePrincipalPolicy') as readonly SimulatePrincipalPolicyRequest[];
  /** The nodes that were asked about. */
  const tried = () =>
    asked()
      .flatMap(({ ResourceArns = [] }) => ResourceArns)
      .filter((arn) => arn.includes(':instance/'))
      .map((arn) => arn.split('/')[1]);

  return { aws, decide, asked, tried };
}
