import assert from 'node:assert/strict';
import { jsonPieces } from '../../src/render/json-pieces.ts';
import { jsonText } from '../../src/render/visible.ts';

const whole = (document: unknown): string => [...jsonPieces().rest(document)].join('');

const REPORT = {
  command: 'setup',
  noop: false,
  run: { version: '1' },
  targets: [
    { region: 'a', changes: [] },
    { region: 'b', error: { message: 'a\nb\u202E ##[error]' } },
  ],
  summary: { targets: 2 },
  unread: undefined,
};

describe('JSON in pieces', () => {
  for (const document of [
    REPORT,
    { ...REPORT, targets: [] },
    { targets: {} },
    {},
    [],
    [1],
    'text',
    null,
    { a: [{}] },
  ]) {
    it(`is what it would be whole: ${JSON.stringify(document).slice(0, 30)}`, () =>
      assert.equal(whole(document), `${jsonText(document)}\n`));
  }

  it('has a piece for each target', () => {
    const pieces = [...jsonPieces().rest(REPORT)];
    assert.equal(pieces.filter((piece) => piece.includes('"region"')).length, 2);
  });

  it('goes on with what was given before', () => {
    for (const told of [1, 2]) {
      const pieces = jsonPieces();
      const before = REPORT.targets.slice(0, told).map((one) => pieces.target({ command: 'setup', noop: false }, one));
      const { run, targets, command, noop, summary } = REPORT;
      const text = [...before, ...pieces.rest(REPORT)].join('');
      assert.equal(text, `${jsonText({ command, noop, targets, run, summary })}\n`);
    }
  });

  it('is whole also where the run ends with an error', () => {
    const pieces = jsonPieces();
    const before = pieces.target({ command: 'setup' }, { region: 'a' });
    const text = [before, ...pieces.rest({ error: { code: 'x', message: 'y' } })].join('');
    const parsed: unknown = JSON.parse(text);
    assert.deepEqual(parsed, { command: 'setup', targets: [{ region: 'a' }], error: { code: 'x', message: 'y' } });
  });
});
