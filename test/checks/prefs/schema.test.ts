import assert from 'node:assert/strict';
import { correcting, problemText, schema } from '../../../src/checks/prefs/schema.ts';
import { newDocument, type SessionDocument } from '../../../src/resources/preferences/session-document.ts';
import { advised, regionOf, setup } from '../observed.ts';

const GOOD = newDocument({ cloudWatchLogGroupName: 'audit' });
const withInputs = (inputs: Readonly<Record<string, unknown>>): SessionDocument => ({
  ...GOOD,
  inputs: { ...GOOD.inputs, ...inputs },
});

const adviceFor = async (inputs: Readonly<Record<string, unknown>>): Promise<readonly string[]> => {
  const found = { inEffect: { number: '1', ours: false, document: withInputs(inputs) } };
  return (await schema(regionOf(), found, 'audit')).map((observation) => advised(observation).advice);
};

describe('the schema of preferences', () => {
  it('is put right by one command, whichever of several faults it is for', async () => {
    const command = setup('--log-group audit', '--idle-timeout 60', '--max-duration 1440', '--overwrite');
    assert.deepEqual(await adviceFor({ idleSessionTimeout: '90', maxSessionDuration: '0' }), [command, command]);
  });

  it('leaves to people what only they know', async () => {
    const [twoWays, name] = await adviceFor({ runAsEnabled: 'maybe', s3BucketName: 'https://x/y' });
    assert.match(twoWays ?? '', /^decide which of the two it is to be/);
    assert.match(name ?? '', /^give its name with --s3-bucket, and add --overwrite/);
  });

  it('is told with the value, its default and what is right', () => {
    const problem = { field: 'idleSessionTimeout', have: '"{{ i }}"', default: '90', want: '1 to 60 minutes' };
    assert.equal(problemText(problem), 'idleSessionTimeout is "{{ i }}" (default 90), but must be 1 to 60 minutes');
  });

  it('asks setup for minutes that AWS takes, and nothing where they are right', () => {
    assert.deepEqual(correcting(withInputs({ idleSessionTimeout: '90' })), { 'idle-timeout': '60' });
    assert.deepEqual(correcting(GOOD), {});
  });
});
