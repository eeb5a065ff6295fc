import assert from 'node:assert/strict';
import { runOf, UNSHOWN } from '../../src/cli/run.ts';
import { holdSecrets } from '../../src/aws/secrets.ts';
import { explainedFlags } from '../../src/cli/flags.ts';
import { organizationInputs } from '../../src/inputs/tables/organization.ts';
import { targetInputs } from '../../src/inputs/tables/targets.ts';

const ANN = 'arn:aws:iam::111122223333:user/ann';
const BOB = 'arn:aws:iam::444455556666:user/bob';
const run = (argv: readonly string[] = [], callers: readonly string[] = []) =>
  runOf({ version: '1.2.3', began: 0, now: 1234, callers: new Set(callers), argv });

describe('the run in a report', () => {
  it('is the version, when it began, how long it took and how it was called', () => {
    assert.deepEqual(run(['--regions', 'us-east-1', '--kms'], [ANN]), {
      version: '1.2.3',
      time: '1970-01-01T00:00:00.000Z',
      seconds: 1.234,
      caller: ANN,
      arguments: ['--regions', 'us-east-1', '--kms'],
    });
  });

  it('names no caller where there is none, or more than one', () => {
    assert.ok(!('caller' in run()));
    assert.ok(!('caller' in run([], [ANN, BOB])));
  });

  it('shows nothing secret, however it was typed', () => {
    holdSecrets('held-by-this-process');
    const words = ['--external-id', '-s3cret', '--session-policy={"a":1}', '--external-id=s3cret', '--kms'];
    assert.deepEqual(run([...words, '--log-group', 'held-by-this-process']).arguments, [
      '--external-id',
      '***',
      '--session-policy=***',
      '--external-id=***',
      '--kms',
      '--log-group',
      '…',
    ]);
  });

  it('knows every flag that is treated like a password', () => {
    const rows = Object.entries({ ...targetInputs, ...organizationInputs });
    const secret = rows.flatMap(([name, row]) => (row.kind === 'text' && 'secret' in row ? [name] : []));
    assert.ok(secret.length > 0);
    for (const name of secret) assert.ok(UNSHOWN.includes(name), name);
    for (const name of UNSHOWN) assert.ok(name in explainedFlags, name);
  });
});
