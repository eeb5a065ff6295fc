// The bundle says what the sources say, and loads what it needs.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Config, Plugin } from '@oclif/core/config';
import { loadHelpClass } from '@oclif/core/help';
import { ux } from '@oclif/core/ux';
import { emptyHome, printed } from './cli.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const json = (path: string): unknown => JSON.parse(readFileSync(`${ROOT}/${path}`, 'utf8'));

/** package.json, with the commands as they are in src. */
const pjson = ((): never => {
  const { oclif, ...rest } = json('package.json') as { readonly oclif: object };
  return { ...rest, oclif: { ...oclif, commands: './src/commands', hooks: {} } } as never;
})();
/** A node of the fleet in the sandbox. */
const NODE = 'i-073d9645cca9c53f4';

/** The files that a shell is opened with: the command line, the clients of three services, since sessions of the fleet are encrypted, and the data channel. */
const SHELL = [
  'base',
  'cli',
  'init',
  'kms',
  'main',
  'oclif',
  'reach',
  'report',
  'rolldown-runtime',
  'sdk',
  'session-command',
  'sessions',
  'signals',
  'ssm',
  'start',
  'sts',
  'terminal',
];

const sources = { root: ROOT, pjson, isRoot: true };

describe('the bundle', () => {
  const home = emptyHome();
  after(() => home.clear());

  it('knows of each command what its source says', async () => {
    const plugin = new Plugin({ ...sources, type: 'core', ignoreManifest: true, respectNoCacheDefault: true });
    await plugin.load();
    // Where the file is, and of which kind.
    const told = ({ commands }: { readonly commands: object }): unknown =>
      JSON.parse(
        JSON.stringify(commands, (key, value) => (['isESM', 'relativePath'].includes(key) ? undefined : value)),
      );
    assert.deepEqual(told(json('dist/oclif.manifest.json') as { readonly commands: object }), told(plugin.manifest));
    const files = readdirSync(`${ROOT}/src/commands`, { recursive: true, encoding: 'utf8' });
    assert.equal(Object.keys(plugin.manifest.commands).length, files.filter((file) => file.endsWith('.ts')).length);
  });

  it('helps in the words of oclif', async () => {
    const config = await Config.load(sources);
    for (const words of [[], ['setup'], ['help']]) {
      const lines: string[] = [];
      const { stdout } = ux;
      ux.stdout = (line = '') => lines.push([line].flat().join('\n'));
      process.env['COLUMNS'] = '80';
      const HelpClass = await loadHelpClass(config);
      await new HelpClass(config).showHelp(words);
      ux.stdout = stdout;
      assert.ok(lines.length > 0);
      assert.equal((await home.run([...words, '--help'])).stdout, `${lines.join('\n')}\n`, words.join(' '));
      assert.equal((await home.run(['help', ...words])).stdout, `${lines.join('\n')}\n`, words.join(' '));
    }
  });

  it('tells its version as oclif does', async () => {
    const { userAgent } = await Config.load(sources);
    for (const flag of ['--version', '-v']) assert.equal((await home.run([flag])).stdout, `${userAgent}\n`);
  });

  /** The files of the bundle that a program loads. */
  const loadedBy = (args: readonly string[], env: NodeJS.ProcessEnv = process.env): readonly string[] => {
    const tell = `import module from 'node:module';
      process.on('exit', () => console.error('\\n' + JSON.stringify(Object.keys(module._cache))));`;
    const hook = `data:text/javascript,${encodeURIComponent(tell)}`;
    const { stderr } = spawnSync(process.execPath, ['--import', hook, ...args], { cwd: ROOT, encoding: 'utf8', env });
    return (JSON.parse(stderr.trim().split('\n').at(-1) ?? '[]') as string[]).map((file) => basename(file, '.cjs'));
  };

  it('loads no AWS client where nothing is called, and nothing at all for its version', () => {
    assert.deepEqual(loadedBy(['dist/main.cjs', '--version']), ['main', 'rolldown-runtime']);
    const heavy = ['sdk', 'credentials', 'engine', 'progress', 'sandbox', 'kms'];
    for (const args of [['--help'], ['setup', '--noop', '--regions', 'us-east-1']]) {
      const loaded = loadedBy(['dist/main.cjs', ...args]);
      assert.ok(loaded.includes('oclif'));
      assert.deepEqual(
        loaded.filter((name) => heavy.includes(name)),
        [],
      );
    }
  });

  it('reads no YAML where there is no configuration file', () => {
    const plan = ['plan', '--noop', '--regions', 'us-east-1'];
    const loaded = loadedBy(['dist/main.cjs', ...plan]);
    assert.deepEqual(
      ['config', 'yaml'].filter((name) => loaded.includes(name)),
      [],
    );
    const config = `${home.folder}/session-manager.yaml`;
    writeFileSync(config, 'retention: 30\n');
    assert.ok(loadedBy(['dist/main.cjs', ...plan, '--config', config]).includes('config'));
  });

  it('opens a shell with what a session needs, and nothing else', async () => {
    const { child, end } = home.start(['sandbox', '--seed', 'fleet', '--port', '0', '--sessions']);
    try {
      const told = await printed(child.stdout, 'AWS_DEFAULT_REGION');
      const variables = [...told.matchAll(/^export (\w+)=(.+)$/gm)].map(([, name = '', value]) => [name, value]);
      const env = { PATH: process.env['PATH'], HOME: home.folder, ...Object.fromEntries(variables) };
      const args = ['dist/main.cjs', 'start', NODE, '--regions', 'us-east-1'];
      assert.deepEqual(loadedBy(args, env).toSorted(), SHELL);
    } finally {
      child.kill('SIGTERM');
      await end;
    }
  });

  it('has a library that loads no command line', () => {
    const loaded = loadedBy(['dist/index.js']);
    assert.ok(loaded.includes('library'));
    assert.deepEqual(
      loaded.filter((name) => ['oclif', 'cli', 'progress', 'sandbox', 'sdk'].includes(name)),
      [],
    );
  });

  it('has types that name no package but Node', () => {
    const types = readFileSync(`${ROOT}/dist/index.d.ts`, 'utf8');
    assert.match(types, /^export import parseInputs = /m);
    assert.doesNotMatch(types, /from ['"]|import\(|@aws-sdk|@smithy|@oclif/);
  });
});
