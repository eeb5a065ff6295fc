import assert from 'node:assert/strict';
import { pluginFolder } from '../../src/facts/plugin-folder.ts';

describe('facts plugin folder', () => {
  it('is in the home', () => assert.equal(pluginFolder('/home/ann'), '/home/ann/.session-manager/bin'));
});
