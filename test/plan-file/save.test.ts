import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlanFile } from '../../src/plan-file/plan-file.ts';
import { checkPlace, savePlan } from '../../src/plan-file/save.ts';
import { ownFolder } from '../folder.ts';

const PLAN = { format: 1, kind: 'setup', targets: [] } as unknown as PlanFile;

describe('a plan that is written', () => {
  const own = ownFolder();
  let folder = '';
  let path = '';
  beforeEach(() => {
    folder = own.path;
    path = join(folder, 'plan.json');
  });

  it('replaces what is there, whole, and only its owner may read it', () => {
    writeFileSync(path, 'x'.repeat(1000), { mode: 0o644 });
    checkPlace(path);
    savePlan(path, PLAN);
    assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), PLAN);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(folder), ['plan.json']);
  });

  it('is written where a link leads', () => {
    const link = join(folder, 'link.json');
    symlinkSync(path, link);
    writeFileSync(path, '');
    savePlan(link, PLAN);
    assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), PLAN);
  });

  it('is refused a place that is no file, before anything is read', () => {
    mkdirSync(join(folder, 'inner'));
    assert.throws(() => checkPlace(join(folder, 'inner')), /--out .*inner: cannot be written: it is a folder/);
    assert.throws(() => checkPlace(join(folder, 'none', 'plan.json')), /there is no folder .*none/);
    writeFileSync(path, '');
    assert.throws(() => checkPlace(join(path, 'plan.json')), /cannot be written/);
    assert.throws(() => checkPlace('/dev/null'), /it is a device or a pipe/);
    assert.throws(() => checkPlace(''), /--out "": cannot be written: name a file/);
    assert.throws(() => checkPlace('-'), /--out -: cannot be written: name a file; \.\/- is one of that name/);
  });
});
