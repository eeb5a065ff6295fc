import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

interface Import {
  /** A package, or a path below src. */
  readonly from: string;
  /** `type`: gone at run time; `lazy`: `await import(…)`. */
  readonly when: 'start' | 'lazy' | 'type';
}

/** Every source file by its path below src, with what it imports. */
const sources: ReadonlyMap<string, { readonly text: string; readonly imports: readonly Import[] }> = new Map(
  readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'))
    .toSorted()
    .map((path) => {
      const text = readFileSync(join(ROOT, 'src', path), 'utf8');
      return [path, { text: withoutComments(text), imports: importsOf(path, withoutComments(text)) }];
    }),
);

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1');
}

function importsOf(file: string, text: string): readonly Import[] {
  const from = (name: string): string => (name.startsWith('.') ? posix.join(posix.dirname(file), name) : name);
  const statements = [...text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm)].map(
    ([, type, name = '']): Import => ({ from: from(name), when: type ? 'type' : 'start' }),
  );
  const lazy = [...text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g)].map(([, name = '']): Import => ({
    from: from(name),
    when: 'lazy',
  }));
  return [...statements, ...lazy];
}

/** `file → import`, for every import of these files that the rule forbids. */
const offences = (
  files: (path: string) => boolean,
  forbidden: (entry: Import, path: string) => boolean,
): readonly string[] =>
  [...sources].flatMap(([path, { imports }]) =>
    files(path) ? imports.filter((entry) => forbidden(entry, path)).map((entry) => `${path} → ${entry.from}`) : [],
  );

const below =
  (...folders: readonly string[]) =>
  (path: string): boolean =>
    folders.some((folder) => path.startsWith(`${folder}/`));

/** Everything that is loaded as soon as this file is. */
function loadedBy(file: string): ReadonlySet<string> {
  const reached = new Set<string>();
  const visit = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const { from, when } of sources.get(path)?.imports ?? []) if (when === 'start') visit(from);
  };
  visit(file);
  return reached;
}

describe('architecture', () => {
  it('is read right: the imports of a file that is known', () => {
    const { imports } = sources.get('targets.ts') ?? assert.fail();
    assert.ok(imports.some(({ from, when }) => from === 'aws/connection.ts' && when === 'start'));
    assert.ok(imports.some(({ from, when }) => from === '@aws-sdk/client-kms' && when === 'type'));
    assert.ok(imports.some(({ from, when }) => from === '@aws-sdk/client-kms' && when === 'lazy'));
    for (const [path, entry] of sources) {
      for (const { from } of entry.imports) {
        assert.ok(!from.endsWith('.ts') || sources.has(from), `${path} imports ${from}, which is not there`);
      }
    }
  });

  it('goes one way: resources, checks, AWS and policies know nothing of commands, engine and rendering', () => {
    const above = below('render', 'commands', 'engine', 'hooks');
    const found = offences(
      below('resources', 'checks', 'aws', 'policies'),
      ({ from }) =>
        from.startsWith('@oclif/') || from === 'listr2' || above(from) || ['command.ts', 'flags.ts'].includes(from),
    );
    assert.deepEqual(found, []);
  });

  it('goes one way: policies and AWS know nothing of resources, and rendering does not call AWS', () => {
    const policies = offences(
      below('policies'),
      ({ from, when }) => when !== 'type' && below('resources', 'aws')(from),
    );
    const aws = offences(below('aws'), ({ from }) => below('resources')(from));
    const render = offences(below('render'), ({ from, when }) => when !== 'type' && from.startsWith('@aws-sdk/'));
    assert.deepEqual([...policies, ...aws, ...render], []);
  });

  it('shows progress in one place', () => {
    assert.deepEqual(
      offences(
        (path) => path !== 'engine/progress.ts',
        ({ from }) => from === 'listr2',
      ),
      [],
    );
  });

  it('plans without an AWS client: --noop loads none', () => {
    const reached = loadedBy('engine/plan-setup.ts');
    assert.ok(reached.has('resources/kms-key.ts'));
    const clients = [...reached].filter((name) =>
      /^@aws-sdk\/client-|^@smithy\/node-http-handler$|^listr2$/.test(name),
    );
    assert.deepEqual(clients, []);
    const direct = offences(
      (path) => path.startsWith('engine/plan'),
      ({ from, when }) => when !== 'type' && from.startsWith('@aws-sdk/'),
    );
    assert.deepEqual(direct, []);
  });

  it('has a library door that leads to no command line', () => {
    const above = [...loadedBy('index.ts')].filter((name) =>
      /^@oclif\/|^listr2$|^(?:command|commands|hooks)\b/.test(name),
    );
    assert.deepEqual(above, []);
  });

  it('keeps the sandbox apart: only its connection knows the tool', () => {
    const rest = offences(below('sandbox'), ({ from, when }, path) => {
      const own = !from.endsWith('.ts') || below('sandbox')(from);
      return !own && when !== 'type' && path !== 'sandbox/connection.ts';
    });
    assert.deepEqual(rest, []);
    const users = offences(
      (path) => !below('sandbox')(path) && !['command.ts', 'commands/sandbox.ts'].includes(path),
      ({ from }) => below('sandbox')(from),
    );
    assert.deepEqual(users, []);
  });

  it('prints only from commands', () => {
    const may = (path: string): boolean =>
      below('commands', 'hooks', 'sandbox')(path) || ['command.ts', 'engine/progress.ts'].includes(path);
    const printing = [...sources]
      .filter(([path, { text }]) => !may(path) && /console\.|process\.(?:stdout|stderr)/.test(text))
      .map(([path]) => path);
    assert.deepEqual(printing, []);
  });

  it('has a test for every file', () => {
    // Types and lists only, or proven through the whole: commands and hooks by test/e2e, the sandbox by its services.
    const elsewhere = below('commands', 'hooks', 'sandbox', 'engine');
    const parts = ['kms-key-state', 'kms-key-write', 'preferences-versions'].map((name) => `resources/${name}.ts`);
    const halves = [...parts, 'aws/identity.ts', 'aws/discovery.ts']; // of kms-key.ts, preferences.ts, accounts.ts
    const exceptions = [
      'command.ts',
      'flags.ts',
      'values.ts',
      'errors.ts',
      'index.ts',
      'checks/check.ts',
      'resources/index.ts',
      ...halves,
    ];
    const untested = [...sources.keys()].filter(
      (path) =>
        !elsewhere(path) &&
        !exceptions.includes(path) &&
        !existsSync(join(ROOT, 'test', path.replace(/\.ts$/, '.test.ts'))),
    );
    assert.deepEqual(untested, []);
  });
});
