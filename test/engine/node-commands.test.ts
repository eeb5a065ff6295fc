import assert from 'node:assert/strict';
import { type AwsCommand, hint, type Remedy } from '../../src/checks/remedy.ts';
import { firstSent, nodesOf, sentTo } from '../../src/engine/node-commands.ts';
import { bestFixes } from '../../src/engine/fixes.ts';
import { piecesOf } from '../../src/render/advice.ts';
import { fault } from '../render/reports.ts';

const send = (nodes: string, region = 'us-east-1', document = 'AWS-UpdateSSMAgent'): AwsCommand => ({
  kind: 'aws',
  operation: ['ssm', 'send-command'],
  options: { 'document-name': document, targets: `Key=InstanceIds,Values=${nodes}` },
  region,
});
const textOf = (remedy: Remedy): string =>
  piecesOf(remedy)
    .map(({ text }) => text)
    .join(' ');
const ids = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `i-${index}`);
const tooOld = (remedy: Remedy, subject: string) => fault({ check: 'agent.too-old', subject, remedy });

describe('a command that is sent to nodes', () => {
  it('is one for all of them, as it stands in data and in words', () => {
    for (const of of [(one: AwsCommand): Remedy => one, (one: AwsCommand): Remedy => hint(textOf(one))]) {
      const { remedy, covers } = firstSent(of(send('i-1')), [of(send('mi-2')), of(send('i-3', 'eu-west-1'))]);
      assert.equal(
        textOf(remedy),
        'aws ssm send-command --document-name AWS-UpdateSSMAgent --targets Key=InstanceIds,Values=i-1,mi-2 --region us-east-1',
      );
      assert.deepEqual([covers(of(send('i-9'))), covers(of(send('i-9', 'eu-west-1')))], [true, false]);
    }
    const elsewhere = hint(`in account 111122223333: ${textOf(send('i-1'))}`);
    assert.notEqual(nodesOf(elsewhere)?.does, nodesOf(hint(textOf(send('i-1'))))?.does);
    assert.match(textOf(sentTo(elsewhere, ['i-1', 'i-2'])), /^in account 111122223333: aws .*=i-1,i-2 --region/);
  });

  it('is one also where each stands behind words, as in a report about the sandbox', () => {
    const marked = (node: string): Remedy => ({ kind: 'commands', lead: 'elsewhere', commands: [send(node)] });
    for (const of of [marked, (node: string): Remedy => hint(textOf(marked(node)))]) {
      const { remedy, covers } = firstSent(of('i-1'), [of('i-2')]);
      assert.match(textOf(remedy), /^elsewhere: aws ssm send-command [^&]*=i-1,i-2 --region us-east-1$/);
      assert.ok(covers(of('i-3')) && !covers(send('i-3')));
    }
  });

  it('goes to fifty at a time, each command complete', () => {
    for (const remedy of [send('i-0'), hint(textOf(send('i-0')))] as const) {
      const commands = textOf(sentTo(remedy, ids(120))).split(' && ');
      assert.deepEqual(
        commands.map((line) => (/Values=(\S+) --region us-east-1$/.exec(line)?.[1] ?? '').split(',').length),
        [50, 50, 20],
      );
    }
  });

  it('is nothing else', () => {
    assert.equal(nodesOf({ ...send('i-1'), options: { targets: 'Key=tag:a,Values=b' } }), undefined);
    assert.equal(nodesOf({ ...send('i-1'), operation: ['ssm', 'start-session'] }), undefined);
    assert.equal(nodesOf(hint(`${textOf(send('i-1'))} && aws s3 ls`)), undefined);
    assert.deepEqual(firstSent(hint('a'), [hint('b')]).remedy, hint('a'));
  });

  it('is one step of what would clear the most, and one for each region', () => {
    const here = ids(60).map((id) => tooOld(send(id), id));
    const [one, ...none] = bestFixes(here);
    assert.deepEqual([one?.clears, one?.steps, none.length], [60, undefined, 0]);
    assert.equal(textOf(one?.remedy ?? hint('')).split(' && ').length, 2);
    const there = ids(3).map((id) => tooOld(send(`${id}9`, 'eu-west-1'), `${id}9`));
    const [both, ...rest] = bestFixes([...here.slice(0, 2), ...there]);
    assert.deepEqual([both?.clears, both?.steps, rest.length], [5, 2, 0]);
    const other = tooOld(send('i-1', 'us-east-1', 'other'), 'i-1');
    assert.equal(bestFixes([...here, other]).length, 2);
  });
});
