// The schema that editors use, against every example and against our own reader.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse, stringify } from 'yaml';
import { KEYS, TARGET_KEYS } from '../../src/config/keys.ts';
import { readConfig } from '../../src/config/read.ts';
import { fileOf } from './files.ts';

const ROOT = new URL('../../', import.meta.url);
const textOf = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');
const validate = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(
  JSON.parse(textOf('schema/config.json')) as object,
);

/** Every example: the files of examples/, and the blocks in the docs that name the schema. */
const examples: readonly (readonly [name: string, text: string])[] = [
  ...readdirSync(new URL('examples/', ROOT)).map((name) => [`examples/${name}`, textOf(`examples/${name}`)] as const),
  ...readdirSync(new URL('docs/', ROOT))
    .filter((name) => name.endsWith('.md'))
    .flatMap((name) =>
      [...textOf(`docs/${name}`).matchAll(/^```(?:yaml|json)\n([\s\S]*?)^```$/gm)]
        .map(([, block = '']) => block)
        .filter((block) => block.includes('schema/config.json'))
        .map((block, index) => [`docs/${name}, ${index + 1}`, block] as const),
    ),
];

const isRead = (text: string): boolean => {
  try {
    readConfig(fileOf(text, { named: true }));
    return true;
  } catch {
    return false;
  }
};

describe('schema/config.json', () => {
  it('has examples in the docs and beside them', () => {
    const names = examples.map(([name]) => name);
    for (const name of ['examples/organization.yaml', 'examples/session-manager.yaml', 'docs/estate.md, 1']) {
      assert.ok(names.includes(name), name);
    }
  });

  for (const [name, text] of examples) {
    it(`allows ${name}, and so do we`, () => {
      assert.ok(validate(parse(text)), JSON.stringify(validate.errors));
      assert.ok(readConfig(fileOf(text)).settings.size > 0);
    });
  }

  it('is named by its examples, so that editors find it', () => {
    for (const [name, text] of examples)
      assert.match(text, /^# yaml-language-server: \$schema=\S+config\.json$/m, name);
    const { exports } = JSON.parse(textOf('package.json')) as { readonly exports: object };
    assert.ok('./schema/config.json' in exports);
  });

  const VALUES: readonly unknown[] = [
    true,
    'yes',
    'TRUE',
    3,
    30,
    '30',
    365.5,
    'never',
    'all',
    '5%',
    '3/8',
    'us-east-1',
    'us-east-1,eu-west-1',
    ['us-east-1'],
    ['all'],
    ['111111111111', 222_222_222_222],
    '111111111111,222222222222',
    ['@accounts.txt'],
    'env=prod',
    ['env=prod', 'team=*'],
    { env: 'prod', cost: 12, yes: true },
    'tag:Team=web',
    ['ou-abcd-11111111'],
    'rate(7 days)',
    'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    'sarif',
    '',
    [],
    {},
    [['a']],
    null,
    'two\nlines',
  ];

  it('allows whatever we take, for every key', () => {
    let taken = 0;
    for (const key of Object.keys(KEYS)) {
      for (const value of VALUES) {
        const config = { [key]: value };
        if (!isRead(stringify(config))) continue;
        taken += 1;
        assert.ok(validate(config), `${JSON.stringify(config)}: ${JSON.stringify(validate.errors)}`);
      }
      assert.ok(!validate({ [key]: null }) && !validate({ [key]: {} }), `${key} needs a value`);
    }
    assert.ok(taken > 200, String(taken));
  });

  it('allows whatever overrides may hold, and nothing else', () => {
    const match = { regions: ['us-east-1'], 'account-tags': { env: 'prod' }, accounts: ['012345678901'] };
    for (const key of TARGET_KEYS) assert.ok(validate({ overrides: [{ match, [key]: null }] }), key);
    for (const bad of [
      { overrides: [{ retention: 30 }] },
      { overrides: [{ match }] },
      { overrides: [{ match: {}, retention: 30 }] },
      { overrides: [{ match: { profiles: ['dev'] }, retention: 30 }] },
      { overrides: [{ match, concurrency: 3 }] },
      { overrides: [{ match, retention: 31 }] },
      { overrides: { match, retention: 30 } },
      { retenton: 30 },
      { 'external-id': 'x' },
      { yes: true },
      { kms: 'maybe' },
    ]) {
      assert.ok(!validate(bad), JSON.stringify(bad));
      assert.ok(!isRead(stringify(bad)), JSON.stringify(bad));
    }
  });
});
