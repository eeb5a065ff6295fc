import assert from 'node:assert/strict';
import { closingTable, colourOf } from '../../src/render/table.ts';
import { change, COLOURED, PLAIN, report, target, visible } from './reports.ts';

const rows = (...targets: Parameters<typeof report>[0]): readonly string[] =>
  closingTable(report(targets), PLAIN).split('\n');
const kms = (status: 'done' | 'planned', action: 'create' | 'update' = 'create') =>
  change({ resource: 'kms-key', status, action });

describe('table', () => {
  it('has a row a target and a column a resource, in the order of the changes', () => {
    assert.deepEqual(
      rows(target({ changes: [kms('done'), change()] }), target({ region: 'ap-southeast-2', changes: [change()] })),
      [
        'account       region          status   kms-key  log-group',
        '111122223333  us-east-1       changed  created  created',
        '111122223333  ap-southeast-2  changed  -        created',
      ],
    );
  });

  it('has profiles only where there are some', () => {
    assert.deepEqual(rows(target({ profile: 'dev', account: null }), target()), [
      'account       profile  region     status   log-group',
      '-             dev      us-east-1  changed  created',
      '111122223333  -        us-east-1  changed  created',
    ]);
  });

  it('has a word for everything that can become of a thing', () => {
    const cell = (...args: Parameters<typeof change>): string | undefined =>
      rows(target({ changes: [change(...args)] }))[1]
        ?.split(/ {2,}/)
        .at(-1);
    const words = [
      [{ status: 'done', action: 'create' }, 'created'],
      [{ status: 'done', action: 'update' }, 'updated'],
      [{ status: 'done', action: 'delete' }, 'deleted'],
      [{ status: 'planned', action: 'create' }, 'create'],
      [{ status: 'planned', action: 'delete' }, 'delete'],
      [{ status: 'unchanged', action: 'none' }, 'ok'],
      [{ status: 'kept', action: 'keep' }, 'kept'],
      [{ status: 'failed', action: 'create' }, 'failed'],
      [{ status: 'not-run', action: 'create' }, 'not run'],
    ] as const;
    for (const [extra, word] of words) assert.equal(cell(extra), word);
  });

  it('has no blanks at the ends of its lines', () => {
    for (const line of rows(target({ changes: [] }), target())) assert.equal(line, line.trimEnd());
  });

  it('is as wide with colours as without', () => {
    const both = report([target({ status: 'failed', changes: [change({ status: 'failed' })] }), target()]);
    const coloured = visible(closingTable(both, COLOURED));
    assert.match(coloured, /<red>failed<\/> +<red>failed<\/>/);
    assert.equal(coloured.replaceAll(/<[^>]+>/g, ''), closingTable(both, PLAIN));
  });

  it('is green for what was done, red for what failed, yellow for what wants a look', () => {
    const colour = (status: string): string => visible(colourOf(status, COLOURED)('x'));
    for (const status of ['changed', 'done', 'planned']) assert.equal(colour(status), '<green>x</>');
    for (const status of ['kept', 'skipped', 'not-run']) assert.equal(colour(status), '<yellow>x</>');
    assert.equal(colour('failed'), '<red>x</>');
    assert.equal(colour('unchanged'), '<dim>x</>');
  });
});
