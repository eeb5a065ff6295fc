import assert from 'node:assert/strict';
import { blamedIn, blameFile } from '../../src/config/blame.ts';
import { configOf } from './files.ts';

const CONFIG = configOf(
  'kms: true\nregions:\n  - us-east-1\n  - us-est-2\nkms-key: arn:aws:kms:us-east-1:111122223333:key/a\n',
);
const blame = (message: string, applied: readonly string[] = ['kms', 'regions', 'kms-key']): string =>
  blameFile(message, blamedIn(CONFIG, new Set(applied)));

describe('what came from a file', () => {
  it('is blamed on the file where a message begins with it, at the item that is meant', () => {
    assert.equal(
      blame('--regions "us-est-2": there is no such region'),
      'session-manager.yaml:4:5: regions "us-est-2": there is no such region',
    );
    assert.equal(blame('--regions is empty'), 'session-manager.yaml:3:3: regions is empty');
  });

  it('is named with its place elsewhere in a message', () => {
    assert.equal(
      blame('--kms makes a key and --kms-key uses an existing one', ['kms-key']),
      '--kms makes a key and kms-key (session-manager.yaml:5:10) uses an existing one',
    );
    assert.equal(
      blame('--rotation-days needs --kms, and --kms is off'),
      '--rotation-days needs kms (session-manager.yaml:1:6), and kms is off',
    );
  });

  it('is not blamed where the value came from elsewhere', () => {
    assert.equal(blame('--regions "x": wrong', ['kms']), '--regions "x": wrong');
    assert.equal(blame('--kms-alias "x": wrong'), '--kms-alias "x": wrong');
  });
});
