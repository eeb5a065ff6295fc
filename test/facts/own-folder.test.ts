import assert from 'node:assert/strict';
import { ownFolder, pluginFolder } from '../../src/facts/own-folder.ts';

describe('facts own folder', () => {
  it('is in the home, and the plugin is in it', () => {
    assert.equal(ownFolder('/home/ann'), '/home/ann/.session-manager');
    assert.equal(pluginFolder('/home/ann'), '/home/ann/.session-manager/bin');
  });
});
