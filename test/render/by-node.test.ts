import assert from 'node:assert/strict';
import type { Fault } from '../../src/checks/check.ts';
import { besidesInWords, illNodes, nodeLines } from '../../src/render/by-node.ts';
import { diagnosis, fault, fine, looked, PLAIN } from './reports.ts';

const lost = (subject: string, extra: Partial<Fault> = {}): Fault =>
  fault({ check: 'instance.ping-lost', subject, summary: 'it is lost', advice: 'look', ...extra });
const behind = (subject: string) =>
  lost(subject, { causedBy: [{ check: 'vpc.endpoint-ssm', subject: 'vpc-1' }], name: `web of ${subject}` });
const old = (subject: string, version: string): Fault =>
  fault({ check: 'agent.too-old', verdict: 'warn', subject, summary: `agent ${version} is too old`, advice: 'update' });
const bare = (subject: string): readonly Fault[] => [
  fault({ check: 'instance.no-profile', subject, summary: 'it has no profile', advice: 'give it one', causes: 1 }),
  lost(subject, { causedBy: [{ check: 'instance.no-profile', subject }] }),
];
const REPORT = diagnosis([
  looked([
    ...fine(3),
    behind('i-1'),
    behind('i-2'),
    ...bare('i-3'),
    ...bare('i-4'),
    fault(),
    fault({ subject: 'role/i-5' }),
  ]),
  looked([old('i-6', '2.0.1.0'), old('mi-7', '3.0.2.0'), behind('i-8')], { region: 'eu-west-1' }),
]);

describe('a diagnosis by node', () => {
  it('has those together with which the same is wrong, for the same reason, in whichever region', () => {
    assert.deepEqual(
      illNodes(REPORT).map((group) => group.map(({ id }) => id)),
      [
        ['i-1', 'i-2', 'i-8'],
        ['i-3', 'i-4'],
        ['i-6', 'mi-7'],
      ],
    );
  });

  it('says of each what is wrong, and why, or what to do', () => {
    assert.deepEqual(nodeLines(REPORT, PLAIN, 80, 100).lines, [
      '3 nodes: i-1 (web of i-1), i-2 (web of i-2), i-8 (web of i-8) in us-east-1 and',
      'eu-west-1',
      '  fail     instance.ping-lost: it is lost',
      '           because of vpc.endpoint-ssm of vpc-1',
      '2 nodes: i-3, i-4 in 111122223333/us-east-1',
      '  fail     instance.no-profile: it has no profile',
      '           try: give it one',
      '  fail     instance.ping-lost: it is lost',
      '           because of instance.no-profile',
      '2 nodes: i-6, mi-7 in 111122223333/eu-west-1',
      '  warn     agent.too-old: agents 2.0.1.0 to 3.0.2.0 are too old',
      '           try: update',
      '2 findings are about no node: --group-by cause tells them',
    ]);
  });

  it('says so where there is none', () => {
    assert.deepEqual(nodeLines(diagnosis([looked([...fine(2), fault()])]), PLAIN, 80, 100).lines, [
      'nothing was found that is about a node',
      '1 finding is about no node: --group-by cause tells it',
    ]);
    assert.equal(besidesInWords(diagnosis([looked(fine(2))])), '');
  });

  it('has one command for nodes that it is sent to, and else says for how many more it is likewise', () => {
    const send = (id: string) => `aws ssm send-command --targets Key=InstanceIds,Values=${id} --region us-east-1`;
    const of = (check: string, advice: (id: string) => string) =>
      ['i-1', 'i-2', 'i-3'].map((subject) => fault({ check, subject, summary: 'x', advice: advice(subject) }));
    const told = (...faults: readonly Fault[]) => nodeLines(diagnosis([looked(faults)]), PLAIN, 99, 100).lines.slice(2);
    assert.deepEqual(told(...of('agent.too-old', send)), ['           try:', `                ${send('i-1,i-2,i-3')}`]);
    assert.deepEqual(told(...of('instance.metadata-off', (id) => `aws ec2 modify --instance-id ${id}`)), [
      '           try: aws ec2 modify --instance-id i-1',
      '           (and likewise for 2 more)',
    ]);
  });

  it('takes no more rows than there are, and says how many nodes are left, with what', () => {
    const { lines, isWhole } = nodeLines(REPORT, PLAIN, 80, 10);
    assert.deepEqual(lines, [
      '3 nodes: i-1 (web of i-1), i-2 (web of i-2), i-8 (web of i-8) in us-east-1 and',
      'eu-west-1',
      '  fail     instance.ping-lost: it is lost',
      '           because of vpc.endpoint-ssm of vpc-1',
      '… and 4 more nodes: instance.no-profile (2), instance.ping-lost (2),',
      '  agent.too-old (2)',
      '2 findings are about no node: --group-by cause tells them',
    ]);
    assert.equal(isWhole, false);
    assert.equal(nodeLines(diagnosis([looked([lost('i-1')])]), PLAIN, 80, 10).isWhole, true);
  });

  it('leaves out what is accepted', () => {
    assert.deepEqual(illNodes(diagnosis([looked([lost('i-1', { accepted: { reason: 'known' } })])])), []);
  });
});
