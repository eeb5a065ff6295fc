import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { CONFIG_SCHEMA, configSchema } from '../scripts/docs/config-schema.ts';
import { fill } from '../scripts/docs/fill.ts';
import { PAGES, pathOf } from '../scripts/docs/pages.ts';
import { PARTS } from '../scripts/docs/parts.ts';
import Delete from '../src/commands/delete.ts';
import Doctor from '../src/commands/doctor.ts';
import Log from '../src/commands/log.ts';
import Nodes from '../src/commands/nodes.ts';
import Plan from '../src/commands/plan.ts';
import Policy from '../src/commands/policy.ts';
import Sandbox from '../src/commands/sandbox.ts';
import Sessions from '../src/commands/sessions.ts';
import Setup from '../src/commands/setup.ts';
import Targets from '../src/commands/targets.ts';
import { serveSandbox } from '../src/sandbox/door/server.ts';
import { world } from './engine/world.ts';

const COMMANDS = {
  delete: Delete,
  doctor: Doctor,
  log: Log,
  nodes: Nodes,
  plan: Plan,
  policy: Policy,
  sandbox: Sandbox,
  sessions: Sessions,
  setup: Setup,
  targets: Targets,
} as const;

/** Nothing of this machine's, so that no call goes astray. */
const ENVIRONMENT = {
  PATH: process.env['PATH'],
  AWS_ACCESS_KEY_ID: 'sandbox',
  AWS_SECRET_ACCESS_KEY: 'sandbox',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

const textOf = (page: string): string => readFileSync(pathOf(page), 'utf8');

/** The anchors of a page, as GitHub makes them of its headings. */
const anchorsOf = (page: string): readonly string[] =>
  [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );

/** `session-manager plan --kms`, for every command line in a block of code, but those of generated parts. */
const commandLines = (page: string): readonly string[] =>
  [...textOf(page).matchAll(/^```(?!text)\w*\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) =>
    [
      ...block.matchAll(
        /(?:session-manager|bin\/run\.js) +((?:delete|doctor|log|nodes|plan|policy|sandbox|sessions|setup|targets)\b[^\n|#>]*)/g,
      ),
    ].map(([, line = '']) => line.trim()),
  );

describe('the documents', () => {
  it('are found', () => {
    for (const page of ['README.md', 'ARCHITECTURE.md', 'docs/commands.md']) assert.ok(PAGES.includes(page), page);
  });

  for (const page of PAGES) {
    describe(page, () => {
      it('has generated parts that are as the code is: npm run docs writes them', async () =>
        assert.equal(textOf(page), await fill(textOf(page), PARTS)));

      it('links to what is there', () => {
        for (const [, link = ''] of textOf(page).matchAll(/\]\(([^)\s]+)\)/g)) {
          if (link.startsWith('https://')) continue;
          const [path = '', anchor] = link.split('#');
          const there = path === '' ? page : `${dirname(page)}/${path}`;
          assert.ok(existsSync(pathOf(there)), link);
          if (anchor !== undefined) assert.ok(anchorsOf(there).includes(anchor), link);
        }
      });

      it('names files that are there', () => {
        const paths = /`((?:src|test|docs|scripts|schema|bin|bench)\/[\w./-]*|[\w-]+\/[\w/-]+\.(?:ts|js|json))`/g;
        for (const [, path = ''] of textOf(page).matchAll(paths)) assert.ok(existsSync(pathOf(path)), path);
      });

      it('shows commands with flags that they have', () => {
        for (const line of commandLines(page)) {
          const [name = '', ...rest] = line.split(/\s+/);
          const command = COMMANDS[name as keyof typeof COMMANDS];
          const flags = Object.entries({ ...command.baseFlags, ...command.flags });
          for (const [word] of rest.join(' ').matchAll(/(?<=^|\s)--?[a-z][\w-]*/g)) {
            const known =
              word === '--json' ||
              flags.some(
                ([flag, { char, type, ...more }]) =>
                  word === `--${flag}` ||
                  word === `-${char}` ||
                  (type === 'boolean' && 'allowNo' in more && more.allowNo && word === `--no-${flag}`),
              );
            assert.ok(known, `${word} in: session-manager ${line}`);
          }
        }
      });
    });
  }

  it('have command lines to look at', () => {
    assert.ok(commandLines('README.md').length > 10);
    assert.ok(commandLines('docs/ci.md').length > 5);
  });
});

/** All of src in one text. */
const sources = readdirSync(pathOf('src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => textOf(`src/${path}`))
  .join('\n');

describe('schema/config.json', () => {
  it('is as the tables of inputs are: npm run docs writes it', () =>
    assert.equal(textOf(CONFIG_SCHEMA), configSchema()));
});

for (const page of ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'docs/library.md']) {
  describe(page, () => {
    it('names functions and members that are there', () => {
      const names = [...textOf(page).matchAll(/`([a-z]+[A-Z]\w*)(?:\([^`]*\))?`/g)].map(([, name = '']) => name);
      assert.ok(names.length > 0);
      for (const name of names) assert.match(sources, new RegExp(`\\b${name}\\b`));
    });
  });
}

