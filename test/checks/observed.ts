// Shared by the tests of all checks: facts that can be told apart in advice, and what is true of every observation.
import assert from 'node:assert/strict';
import { CATALOGUE } from '../../src/checks/catalogue.ts';
import type { Check, Observation } from '../../src/checks/check.ts';
import type { AccountAudit } from '../../src/audit/account.ts';
import type { RegionAudit } from '../../src/audit/region.ts';
import type { Instance } from '../../src/facts/instances.ts';
import type { Question } from '../../src/inputs/question.ts';
import type { Role } from '../../src/facts/roles.ts';
import { adviceOf } from '../../src/render/advice.ts';
import { ACCOUNT, awsError, REGION, testTarget } from '../aws.ts';
import { fakeFacts, fakeInstance, fakeQuestion } from './facts.ts';

export const DENIED = awsError('AccessDeniedException', 'not authorized to perform: ec2:DescribeInstances');

export const denied = (): Promise<never> => Promise.reject(DENIED);

/** A fact. */
export const is =
  <Value>(value: Value) =>
  (): Promise<Value> =>
    Promise.resolve(value);

const FLAGS = `--sandbox --role-name Admin --regions ${REGION} --profiles prod --accounts ${ACCOUNT}`;

/** The question of one who came by a profile, a role and accounts: advice has to lead there again. */
export const asking = (overrides: Partial<Question> = {}): Question =>
  fakeQuestion({ invocation: { sandbox: true, 'role-name': 'Admin' }, accountsAsked: true, ...overrides });

/** Facts of a region under that question. */
export const regionOf = (overrides: Partial<RegionAudit> = {}, region = REGION): RegionAudit =>
  fakeFacts({ target: { ...testTarget(region), profile: 'prod' }, question: asking(), ...overrides });

/** `session-manager setup …` for everything, as it is advised for such facts. */
export const wholeSetup = (...flags: readonly string[]): string => ['session-manager setup', FLAGS, ...flags].join(' ');

/** The same for one thing: the agent update stays as it is. */
export const setup = (...flags: readonly string[]): string =>
  wholeSetup(...flags, ...(flags.some((flag) => flag.includes('--agent-update')) ? [] : ['--no-agent-update']));

/** `aws …`, as it is advised for such facts. */
export const aws = (words: string, region = REGION): string => `aws ${words} --region ${region} --profile prod`;

/** An instance that has no profile. */
export function bareInstance(overrides: Partial<Instance> = {}): Instance {
  const { profile: _, ...instance } = fakeInstance(overrides);
  return instance;
}

/** Makes the facts of an account over these regions; reading anything that is not given is denied. */
export function accountOf(regions: readonly RegionAudit[], overrides: Partial<AccountAudit> = {}): AccountAudit {
  const unread = (name: keyof AccountAudit) => (): Promise<never> =>
    Promise.reject(new assert.AssertionError({ message: `it read ${name}, which the test did not give` }));
  const caller = overrides.caller ?? unread('caller');
  return {
    account: ACCOUNT,
    target: regions[0]?.target ?? testTarget(),
    regions: is(regions),
    iam: unread('iam'),
    roles: unread('roles'),
    role: unread('role'),
    audit: unread('audit'),
    access: unread('access'),
    caller,
    people: async () => [await caller()],
    ...overrides,
  };
}

/** A role that the instance profile `web` hands out, and that has the managed policy of AWS. */
export const aRole = (overrides: Partial<Role> = {}): Role => ({
  name: 'web',
  arn: `arn:aws:iam::${ACCOUNT}:role/${overrides.name ?? 'web'}`,
  profiles: ['web'],
  attached: is(['arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore']),
  policies: is([]),
  boundary: is(undefined),
  ...overrides,
});

/** The one of several checks that reports this. */
export const checkOf = <Facts>(checks: readonly Check<Facts>[], id: string): Check<Facts> =>
  checks.find(({ ids }) => ids.includes(id)) ?? assert.fail(`no check reports ${id}`);

/** An observation, with its remedy in words. */
export type Advised = Observation & { readonly advice: string };

export const advised = (observation: Observation): Advised => ({
  ...observation,
  advice: adviceOf(observation.remedy),
});

/** Ids whose page depends on what is found. */
const SEVERAL_PAGES = /^(?:vpc\..*|log-group\.unencrypted)$/;

/** Runs a check. Expects that there is something to check, and that everything found is fit to be shown. */
export async function findings<Facts>(check: Check<Facts>, facts: Facts): Promise<readonly Advised[]> {
  const observations = (await check.run(facts)) ?? assert.fail('there was something to look at');
  const all = observations.map(advised);
  for (const { check: id, verdict, subject, summary, advice, ref } of all) {
    assert.ok(check.ids.includes(id), `${id} is not among the ids of the check`);
    const promised = CATALOGUE[id]?.verdicts ?? assert.fail(`${id} is not in the catalogue`);
    assert.ok(
      verdict === 'unknown' || promised.includes(verdict),
      `the catalogue does not say that ${id} may ${verdict}`,
    );
    assert.ok(subject, `${id} says whom it is about`);
    assert.ok(!summary.includes(subject), `the summary names the subject: ${summary}`);
    assert.match(summary, /^(?!.*\.$)\S.*\S$/, 'one line without full stop');
    assert.match(advice, /^\S.*\S$/, 'one line of advice');
    assert.match(ref ?? '', /^https:\/\//);
    if (!SEVERAL_PAGES.test(id)) assert.equal(ref, CATALOGUE[id]?.ref, id);
  }
  return all;
}

/** The same, where it finds exactly this. */
export async function finding<Facts>(check: Check<Facts>, facts: Facts, expected: string): Promise<Advised> {
  const observations = await findings(check, facts);
  assert.deepEqual(observations.map(brief), [expected]);
  return observations[0] ?? assert.fail();
}

/** `fail kms.missing key/alias/session` */
export const brief = ({ check, verdict, subject }: Observation): string => `${verdict} ${check} ${subject}`;

/** The same of many, in alphabetical order. */
export const briefly = (observations: readonly Observation[]): readonly string[] => observations.map(brief).toSorted();

/** Expects that the check rejects with what was denied, so that it is reported as not known. */
export const isDenied = <Facts>(check: Check<Facts>, facts: Facts): Promise<void> =>
  assert.rejects(check.run(facts), { name: DENIED.name, message: DENIED.message });
