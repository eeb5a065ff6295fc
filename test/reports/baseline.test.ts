import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { UserError } from '../../src/errors.ts';
import { checkMatcher, parseBaseline } from '../../src/reports/baseline.ts';

const read = (text: string, form: 'yaml' | 'json' = 'yaml') => parseBaseline({ file: 'b.yaml', form, text }).entries;

const ENTRY = '  - check: kms.disabled\n    reason: old\n';
const entry = (line: string): string => `accepted:\n${ENTRY}    ${line}\n`;

const schema = JSON.parse(readFileSync(new URL('../../schema/baseline.json', import.meta.url), 'utf8')) as object;
const isValid = new Ajv2020({ strict: true, strictTypes: false }).compile(schema);

describe('a file of accepted findings', () => {
  it('has for each who accepts what, where, why and until when; ids keep their zeros', () => {
    const text = `$schema: x
accepted:
  - check: kms.disabled
    subject: key/*
    account: 012345678901
    region: us-east-1
    reason: |
      it is old
    owner: ann
    expires: 2027-01-31
  - { check: 'instance.*', reason: tests }
`;
    const entries = [
      {
        check: 'kms.disabled',
        subject: 'key/*',
        account: '012345678901',
        region: 'us-east-1',
        reason: 'it is old',
        owner: 'ann',
        expires: '2027-01-31',
      },
      { check: 'instance.*', reason: 'tests' },
    ];
    assert.deepEqual(read(text), entries);
    assert.deepEqual(read(JSON.stringify({ accepted: entries }), 'json'), entries);
    assert.ok(isValid({ accepted: entries }), JSON.stringify(isValid.errors));
  });

  it('is as docs/reports.md shows it', () => {
    const page = readFileSync(new URL('../../docs/reports.md', import.meta.url), 'utf8');
    const [example = ''] = /(?<=```yaml\n)[^`]*\naccepted:[^`]*/.exec(page) ?? [];
    assert.equal(read(example).length, 3);
    assert.ok(isValid(parse(example) as unknown), JSON.stringify(isValid.errors));
  });

  it('may be empty', () => assert.deepEqual(read('accepted: []'), []));

  it('names checks by id, family and pattern', () => {
    const matched = (text: string) => ['kms.disabled', 'kms.missing', 'kmsx.a'].filter(checkMatcher(text));
    assert.deepEqual(matched('kms.disabled'), ['kms.disabled']);
    assert.deepEqual(matched('kms'), ['kms.disabled', 'kms.missing']);
    assert.deepEqual(matched('*.disabled'), ['kms.disabled']);
    assert.deepEqual(matched('kms.???????'), ['kms.missing']);
  });

  // What the schema says, too.
  for (const [what, text, expected] of [
    ['nothing', '', 'b.yaml:1:1: a baseline must be a map, with accepted as its key'],
    ['a list', '- a\n', 'b.yaml:1:1: a baseline must be a map, with accepted as its key'],
    ['no list', 'accepted: all\n', 'b.yaml:1:11: accepted must be a list'],
    ['a list without a value', 'accepted:\n', 'b.yaml:1:1: accepted must be a list'],
    ['no accepted', '$schema: x\n', 'b.yaml:1:1: accepted is missing: it lists the findings'],
    ['another key', 'acepted: []\n', 'b.yaml:1:1: unknown key "acepted"; did you mean accepted?'],
    ['an item that is none', 'accepted: [a]\n', /^b\.yaml:1:12: each of accepted must be a map, of check, subject/],
    ['a key that there is not', entry('reson: x'), 'b.yaml:4:5: unknown key "reson"; did you mean reason?'],
    ['a key like no other', entry('colour: x'), /^b\.yaml:4:5: unknown key "colour"; there is check, subject, account/],
    ['no check', 'accepted:\n  - reason: x\n', 'b.yaml:2:5: check is missing'],
    ['no reason', 'accepted:\n  - check: kms\n', 'b.yaml:2:5: reason is missing'],
    [
      'an empty reason',
      'accepted:\n  - check: kms\n    reason: " "\n',
      'b.yaml:3:13: reason is empty: say why it is accepted',
    ],
    [
      'a reason without a value',
      'accepted:\n  - check: kms\n    reason:\n',
      'b.yaml:3:5: reason is empty: say why it is accepted',
    ],
    ['an owner that is a list', entry('owner: [ann]'), 'b.yaml:4:12: owner is a list: it must be a text'],
    ['an empty subject', entry('subject: ""'), /subject is empty: leave it out/],
    ['an account of another length', entry('account: 123'), /^b\.yaml:4:14: account "123": it must be an account id/],
    ['a time', entry('expires: 2027-01-31T10:00:00Z'), /expires "2027-01-31T10:00:00Z": it must be a day such as/],
    ['a date as others write it', entry('expires: 31.1.2027'), /expires "31.1.2027": it must be a day/],
    ['a month that there is not', entry('expires: 2027-13-01'), /expires "2027-13-01": it must be a day/],
    ['a region in capitals', entry('region: US-*'), /region "US-\*": it must be a region, or a pattern/],
  ] as const) {
    it(`is refused with its place: ${what}`, () => {
      assert.throws(
        () => read(text),
        (error: unknown) =>
          error instanceof UserError &&
          error.code === 'invalid-baseline' &&
          (typeof expected === 'string' ? error.message === expected : expected.test(error.message)),
      );
      assert.ok(!isValid(parse(text) as unknown), 'the schema takes it');
    });
  }

  // What no schema knows.
  for (const [what, text, expected] of [
    ['a key twice', entry('reason: x'), 'b.yaml:4:5: "reason" is given twice'],
    [
      'a check that there is not',
      'accepted:\n  - check: kms.disbled\n    reason: x\n',
      /did you mean kms\.disabled\?$/,
    ],
    ['a family that there is not', 'accepted:\n  - { check: kmss, reason: x }\n', /did you mean kms\?$/],
    [
      'a check like no other',
      'accepted:\n  - { check: colours, reason: x }\n',
      /no such check; the families are .*kms/,
    ],
    [
      'a pattern of no check',
      'accepted:\n  - { check: "kmz.*", reason: x }\n',
      /no check is called that; the families/,
    ],
    ['a day that there is not', entry('expires: 2027-02-29'), /expires "2027-02-29": it must be a day/],
    ['a region that there is not', entry('region: us-eats-1'), /no such region; did you mean us-east-1\?/],
    ['a tag', 'accepted: !vault x', /^b\.yaml:1:11: not YAML: Unresolved tag/],
    ['laughs', laughing(), /more than a baseline can hold|deeper than anything in a baseline/],
    ['depth', `accepted: ${'['.repeat(50_000)}`, /deeper than anything in a baseline/],
  ] as const) {
    it(`is refused with its place: ${what}`, () =>
      assert.throws(
        () => read(text),
        (error: unknown) =>
          error instanceof UserError &&
          error.code === 'invalid-baseline' &&
          error.message.startsWith('b.yaml:') &&
          (typeof expected === 'string' ? error.message === expected : expected.test(error.message)),
      ));
  }
});

function laughing(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let n = 1; n < 9; n += 1) {
    const before = Array.from({ length: 10 }, () => `*a${n - 1}`).join(', ');
    lines.push(`a${n}: &a${n} [${before}]`);
  }
  return `${lines.join('\n')}\naccepted: *a8\n`;
}
