import assert from 'node:assert/strict';
import { groupInAddress, objectInAddress, recordingKeys } from '../../src/names/recording.ts';

describe('names of recordings', () => {
  for (const [prefix, keys] of [
    ['', ['jane-0a1.log']],
    ['ssm', ['ssm/jane-0a1.log']],
    ['ssm/', ['ssm/jane-0a1.log']],
    ['a//b/', ['a/b/jane-0a1.log']],
    ['/ssm', ['ssm/jane-0a1.log', '/ssm/jane-0a1.log']],
  ] as const) {
    it(`are keys below ${JSON.stringify(prefix)}`, () => assert.deepEqual(recordingKeys(prefix, 'jane-0a1'), keys));
  }

  it('keep what ids may have, but for colons', () =>
    assert.deepEqual(recordingKeys('x', 'jane+a=b@example.com:1-0a1'), ['x/jane+a=b@example.com1-0a1.log']));

  for (const [address, group] of [
    [
      'https://console.aws.amazon.com/cloudwatch/home?region=us-east-1#logEventViewer:group=sessions;stream=jane-0a1',
      'sessions',
    ],
    [
      'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logEventViewer:group=%2Faws%2Fssm;stream=x',
      '/aws/ssm',
    ],
    ['https://console.aws.amazon.com/cloudwatch/home?group=a&stream=b', undefined],
    ['', undefined],
  ] as const) {
    it(`are found in the address of a log group: ${address}`, () => assert.equal(groupInAddress(address), group));
  }

  for (const [address, object] of [
    ['https://s3.us-east-1.amazonaws.com/logs/ssm/jane-0a1.log', { bucket: 'logs', key: 'ssm/jane-0a1.log' }],
    ['https://logs.s3.us-east-1.amazonaws.com/ssm/jane%40x-0a1.log', { bucket: 'logs', key: 'ssm/jane@x-0a1.log' }],
    ['https://my.dotted.logs.s3-us-west-2.amazonaws.com/a.log', { bucket: 'my.dotted.logs', key: 'a.log' }],
    ['https://s3.us-east-1.amazonaws.com/logs', undefined],
    ['not an address', undefined],
    ['https://s3.us-east-1.amazonaws.com/logs/%zz.log', { bucket: 'logs', key: '%zz.log' }],
  ] as const) {
    it(`are found in the address of an object: ${address}`, () => assert.deepEqual(objectInAddress(address), object));
  }
});
