import assert from 'node:assert/strict';
import { awsCommand, page, setupCommand, wholeSetup } from '../../src/checks/advice.ts';
import { testTarget } from '../aws.ts';
import { inputsOf } from '../aws.ts';
import { fakeFacts, fakeQuestion } from './facts.ts';
import { aws, regionOf, setup } from './observed.ts';

describe('advice: a command of ours', () => {
  const asked = (raw: Parameters<typeof inputsOf>[0]) =>
    fakeFacts({ question: fakeQuestion({ inputs: inputsOf(raw) }) });

  it('names the region, and nothing that goes without saying', () => {
    assert.equal(wholeSetup(fakeFacts(), undefined), 'session-manager setup --regions eu-west-1');
  });

  it('leaves the agent update as it is, unless that is what is wrong, or all of it', () => {
    const command = (...flags: readonly string[]): string => setupCommand(fakeFacts(), 'sessions', ...flags);
    assert.equal(command('--kms'), 'session-manager setup --regions eu-west-1 --kms --no-agent-update');
    assert.match(command('--agent-update-targets', 'all'), / --regions eu-west-1 --agent-update-targets all$/);
    assert.match(wholeSetup(asked({ 'agent-update': false }), undefined), / --no-agent-update$/);
  });

  it('leads to the same account again: sandbox, role, profile and account', () => {
    const command = setupCommand(regionOf(), undefined, '--overwrite');
    assert.equal(command, setup('--overwrite'));
    assert.equal(
      command,
      'session-manager setup --sandbox --role-name Admin --regions eu-west-1 --profiles prod --accounts 111122223333 --overwrite --no-agent-update',
    );
  });

  it('keeps the log group of the preferences, or else the one that was asked for', () => {
    assert.match(setupCommand(asked({}), 'audit'), / --log-group audit /);
    assert.match(setupCommand(asked({ 'log-group': 'mine' }), 'audit'), / --log-group audit /);
    assert.match(setupCommand(asked({ 'log-group': 'mine' }), undefined), / --log-group mine /);
    assert.doesNotMatch(setupCommand(asked({ 'log-group': 'mine' }), 'sessions'), /--log-group/);
  });

  for (const [flags, end] of [
    [['--kms'], ' --kms-alias other --kms'],
    [['--kms', '--kms-alias', 'third'], ' --regions eu-west-1 --kms --kms-alias third'],
    [['--kms-key', 'arn'], ' --regions eu-west-1 --kms-key arn'],
    [['--grant'], ' --regions eu-west-1 --grant'],
  ] as const) {
    it(`names the alias that was asked for once, and only with --kms: ${flags.join(' ')}`, () => {
      const command = setupCommand(asked({ 'kms-alias': 'other' }), undefined, ...flags);
      assert.ok(command.endsWith(`${end} --no-agent-update`), command);
    });
  }

  it('can be pasted into a shell, whatever is in its words', () => {
    const command = setupCommand(fakeFacts(), undefined, '--shell-profile-linux', `echo "it's $HOME"`, '--x', '');
    assert.ok(command.includes(` --shell-profile-linux 'echo "it'\\''s $HOME"' --x '' `), command);
  });
});

describe('advice: a command of the AWS CLI', () => {
  it('ends with the region, and the profile that led there', () => {
    assert.equal(awsCommand(fakeFacts(), 'kms enable-key'), 'aws kms enable-key --region eu-west-1');
    assert.equal(awsCommand(regionOf(), 'kms enable-key'), aws('kms enable-key'));
    assert.equal(aws('kms enable-key'), 'aws kms enable-key --region eu-west-1 --profile prod');
  });

  it('leaves its text as it stands, and quotes what is added to it and the profile', () => {
    const facts = { target: { ...testTarget(), profile: 'my prod' } };
    assert.equal(
      awsCommand(facts, `s3api x --y '{"A":1}'`, '--tag', 'a b'),
      `aws s3api x --y '{"A":1}' --tag 'a b' --region eu-west-1 --profile 'my prod'`,
    );
  });
});

describe('advice: a page of AWS', () => {
  it('is of the guide of Systems Manager, unless another is named', () => {
    const docs = 'https://docs.aws.amazon.com';
    assert.equal(page('a'), `${docs}/systems-manager/latest/userguide/a.html`);
    assert.equal(page('a', 'kms/latest/developerguide'), `${docs}/kms/latest/developerguide/a.html`);
  });
});
