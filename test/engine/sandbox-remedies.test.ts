import assert from 'node:assert/strict';
import { hint, type Remedy } from '../../src/checks/remedy.ts';
import { marked } from '../../src/engine/sandbox-remedies.ts';
import { adviceOf } from '../../src/render/advice.ts';
import { diagnosis, fault, fine, looked } from '../render/reports.ts';

const MARK = 'on AWS itself, since the AWS CLI does not reach the sandbox';
const COMMAND = { kind: 'aws', operation: ['kms', 'enable-key'], options: {}, region: 'us-east-1' } as const;

/** The advice of a report about the sandbox, of a finding and of its fix. */
function advice(remedy: Remedy): string {
  const { targets, fixes } = marked(
    diagnosis([looked([...fine(1), { ...fault(), remedy }])], { fixes: [{ remedy, clears: 1, checks: [] }] }),
  );
  const [, found] = targets[0]?.findings ?? [];
  assert.ok(found && found.verdict !== 'ok' && fixes?.[0]);
  assert.equal(adviceOf(found.remedy), adviceOf(fixes[0].remedy));
  return adviceOf(found.remedy);
}

describe('advice about the sandbox', () => {
  it('marks commands of the AWS CLI, which would call AWS', () => {
    const line = 'aws kms enable-key --region us-east-1';
    assert.equal(advice(COMMAND), `${MARK}: ${line}`);
    assert.equal(
      advice({ kind: 'commands', lead: 'if there is none', commands: [COMMAND] }),
      `${MARK}, if there is none: ${line}`,
    );
    assert.equal(advice(hint('stop it: aws ec2 stop-instances')), `${MARK}: stop it: aws ec2 stop-instances`);
  });

  it('marks them in what is advised about a target, too', () => {
    const of = (text: string): string | undefined => {
      const error = { code: 'Failed', message: 'it failed', advice: text };
      return marked(diagnosis([{ ...looked([]), error }])).targets[0]?.error?.advice;
    };
    assert.equal(of('log in again: aws sso login'), `${MARK}: log in again: aws sso login`);
    assert.equal(of('allow it'), 'allow it');
  });

  it('leaves everything else as it is', () => {
    assert.equal(advice(hint('install the plugin of aws')), 'install the plugin of aws');
    const setup = {
      kind: 'setup',
      invocation: { sandbox: true },
      regions: ['us-east-1'],
      accounts: [],
      flags: {},
    } as const;
    assert.doesNotMatch(advice(setup), /AWS itself/);
  });
});
