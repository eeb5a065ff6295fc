import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { CATALOGUE } from '../../src/checks/catalogue.ts';
import { CHECK_IDS } from '../../src/checks/index.ts';

/** The flags of the commands that are named. */
async function flagsByCommand(): Promise<ReadonlyMap<string, readonly string[]>> {
  const names = ['bootstrap', 'policy', 'setup', 'ssh', 'ssh-config'];
  const found = names.map(async (name) => {
    const { default: command } = (await import(`../../src/commands/${name}.ts`)) as {
      readonly default: { readonly flags?: Readonly<Record<string, unknown>> };
    };
    return [name, Object.keys(command.flags ?? {})] as const;
  });
  return new Map(await Promise.all(found));
}

const entries = Object.entries(CATALOGUE);

describe('the catalogue of checks', () => {
  it('has every id, and no other', () => assert.deepEqual(Object.keys(CATALOGUE).toSorted(), CHECK_IDS));

  it('has every id that the sources report', () => {
    const folder = new URL('../../src/', import.meta.url);
    const found = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => /^(?:checks|engine|audit|session|cli)\/.*\.ts$/.test(path))
      .flatMap((path) => [
        ...readFileSync(new URL(path, folder), 'utf8').matchAll(
          /\bcheck: '([\w-]+\.[\w-]+)'|'((?:dhmc|instance|region)\.[a-z-]+)'/g,
        ),
      ])
      .map(([, one, other]) => one ?? other ?? '');
    assert.ok(found.length > 80);
    assert.deepEqual(
      [...new Set(found)].filter((id) => !(id in CATALOGUE)),
      [],
    );
  });

  it('says of each in one line what is wrong and what that does, without a full stop', () => {
    for (const [id, { title, effect }] of entries) {
      assert.match(title, /^\S.{0,78}[^.\s]$/, `${id}: ${title}`);
      assert.match(effect, /^\S.*[^.\s]$/, `${id}: ${effect}`);
    }
  });

  it('says in one sentence what each looks at, and what clears it, as parts of sentences', () => {
    for (const [id, { looksAt, clears }] of entries) {
      for (const text of [looksAt, clears]) assert.match(text, /^[a-z]\S*[ :].{15,240}[^.\s]$/, `${id}: ${text}`);
      assert.match(looksAt, /^(?:the|whether|what|where|nodes|statements|each)\b/, `It looks at … ${id}: ${looksAt}`);
    }
  });

  it('names only commands and flags that there are', async () => {
    const known = await flagsByCommand();
    for (const [id, { clears }] of entries) {
      for (const [, name = '', rest = ''] of clears.matchAll(
        /session-manager ([a-z-]+)((?: --?[\w-]+(?: [A-Z]+)?| all)*)/g,
      )) {
        const flags = known.get(name) ?? assert.fail(`${id}: session-manager ${name}`);
        for (const [, flag = ''] of rest.matchAll(/--(?:no-)?([\w-]+)/g))
          assert.ok(flags.includes(flag), `${id}: ${name} --${flag}`);
      }
    }
  });

  it('has a title for each that no other has', () =>
    assert.equal(new Set(entries.map(([, { title }]) => title)).size, entries.length));

  it('names a page for each, and its verdicts from the worst on', () => {
    const order = ['fail', 'warn', 'info', 'unknown'];
    for (const [id, { verdicts, ref }] of entries) {
      assert.match(ref, /^https:\/\/\S+$/, id);
      assert.ok(verdicts.length > 0, id);
      assert.deepEqual(
        verdicts,
        order.filter((verdict) => verdicts.some((one) => one === verdict)),
        id,
      );
    }
  });
});
