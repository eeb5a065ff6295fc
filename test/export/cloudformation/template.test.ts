import assert from 'node:assert/strict';
import { cloudFormationTemplate } from '../../../src/export/cloudformation/template.ts';
import { yamlOf } from '../../../src/export/cloudformation/yaml.ts';
import { parseInputs, type RawInputs } from '../../../src/inputs/inputs.ts';
import type { TargetReport } from '../../../src/engine/report.ts';
import { ACCOUNT, comparable, type World, world } from '../../engine/world.ts';
import { stateWithRoles } from '../../engine/identities.ts';
import { deploy } from './deploy.ts';
import { parseTemplate } from './evaluate.ts';
import { FLAG_SETS } from './flag-sets.ts';
import { specificationProblems } from './specification.ts';

const written = (flags: RawInputs, regions: readonly string[] = []): string =>
  yamlOf(cloudFormationTemplate(parseInputs(flags), regions));

/** Lists what a plan would do. */
const planned = (reports: readonly TargetReport[]): readonly string[] =>
  reports.flatMap(({ status, error, changes }) => [
    ...(error ? [`${status}: ${error.message}`] : []),
    ...changes.filter(({ action }) => action !== 'none').map(({ action, summary }) => `${action}: ${summary}`),
  ]);

const KEY = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';

describe('a CloudFormation template', () => {
  for (const region of ['eu-west-1', 'cn-north-1', 'us-gov-west-1']) {
    for (const flags of FLAG_SETS) {
      it(`leaves plan with the same flags nothing to do in ${region}: ${JSON.stringify(flags)}`, async () => {
        const on = world();
        await deploy(on.sandbox, written(flags), { account: ACCOUNT, region });
        const audited = (flags['policy-audit'] ?? true) ? on.planWhole : on.plan;
        assert.deepEqual(planned(await audited(flags, { regions: [region] })), []);
      });
    }
  }

  for (const flags of FLAG_SETS.filter(({ grant }) => !grant)) {
    it(`makes what setup makes, to the last tag: ${JSON.stringify(flags)}`, async () => {
      const [byStack, bySetup] = [world(), world()];
      await deploy(byStack.sandbox, written(flags), { account: ACCOUNT, region: 'us-east-1' });
      await bySetup.setup(flags);
      assert.deepEqual(await contentOf(byStack), await contentOf(bySetup));
    });
  }

  it('is ours: setup goes on with it, and delete takes it down', async () => {
    const on = world();
    await deploy(on.sandbox, written({ kms: true }), { account: ACCOUNT, region: 'us-east-1' });
    const changed = { kms: true, retention: '30', 'idle-timeout': '5', overwrite: true };
    await on.setup({ ...changed, 'agent-update-schedule': 'rate(1 day)' });
    assert.deepEqual(planned(await on.plan(changed)), []);
    await on.remove({ kms: true });
    assert.deepEqual(planned(await on.planRemoval({ kms: true })), []);
    const { documents, logGroups, associations } = await on.region();
    assert.deepEqual(
      [documents, logGroups, associations].map((one) => Object.keys(one)),
      [[], [], []],
    );
  });
});

