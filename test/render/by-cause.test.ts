import assert from 'node:assert/strict';
import type { Fault } from '../../src/checks/check.ts';
import type { TargetReport } from '../../src/engine/report.ts';
import { causeLines, isSound } from '../../src/render/by-cause.ts';
import { rowsOf } from '../../src/render/short-advice.ts';
import { COLOURED, diagnosis, fault, fine, looked, PLAIN, visible } from './reports.ts';

const NETWORK = fault({
  check: 'vpc.endpoint-ssm',
  subject: 'vpc-1',
  name: 'orders',
  summary: 'there is no other way out, and no VPC endpoint for ssm: nodes cannot register',
  advice:
    `aws ec2 create-vpc-endpoint --vpc-id vpc-1 --service-name com.amazonaws.us-east-1.ssm --subnet-ids ${'subnet-1 '.repeat(9)}`.trim(),
  ref: 'https://docs.aws.amazon.com/vpc.html',
  causes: 26,
});
const LOST = Array.from({ length: 26 }, (_, index): Fault =>
  fault({
    check: 'instance.ping-lost',
    subject: `i-0123456789abcde${index + 10}`,
    name: `web-${index + 1}`,
    summary: 'Systems Manager has lost it',
    causedBy: [{ check: 'vpc.endpoint-ssm', subject: 'vpc-1' }],
  }),
);
const HINTS = ['kms.rotation', 'kms.rotation', 'log-group.retention'].map((check) =>
  fault({ check, verdict: 'info', summary: 'x' }),
);
const TARGETS: readonly TargetReport[] = [
  looked([...LOST, NETWORK, ...HINTS, ...fine(3)], { accountName: 'payments' }),
  ...['eu-west-1', 'eu-west-2'].map((region) =>
    looked(
      [fault({ check: 'prefs.missing', verdict: 'warn', summary: 'there are none: not logged', advice: 'setup' })],
      { region },
    ),
  ),
];
const lines = (rows: number, width = 80) => causeLines(diagnosis(TARGETS), PLAIN, width, rows);

describe('a diagnosis by cause', () => {
  it('tells everything where there is room, and hints by their number', () => {
    const { lines: told, isWhole } = lines(100);
    assert.deepEqual(told, [
      'fail     vpc.endpoint-ssm: there is no other way out, and no VPC endpoint for',
      '         ssm: nodes cannot register',
      '         vpc-1 (orders) in 111122223333/us-east-1 (payments)',
      '         26 nodes are lost because of it: i-0123456789abcde10 (web-1),',
      '         i-0123456789abcde11 (web-2), i-0123456789abcde12 (web-3) and 23 more',
      '         try:',
      `              aws ec2 create-vpc-endpoint --vpc-id vpc-1 --service-name com.amazonaws.us-east-1.ssm --subnet-ids ${'subnet-1 '.repeat(9).trim()}`,
      '         see: https://docs.aws.amazon.com/vpc.html',
      'warn     prefs.missing: there are none: not logged',
      '         in eu-west-1 and eu-west-2',
      '         try: setup',
      'info     kms.rotation (2), log-group.retention',
    ]);
    assert.equal(isWhole, false);
  });

  it('tells less of what matters less, and in no more rows than there are', () => {
    const short = [
      'fail     vpc.endpoint-ssm: there is no other way out, and no VPC endpoint for …',
      '         26 nodes are lost because of vpc-1 (orders) in 111122223333/us-east-1',
      'warn     prefs.missing: there are none: not logged',
      '         in eu-west-1 and eu-west-2',
      'info     kms.rotation (2), log-group.retention',
    ];
    assert.deepEqual(lines(5).lines, short);
    assert.deepEqual(lines(8).lines, [
      'fail     vpc.endpoint-ssm: there is no other way out, and no VPC endpoint for',
      '         ssm: nodes cannot register',
      '         26 nodes are lost because of vpc-1 (orders) in 111122223333/us-east-1',
      '         (payments)',
      '         try: a command (whole with --group-by target)',
      ...short.slice(2),
    ]);
    for (const rows of [5, 6, 7, 8, 9, 12, 15, 20]) assert.ok(rowsOf(lines(rows).lines, 80) <= rows, `${rows}`);
  });

  it('says in few words, too, what has another reason as well', () => {
    const lost = LOST.slice(0, 3).map((each, index) =>
      index < 2 ? { ...each, causedBy: [...(each.causedBy ?? []), { check: 'kms.missing', subject: 'key/1' }] } : each,
    );
    const key = fault({ check: 'kms.missing', subject: 'key/1', summary: 'it is missing', causes: 2 });
    const reports = [looked([{ ...NETWORK, causes: 3 }, key, ...lost])];
    const told = causeLines(diagnosis(reports), PLAIN, 200, 4).lines.join('\n');
    assert.match(told, / {9}3 nodes are lost \(2 of them also for another reason\) because of vpc-1/);
    assert.match(told, / {9}2 nodes are lost \(also for another reason\) because of key\/1/);
  });

  it('counts the causes that do not fit', () => {
    const many = Array.from({ length: 90 }, (_, index) =>
      fault({ check: `kms.k${index % 3}`, summary: 'x'.repeat(index), advice: `${index}` }),
    );
    const { lines: told } = causeLines(diagnosis([looked(many)]), PLAIN, 80, 20);
    assert.ok(rowsOf(told, 80) <= 20);
    assert.match(told.at(-1) ?? '', /^…\s+and \d+ more causes: kms\.k\d \(\d+\), kms\.k\d \(\d+\), kms\.k\d \(\d+\)$/);
  });

  it('is coloured by the verdicts', () => {
    const [first = ''] = causeLines(diagnosis(TARGETS), COLOURED, 80, 100).lines;
    assert.match(visible(first), /^<red>fail<\/> {5}vpc/);
  });

  it('finds sound what has nothing but hints', () => {
    assert.equal(isSound([...fine(2), ...HINTS]), true);
    assert.equal(isSound([fault({ verdict: 'unknown' })]), false);
  });
});
