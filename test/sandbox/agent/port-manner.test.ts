import { deepEqual } from 'node:assert/strict';
import { mannerOf } from '../../../src/sandbox/agent/port-manner.ts';

describe('how an agent forwards a port', () => {
  for (const [agent, client, manner] of [
    ['3.3.3050.0', '1.2.835.0', { isMultiplexed: true, keepsAlive: false }],
    ['3.3.3050.0', '1.2.332.0', { isMultiplexed: true, keepsAlive: false }],
    ['3.3.3050.0', '1.2.331.0', { isMultiplexed: true, keepsAlive: true }],
    ['3.1.1511.0', '1.2.835.0', { isMultiplexed: true, keepsAlive: true }],
    ['3.1.1512.0', '1.2.835.0', { isMultiplexed: true, keepsAlive: false }],
    ['3.0.196.0', '1.2.835.0', { isMultiplexed: false, keepsAlive: true }],
    ['3.3.3050.0', '1.1.70', { isMultiplexed: true, keepsAlive: true }],
    ['3.3.3050.0', '1.1.61.0', { isMultiplexed: false, keepsAlive: true }],
    ['', 'mine', { isMultiplexed: true, keepsAlive: false }],
  ] as const) {
    it(`follows from its version "${agent}" and that of the client, "${client}"`, () =>
      deepEqual(mannerOf(agent, client), manner));
  }
});