describe('what a CloudFormation template says', () => {
  const bodyOf = (flags: RawInputs, regions: readonly string[] = []) => parseTemplate(written(flags, regions));

  it('holds no account and no region', () => {
    for (const flags of FLAG_SETS)
      assert.doesNotMatch(written(flags), /\b\d{12}\b|\b(?:us|eu|ap|cn)-(?:gov-)?[a-z]+-\d\b|arn:aws/);
  });

  it('is as the specification of CloudFormation has it', () => {
    for (const flags of [...FLAG_SETS, { 'kms-key': KEY, 'encrypt-sessions': true }]) {
      assert.deepEqual(specificationProblems(bodyOf(flags)), []);
    }
    const Properties = { Name: 1, Nmae: 'x', Targets: [{ Key: 'a' }] };
    assert.deepEqual(specificationProblems({ Resources: { A: { Type: 'AWS::SSM::Association', Properties } } }), [
      'A.Name: 1 is no string',
      'A: there is no Nmae',
      'A.Targets.0: Values is missing',
    ]);
  });

  it('keeps what holds data, and names for all else what becomes of it, so that it can be imported', () => {
    const { Resources } = bodyOf({ kms: true, grant: true });
    const policies = Object.entries(Resources).map(([id, { DeletionPolicy, UpdateReplacePolicy }]) => {
      assert.equal(DeletionPolicy, UpdateReplacePolicy);
      return [id, DeletionPolicy];
    });
    assert.deepEqual(Object.fromEntries(policies), {
      Key: 'Retain',
      Alias: 'Retain',
      LogGroup: 'Retain',
      Preferences: 'Delete',
      AgentUpdate: 'Delete',
      Grant: 'Delete',
    });
  });

  it('makes the policy of roles in one region: that of the stack, the first of the run, or the one of the parameter', async () => {
    const grantsIn = async (
      regions: readonly string[],
      region: string,
      parameters: Readonly<Record<string, string>> = {},
    ): Promise<boolean> => {
      const place = { account: ACCOUNT, region, parameters };
      return 'Grant' in (await deploy(world().sandbox, written({ grant: true }, regions), place));
    };
    assert.equal(await grantsIn([], 'eu-west-1'), true);
    assert.equal(await grantsIn(['us-east-1', 'eu-west-1'], 'us-east-1'), true);
    assert.equal(await grantsIn(['us-east-1', 'eu-west-1'], 'eu-west-1'), false);
    assert.equal(await grantsIn(['us-east-1'], 'eu-west-1', { GrantRegion: 'eu-west-1' }), true);
  });

  it('grants roles that are named what sessions need of them, so that plan --grant finds nothing lacking', async () => {
    const on = world({ state: stateWithRoles({ web: {} }) });
    const flags = { kms: true, 'encrypt-sessions': true, grant: true };
    const place = { account: ACCOUNT, region: 'us-east-1' };
    assert.ok(
      planned(await on.planWhole(flags)).includes('create: Creating IAM policy session-manager-sessions for role web'),
    );
    await deploy(on.sandbox, written(flags), { ...place, parameters: { RolesOfNodes: 'web' } });
    assert.deepEqual(planned(await on.planWhole(flags)), []);
  });

  it('leaves a key that is given to a parameter, which other regions override', async () => {
    const { Parameters, Resources } = bodyOf({ 'kms-key': KEY, 'encrypt-sessions': true, grant: true });
    assert.equal(Parameters?.['KeyArn']?.Default, KEY);
    assert.equal(Resources['Key'], undefined);
    assert.deepEqual(Resources['LogGroup']?.Properties['KmsKeyId'], { Ref: 'KeyArn' });
    assert.ok(!JSON.stringify(Resources).includes(KEY));
  });

  it('has a new name for a version only where the document is another', () => {
    const nameOf = (flags: RawInputs) => bodyOf(flags).Resources['Preferences']?.Properties['VersionName'];
    assert.equal(nameOf({ retention: '30' }), nameOf({}));
    assert.notEqual(nameOf({ 'idle-timeout': '5' }), nameOf({}));
  });

  it('says in comments what CloudFormation cannot do, and only of what is asked for', () => {
    const text = written({ kms: true, overwrite: true });
    assert.match(text, /^# - --overwrite: /m);
    assert.match(text, /^ {2}# .*pending|^ {2}# .*waits for its$/m);
    assert.doesNotMatch(written({ 'policy-audit': false }), /overwrite|roles of nodes/);
    assert.match(written({ retention: 'never' }), /Without RetentionInDays its events never expire/);
  });
});

/** Gives what a sandbox holds, with documents by their meaning. */
async function contentOf(on: World): Promise<unknown> {
  const text = JSON.stringify(comparable(await on.sandbox.snapshot()));
  return JSON.parse(text, (name, value: unknown) =>
    name === 'content' && typeof value === 'string' ? (JSON.parse(value) as unknown) : value,
  );
}
