import assert from 'node:assert/strict';
import { sizeProblem } from '../../../src/export/cloudformation/size.ts';

describe('the size of a template', () => {
  it('is no problem up to what a call takes', () => assert.equal(sizeProblem('x'.repeat(51_200)), undefined));

  it('leads over a bucket beyond that, counted in bytes', () => {
    assert.match(sizeProblem('é'.repeat(25_601)) ?? '', /has 51202 bytes.*--template-url$/);
  });

  it('is too much beyond what CloudFormation reads at all', () => {
    assert.match(sizeProblem('x'.repeat(1_000_001)) ?? '', /takes 1000000$/);
  });
});
