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

/** The rooms of src, and which others each may import; `type`: types only. Nothing else, and nothing upwards. */
const ROOMS: Readonly<Record<string, { readonly may: readonly string[]; readonly type?: readonly string[] }>> = {
  inputs: { may: [] },
  channel: { may: [] },
  aws: { may: [] },
  names: { may: [], type: ['aws'] },
  'policies/reading': { may: ['names'], type: ['aws'] },
  'policies/needs': { may: ['policies/reading', 'names'], type: ['aws', 'inputs'] },
  'policies/documents': { may: ['policies/needs', 'policies/reading', 'names', 'inputs'], type: ['aws'] },
  targets: { may: ['names', 'aws', 'inputs'] },
  config: { may: ['targets', 'names', 'aws', 'inputs'] },
  resources: { may: ['policies/documents', 'policies/reading', 'names', 'aws', 'inputs'], type: ['targets'] },
  facts: { may: ['resources', 'policies/reading', 'names', 'aws'], type: ['targets', 'inputs'] },
  audit: {
    may: ['facts', 'resources', 'policies/documents', 'policies/needs', 'policies/reading', 'names', 'aws'],
    type: ['targets', 'inputs'],
  },
  checks: {
    may: ['audit', 'facts', 'resources', 'policies/documents', 'policies/needs', 'policies/reading', 'names', 'aws'],
    type: ['targets', 'inputs'],
  },
  engine: {
    may: [
      'checks',
      'audit',
      'facts',
      'resources',
      'policies/documents',
      'policies/needs',
      'policies/reading',
      'names',
      'targets',
      'aws',
      'inputs',
    ],
    type: ['export', 'compliance'],
  },
  compliance: { may: ['engine', 'aws'], type: ['checks'] },
  export: { may: ['resources', 'policies/documents', 'policies/needs', 'policies/reading', 'names', 'aws', 'inputs'] },
  'plan-file': { may: ['engine', 'resources', 'targets', 'aws', 'inputs'] },
  reports: { may: ['engine', 'plan-file/save.ts', 'config', 'render', 'checks', 'names', 'aws', 'inputs'] },
  session: { may: ['channel', 'facts', 'aws', 'names'], type: ['targets'] },
  render: {
    may: ['aws', 'checks/catalogue.ts', 'compliance/index.ts', 'engine/identity.ts', 'engine/node-commands.ts'],
    type: ['config', 'engine', 'checks', 'resources', 'compliance'],
  },
  cli: {
    may: [
      'reports',
      'config',
      'plan-file',
      'compliance',
      'engine',
      'export',
      'session',
      'channel',
      'render',
      'targets',
      'inputs',
      'aws',
      'sandbox',
    ],
  },
  bootstrap: { may: ['facts', 'aws'] },
  completion: { may: ['checks', 'aws', 'inputs'] },
  commands: {
    may: [
      'bootstrap',
      'completion',
      'cli',
      'plan-file',
      'config',
      'engine',
      'session',
      'channel',
      'render',
      'export',
      'reports',
      'inputs',
      'policies/documents',
      'facts',
      'sandbox',
    ],
    type: ['policies/reading'],
  },
  'sandbox/agent': { may: ['channel'] },
  'sandbox/ssh': { may: ['sandbox/agent'] },
  'sandbox/relay': { may: ['channel'], type: ['sandbox/agent'] },
  'sandbox/state': { may: [] },
  'sandbox/iam': { may: ['sandbox/state'] },
  'sandbox/protocols': { may: ['sandbox/state'] },
  'sandbox/services': { may: ['sandbox/protocols', 'sandbox/iam', 'sandbox/state'] },
  'sandbox/fleet': { may: ['sandbox/iam', 'sandbox/state'] },
  'sandbox/seed': { may: ['sandbox/fleet', 'sandbox/iam', 'sandbox/state'] },
  'sandbox/door': {
    may: [
      'sandbox/services',
      'sandbox/protocols',
      'sandbox/iam',
      'sandbox/state',
      'sandbox/relay',
      'sandbox/agent',
      'sandbox/ssh',
      'channel',
    ],
  },
};

/** The room that a file is in: the longest name that fits. */
const roomOf = (path: string): string | undefined =>
  Object.keys(ROOMS)
    .filter((room) => path.startsWith(`${room}/`))
    .toSorted((one, other) => other.length - one.length)[0];

/** Files that import each other in a circle, by any kind of import but a lazy one; each circle once. */
function circles(): readonly string[] {
  const found = new Set<string>();
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]): void => {
    const at = way.indexOf(path);
    if (at >= 0) found.add(way.slice(at).toSorted().join(' '));
    if (at >= 0 || done.has(path)) return;
    for (const { from, when } of sources.get(path)?.imports ?? []) {
      if (sources.has(from) && when !== 'lazy') visit(from, [...way, path]);
    }
    done.add(path);
  };
  for (const path of sources.keys()) visit(path, []);
  return [...found].toSorted();
}

