import assert from 'node:assert/strict';
import { placeName, recordingRules } from '../../src/audit/recording-places.ts';

const rules = (inputs: Readonly<Record<string, unknown>>, more: object = {}) =>
  recordingRules({ sessionType: 'Standard_Stream', inputs, ...more });

describe('the places of recordings', () => {
  it('are the log group and the bucket that a document names', () => {
    const { kind, places, undecided, silent } = rules({
      cloudWatchLogGroupName: 'sessions',
      s3BucketName: 'logs',
      s3KeyPrefix: 'ssm',
    });
    assert.deepEqual(places.map(placeName), ['log-group/sessions', 'bucket/logs/ssm']);
    assert.deepEqual([kind, undecided, silent], ['shell', false, false]);
    assert.deepEqual(rules({ cloudWatchLogGroupName: '', s3BucketName: null }).places, []);
    assert.deepEqual(rules({ s3BucketName: 'logs' }).places.map(placeName), ['bucket/logs']);
  });

  it('are undecided where they depend on what only a session has', () => {
    const parameters = { group: { type: 'String' }, other: { type: 'String', default: 'x' } };
    assert.equal(rules({ cloudWatchLogGroupName: '{{ group }}' }, { parameters }).undecided, true);
    assert.equal(rules({ s3BucketName: 'logs', s3KeyPrefix: '{{ group }}' }, { parameters }).undecided, true);
    const { places, undecided } = rules({ cloudWatchLogGroupName: '{{ other }}' }, { parameters });
    assert.deepEqual([places.map(placeName), undecided], [['log-group/x'], false]);
  });

  it('depend on the type of the document', () => {
    assert.equal(rules({}, { sessionType: 'Port' }).kind, 'port');
    for (const sessionType of ['InteractiveCommands', 'NonInteractiveCommands']) {
      const { kind, silent } = rules({}, { sessionType });
      assert.deepEqual([kind, silent], ['command', true]);
      assert.equal(rules({ cloudWatchLogGroupName: 'x' }, { sessionType }).silent, false);
    }
    assert.equal(rules({}).silent, false);
  });
});
