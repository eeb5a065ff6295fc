import assert from 'node:assert/strict';
import type { Explanation, Held } from '../../src/config/explain.ts';
import { explanationText } from '../../src/render/explanation.ts';

const usual: Held = { value: null, source: { from: 'default' }, otherwise: 'off' };
const typed: Held = { value: '5', source: { from: 'flag' } };
const overridden: Held = {
  value: '365',
  source: { from: 'override', override: 2, file: 'f.yaml', line: 9, column: 5 },
};
const ofFile: Held = { value: ['a', 'b'], source: { from: 'file', file: 'f.yaml', line: 1, column: 9 } };

const text = (about: Partial<Explanation>): readonly string[] =>
  explanationText({ command: 'config', file: 'f.yaml', run: { regions: ofFile }, targets: [], ...about }, 100).split(
    '\n',
  );

describe('the text of an explanation', () => {
  it('puts together what is the same everywhere, and targets in which the same holds', () => {
    const one = { 'idle-timeout': typed, retention: usual };
    const other = { 'idle-timeout': typed, retention: overridden };
    assert.deepEqual(
      text({
        targets: [
          { account: '111111111111', accountName: 'dev', region: 'us-east-1', values: one },
          { account: '222222222222', region: 'us-east-1', values: other },
          { account: '333333333333', region: 'eu-west-1', values: other },
        ],
      }),
      [
        'configuration: f.yaml',
        '',
        'for the run',
        '  regions  a,b  f.yaml:1:9',
        '',
        'in every target',
        '  idle-timeout  5  flag',
        '',
        'in 111111111111/us-east-1 (dev)',
        '  retention  - (off)  default',
        '',
        'in 222222222222/us-east-1, 333333333333/eu-west-1',
        '  retention  365  override 2 at f.yaml:9:5',
      ],
    );
  });

  it('says what is not known, what is wrong, and that there is no file; nothing in it is obeyed', () => {
    const lines = text({
      file: null,
      targets: [
        {
          account: null,
          region: 'us-east-1',
          values: { retention: { value: 'a\u001B[2J', source: { from: 'environment', variable: 'X' } } },
          unknown: [{ override: 1, because: 'the tags of the account' }],
        },
        { account: null, region: 'eu-west-1', values: {}, error: 'f.yaml:3:1: rotation-days needs --kms' },
      ],
    });
    assert.equal(lines[0], 'no configuration file');
    assert.ok(
      lines.includes('  override 1 is left out: it depends on the tags of the account, which nobody was asked for'),
    );
    assert.ok(lines.includes('  f.yaml:3:1: rotation-days needs --kms'));
    assert.ok(!lines.join('').includes('\u001B'));
  });

  it('tells what holds in the others where something is wrong in the first, and breaks long lists of targets', () => {
    const error = 'f.yaml:3:1: rotation-days needs --kms';
    const wrong = ['111111111111', '222222222222', '333333333333', '444444444444', '555555555555'].map((account) => ({
      account,
      region: 'us-east-1',
      values: {},
      error,
    }));
    const sound = { account: '666666666666', region: 'us-east-1', values: { retention: overridden } };
    const [, , , , , ...lines] = text({ targets: [...wrong, sound, { ...sound, region: 'eu-west-1' }] });
    assert.deepEqual(lines, [
      'in every other target',
      '  retention  365  override 2 at f.yaml:9:5',
      '',
      'in 111111111111/us-east-1, 222222222222/us-east-1, 333333333333/us-east-1, 444444444444/us-east-1,',
      '   555555555555/us-east-1',
      `  ${error}`,
    ]);
  });
});