describe('architecture', () => {
  it('is read right: the imports of a file that is known', () => {
    const { imports } = sources.get('targets/target.ts') ?? assert.fail();
    assert.ok(imports.some(({ from, when }) => from === 'aws/connection.ts' && when === 'start'));
    assert.ok(imports.some(({ from, when }) => from === 'aws/clients/kms.ts' && when === 'type'));
    assert.ok(imports.some(({ from, when }) => from === 'aws/clients/kms.ts' && when === 'lazy'));
    for (const [path, entry] of sources) {
      for (const { from } of entry.imports) {
        assert.ok(!from.endsWith('.ts') || sources.has(from), `${path} imports ${from}, which is not there`);
      }
    }
  });

  it('has a room for every file, but for the library door, errors and once', () => {
    const homeless = [...sources.keys()].filter((path) => roomOf(path) === undefined);
    assert.deepEqual(homeless, ['errors.ts', 'index.ts', 'once.ts']);
  });

  for (const [room, { may, type = [] }] of Object.entries(ROOMS)) {
    it(`goes one way: what ${room} may import`, () => {
      const allowed = (from: string, when: Import['when']): boolean => {
        const there = roomOf(from);
        if (!from.endsWith('.ts') || there === undefined) return true;
        const names = when === 'type' ? [...may, ...type] : may;
        return there === room || names.some((name) => name === there || name === from || from.startsWith(`${name}/`));
      };
      assert.deepEqual(
        offences(
          (path) => roomOf(path) === room,
          ({ from, when }) => !allowed(from, when),
        ),
        [],
      );
    });
  }

  it('has services in the sandbox that do not know each other', () => {
    const service = (path: string): string | undefined => /^sandbox\/services\/(\w+)\//.exec(path)?.[1];
    assert.deepEqual(
      offences(
        (path) => service(path) !== undefined,
        ({ from }, path) => service(from) !== undefined && service(from) !== service(path),
      ),
      [],
    );
  });

  it('has no circles of files, not even of types', () => assert.deepEqual(circles(), []));

  it('shows progress in one place', () => {
    assert.deepEqual(
      offences(
        (path) => path !== 'cli/progress.ts',
        ({ from }) => from === 'listr2',
      ),
      [],
    );
  });

  it('prints --help without reading an input: the flags are made of tables, which load nothing', () => {
    const reached = [...loadedBy('cli/flags.ts')].filter((path) => !below('inputs/tables')(path));
    assert.deepEqual(reached, ['cli/flags.ts', '@oclif/core/flags']);
  });

  it('plans without an AWS client: --noop loads none', () => {
    const reached = loadedBy('engine/plan-setup.ts');
    assert.ok(reached.has('resources/kms-key/kms-key.ts'));
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
    const above = [...loadedBy('index.ts')].filter((name) => /^@oclif\/|^listr2$|^(?:cli|commands)\//.test(name));
    assert.deepEqual(above, []);
  });

  it('prints only from commands', () => {
    const may = (path: string): boolean => below('commands', 'cli', 'sandbox')(path);
    const printing = [...sources]
      .filter(([path, { text }]) => !may(path) && /console\.|process\.(?:stdout|stderr)/.test(text))
      .map(([path]) => path);
    assert.deepEqual(printing, []);
  });

  it('has a test for every file', () => {
    // Types and lists only, or proven through the whole: commands and hooks by test/e2e, the sandbox by its services,
    // clients by cut.test.ts, the program of pages by test/browser.
    const elsewhere = below('commands', 'cli', 'sandbox', 'engine', 'aws/clients', 'render/html/page');
    const exceptions = [
      'errors.ts',
      'index.ts',
      'channel/channel-error.ts', // these two by whoever throws and waits
      'channel/clock.ts',
      'channel/json-payload.ts', // by handshake.test.ts
      'channel/line.ts', // by session.test.ts
      'channel/smux-frame.ts', // by smux.test.ts
      'aws/answers/not-an-answer.ts', // these two by check.test.ts
      'aws/answers/wire.ts',
      'aws/credentials/assume.ts', // these two by search.test.ts
      'aws/credentials/failure.ts',
      'aws/credentials/container.ts', // these two by source.test.ts
      'aws/credentials/token-file.ts',
      'completion/headings.ts', // these two by bash.test.ts, zsh.test.ts and fish.test.ts
      'completion/scripts.ts',
      'export/found.ts', // by existing.test.ts
      'export/terraform/request.ts',
      'facts/network.ts',
      'inputs/question.ts',
      'inputs/own-tags.ts', // by ownership.test.ts
      ...[...sources.keys()].filter(below('inputs/tables')), // by tables.test.ts
      'plan-file/asked.ts', // these six by record.test.ts, read.test.ts and carry-out.test.ts
      'plan-file/entry.ts',
      'plan-file/note.ts',
      'plan-file/plan-file.ts',
      'plan-file/scope.ts',
      'plan-file/shape.ts',
      'policies/needs/agent-versions.ts', // by agent.test.ts
      'policies/needs/need.ts',
      'policies/needs/regions.ts', // by node-needs.test.ts
      'policies/documents/operator-actions.ts', // these two by operator-policy.test.ts
      'policies/documents/operator-scopes.ts',
      'targets/identity.ts', // these two by accounts.test.ts
      'targets/discovery.ts',
      'resources/index.ts',
      'resources/kms-key/differences.ts', // these six by kms-key.test.ts
      'resources/kms-key/owner.ts',
      'resources/kms-key/state.ts',
      'resources/kms-key/usable.ts',
      'resources/kms-key/wanted-key.ts',
      'resources/kms-key/write.ts',
      'resources/preferences/versions.ts', // by preferences.test.ts
      'render/html/data.ts',
      'checks/check.ts',
      ...[...sources.keys()].filter(below('checks/catalogue')), // by catalogue.test.ts
      'compliance/evidence.ts', // these by index.test.ts
      'compliance/framework.ts',
      'compliance/standing.ts',
      'compliance/frameworks/cis-aws.ts',
      'compliance/frameworks/iso-27001.ts',
      'compliance/frameworks/nist-800-53.ts',
      'compliance/frameworks/pci-dss.ts',
      'compliance/frameworks/soc2.ts',
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
