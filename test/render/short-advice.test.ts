import assert from 'node:assert/strict';
import { piecesOfText } from '../../src/render/advice.ts';
import { cutText, firstLines, rowsOf, shortAdvice, withoutScreens } from '../../src/render/short-advice.ts';

const MARGINS = ['  try:', '      '] as const;
const short = (text: string, most: number, width = 40): readonly string[] =>
  shortAdvice(piecesOfText(text), width, MARGINS, most);

describe('advice in few rows', () => {
  it('is whole where it fits', () => {
    assert.deepEqual(short('turn it on', 1), ['  try: turn it on']);
    const long = `aws kms enable-key --key-id ${'x'.repeat(40)}`;
    assert.deepEqual(short(long, 3), ['  try:', `      ${long}`]);
  });

  it('never cuts what is to be copied: it says what that is, and where', () => {
    const one = 'aws ec2 create-vpc-endpoint --vpc-id vpc-1 --service-name com.amazonaws.us-east-1.ssm';
    assert.deepEqual(short(one, 1, 60), ['  try: a command (whole with --group-by target)']);
    assert.deepEqual(short(`add them: group=$(${one}) && ${one}`, 2, 60), [
      '  try: add them: 2 commands (whole with --group-by target)',
    ]);
    const statement = `add this: {"Effect":"Allow","Action":["${'s3:PutObject","'.repeat(20)}s3:GetObject"]}`;
    assert.deepEqual(short(statement, 1, 70), ['  try: add this: a statement (whole with --group-by target)']);
    // Rather than the words before it, it says that there is something to copy.
    assert.deepEqual(short(`lead its default route to a gateway that is there: ${one}`, 1, 60), [
      '  try: a command (whole with --group-by target)',
    ]);
    assert.deepEqual(short(`do it on each of them, then: ${one}`, 4), [
      '  try: do it on each of them, then:',
      `      ${one}`,
    ]);
  });

  it('ends with a mark where even so it does not fit', () => {
    const told = short('look at each of the nodes and find out which of them has the agent', 1);
    assert.deepEqual(told, ['  try: look at each of the nodes and …']);
  });

  it('says where commands are that would take screens', () => {
    const told = (commands: number): string => {
      const nodes = Array.from({ length: 50 }, (_, index) => `i-${String(index).padStart(17, '0')}`).join(',');
      const one = `aws ssm send-command --document-name AWS-UpdateSSMAgent --targets Key=InstanceIds,Values=${nodes}`;
      const text = `update it: ${Array.from({ length: commands }, () => one).join(' && ')}`;
      return withoutScreens(piecesOfText(text))
        .map((piece) => piece.text)
        .join(' ')
        .replace(text, 'whole');
    };
    assert.deepEqual([1, 4, 15].map(told), ['whole', 'whole', 'update it: 15 commands (whole with --json)']);
  });

  it('is counted in rows, without its colours', () => {
    assert.equal(rowsOf(['', 'x'.repeat(80), 'x'.repeat(81)], 80), 4);
    assert.equal(rowsOf([`\u001B[31m${'x'.repeat(80)}\u001B[39m`, '網'.repeat(41)], 80), 3);
  });

  it('is cut at words, and within one that is too long', () => {
    assert.equal(cutText('one two three', 13), 'one two three');
    assert.equal(cutText('one two three', 12), 'one two …');
    assert.equal(cutText('a'.repeat(20), 10), `${'a'.repeat(8)} …`);
    assert.deepEqual(firstLines(['a', 'b', 'c'], 2, 10), ['a', 'b …']);
    assert.deepEqual(firstLines(['a', 'b'], 2, 10), ['a', 'b']);
    assert.deepEqual(firstLines(['aaa bbb cc', 'c'], 1, 10), ['aaa bbb …']);
  });
});