describe('ARCHITECTURE.md', () => {
  it('says of every room of src what lives there', () => {
    const rooms = [...textOf('ARCHITECTURE.md').matchAll(/^\| `src\/([\w/-]+)\/` \|/gm)].map(([, room = '']) => room);
    const folders = readdirSync(pathOf('src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const { name } of folders)
      assert.ok(
        rooms.some((room) => room === name || room.startsWith(`${name}/`)),
        name,
      );
  });
});

describe('the README', () => {
  it('has at most 200 lines', () => assert.ok(textOf('README.md').split('\n').length <= 201));

  it('leads to every other page', () => {
    for (const page of PAGES) {
      if (page === 'README.md' || page === 'CHANGELOG.md') continue;
      assert.ok(textOf('README.md').includes(`](${page})`), page);
    }
  });
});

describe('docs/troubleshooting.md', () => {
  it('explains what the tool really says', () => {
    const rows = [...textOf('docs/troubleshooting.md').matchAll(/^\| (`.*?`) \|/gm)].map(([, cell = '']) => cell);
    assert.ok(rows.length > 5);
    for (const row of rows) {
      const words = row.replaceAll(/`|SSM-SessionManagerRunShell|skipped: |\(kept\)/g, '…').split(/…|, (?=…)/);
      for (const piece of words.map((word) => word.trim())) assert.ok(sources.includes(piece), `${piece} in ${row}`);
    }
  });
});

describe('docs/library.md', () => {
  it('has an example that works as it is: what is set up has nothing wrong afterwards', async () => {
    const { url, close } = await serveSandbox(world().sandbox, { port: 0 });
    const example = spawn(process.execPath, ['--import', 'tsx', pathOf('scripts/docs/library-example.ts')], {
      env: { ...ENVIRONMENT, AWS_ENDPOINT_URL: url },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [output, [code]] = await Promise.all([text(example.stdout), once(example, 'close')]);
    await close();
    const lines = output.trim().split('\n');
    const first = ['123456789012 us-east-1 changed', '123456789012 eu-west-1 changed', '0 checks fail'];
    assert.deepEqual(lines.slice(0, 3), first);
    for (const line of lines.slice(3)) assert.match(line, /^aws ssm .* clears 2$/);
    assert.equal(code, 0);
  });
});

describe('filling a page', () => {
  const page = 'a\n<!-- generated: x -->\nold\n<!-- /generated -->\nb\n';

  it('replaces what stands between the marks, whatever it is, and nothing else', async () => {
    const filled = await fill(page, { x: () => ' $& new\n' });
    assert.equal(filled, 'a\n<!-- generated: x -->\n$& new\n<!-- /generated -->\nb\n');
    assert.equal(await fill(filled, { x: () => ' $& new\n' }), filled);
  });

  it('refuses a part that there is not', () =>
    assert.rejects(fill(page, { y: () => '' }), { message: 'no part is called x: there are y' }));
});
