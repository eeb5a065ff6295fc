import assert from 'node:assert/strict';
import { CATALOGUE } from '../../src/checks/catalogue.ts';
import { explainingLines, withCode } from '../../src/render/check-markdown.ts';

const cleared = (id: string): string => withCode(CATALOGUE[id]?.clears ?? assert.fail(id));

describe('an explanation in Markdown', () => {
  it('has its commands in code spans, with their flags and what these take', () => {
    assert.equal(
      cleared('log-group.retention'),
      'set the days for which events have to be kept, which deletes older ones: `session-manager setup --retention DAYS`',
    );
    assert.match(
      cleared('hybrid.tier'),
      /: `aws ssm update-service-setting --setting-id \/\S+ --setting-value advanced`$/,
    );
    assert.match(cleared('user.ssh-key'), /as `session-manager policy user --ssh --os-user NAME` prints it/);
    assert.match(cleared('instance.ping-lost'), /\(`ssm-cli get-diagnostics --output table`\)/);
    assert.match(cleared('user.document-access-check'), /`\{"BoolIfExists": .*\}`/);
  });

  it('has no command outside of one, and no mark that is not closed', () => {
    for (const [id, entry] of Object.entries(CATALOGUE)) {
      for (const line of explainingLines(entry)) {
        const outside = line.replaceAll(/`[^`]*`/g, '');
        assert.doesNotMatch(outside, /`|session-manager [a-z]|\baws [a-z]+ [a-z]+-|--[a-z]+ [A-Z]/, `${id}: ${line}`);
      }
    }
  });

  it('takes the marks of Markdown as they are', () => assert.equal(withCode('a_b *'), 'a\\_b \\*'));
});
