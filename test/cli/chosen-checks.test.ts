import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { CHECK_IDS } from '../../src/checks/index.ts';
import { chosenChecks, type CheckFlags, controlNames } from '../../src/cli/chosen-checks.ts';
import Doctor from '../../src/commands/doctor.ts';
import { badInput } from '../aws.ts';

const SCHEMA = JSON.parse(readFileSync(new URL('../../schema/checks.json', import.meta.url), 'utf8')) as object;
const NONE: CheckFlags = { 'list-checks': false, explain: undefined, only: undefined, skip: undefined };
const asked = (flags: Partial<CheckFlags>, argv: readonly string[] = []): readonly string[] =>
  chosenChecks({ ...NONE, ...flags }, argv, Doctor.flags).map(({ id }) => id);

describe('the checks that are listed', () => {
  it('are all, family by family, or those of --only without those of --skip', () => {
    const all = asked({ 'list-checks': true });
    assert.deepEqual(all.toSorted(), CHECK_IDS);
    const families = all.map((id) => id.split('.')[0]);
    assert.equal(new Set(families).size, families.filter((family, at) => family !== families[at - 1]).length);
    assert.deepEqual(asked({ 'list-checks': true, only: ['runas,kms.missing'], skip: ['runas.windows'] }), [
      'runas.no-user',
      'runas.unfit-user',
      'kms.missing',
    ]);
  });

  it('are as schema/checks.json has them, with all that is known of each', () => {
    const rows = chosenChecks({ ...NONE, 'list-checks': true }, [], Doctor.flags);
    const validate = new Ajv2020({ strict: true }).compile(SCHEMA);
    assert.ok(validate(JSON.parse(JSON.stringify(rows))), JSON.stringify(validate.errors));
    const { items } = SCHEMA as { readonly items: object };
    assert.deepEqual(items, { $ref: '#/$defs/check' });
    const one = rows.find(({ id }) => id === 'log-group.missing') ?? assert.fail();
    assert.equal(one.scope, 'region');
    assert.ok(one.permissions.includes('logs:DescribeLogGroups'));
    assert.ok(one.controls.some(({ id, framework }) => id === 'AU-12' && framework.includes('NIST')));
  });
});

describe('the checks that are explained', () => {
  it('are in the order asked for, families as a whole, each once', () =>
    assert.deepEqual(asked({ explain: ['hybrid.tier,runas', 'runas.windows'] }), [
      'hybrid.tier',
      'runas.no-user',
      'runas.unfit-user',
      'runas.windows',
    ]));

  it('are refused where there is no such check, with the one that is meant', () => {
    badInput(() => asked({ explain: ['kms.mising'] }), '--explain "kms.mising"', 'did you mean kms.missing?');
    badInput(() => asked({ explain: ['nothing-like-it'] }), 'the families are', 'kms');
  });
});

describe('flags that mean nothing where no check is made', () => {
  const refusals: readonly (readonly [flags: Partial<CheckFlags>, argv: readonly string[], message: string])[] = [
    [{ 'list-checks': true, explain: ['kms'] }, [], '--list-checks and --explain: give only one of them'],
    [{ 'list-checks': true }, ['--format', 'sarif'], 'so there is nothing for --format: leave one out'],
    [{ explain: ['kms'] }, ['--principals=all'], 'so there is nothing for --principals: leave one out'],
    [{ explain: ['kms'], only: ['kms'] }, ['--only', 'kms'], '--explain names its checks itself: leave --only out'],
    [{ 'list-checks': true }, ['--baseline=b.yaml'], 'so there is nothing for --baseline: leave one out'],
    [{ 'list-checks': true }, ['-r', 'us-east-1'], 'so there is nothing for --regions: leave one out'],
    [{ explain: ['kms'] }, ['--kms'], 'so there is nothing for --kms: leave one out'],
    [{ explain: ['kms'] }, ['-q'], 'so there is nothing for --quiet: leave one out'],
  ];
  for (const [flags, argv, message] of refusals) {
    it(`are refused: ${message}`, () => void badInput(() => asked(flags, argv), message));
  }

  it('are not, where they are as true there', () =>
    assert.deepEqual(asked({ explain: ['hybrid'] }, ['--sandbox', '--noop', '--json', '--no-config']), [
      'hybrid.tier',
    ]));

  it('are not, where they come from the environment', () =>
    assert.deepEqual(asked({ explain: ['hybrid'], only: ['kms'] }), ['hybrid.tier']));
});

describe('the controls of a check', () => {
  it('are named with their framework; most checks have none', () => {
    assert.deepEqual(controlNames('client.node'), []);
    assert.ok(controlNames('s3.public').length > 0);
  });
});
