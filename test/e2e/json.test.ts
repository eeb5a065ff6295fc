// What every command prints as JSON keeps the schema that is published for it, which leaves nothing open: so neither drifts from the other.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { emptyHome, type Home, words } from './cli.ts';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

/** The schemas of what commands print, by file. */
const SCHEMAS = ['checks', 'config-values', 'doctor', 'nodes', 'results', 'sessions', 'targets'];

/** Command lines without --json, and the schema of what they print; FOLDER is an empty one. In this order: a plan has to be there for who carries it out. */
const LINES: readonly (readonly [line: string, schema: string])[] = [
  ['plan --sandbox --kms --out FOLDER/plan.json', 'doctor#/$defs/report'],
  ['setup --sandbox --plan FOLDER/plan.json', 'doctor#/$defs/report'],
  ['setup --noop --kms --grant', 'doctor#/$defs/report'],
  ['plan --sandbox --delete', 'doctor#/$defs/report'],
  ['delete --sandbox --yes', 'doctor#/$defs/report'],
  ['sandbox --seed fleet', 'results#/$defs/sandbox'],
  ['doctor --sandbox --accounts all --compliance soc2', 'doctor#/$defs/report'],
  ['doctor --noop', 'doctor#/$defs/report'],
  ['doctor --list-checks', 'checks'],
  ['doctor --explain kms.disabled', 'checks'],
  ['merge FOLDER/doctor.json', 'doctor#/$defs/report'],
  ['policy instance --kms --encrypt-sessions', 'results#/$defs/policy'],
  ['policy key --accounts 111111111111 --regions us-east-1', 'results#/$defs/policy'],
  ['policy operator --sandbox --create session-manager-operators', 'doctor#/$defs/report'],
  ['nodes --sandbox', 'nodes'],
  ['nodes --noop', 'results#/$defs/calls'],
  ['sessions --sandbox', 'sessions'],
  ['sessions --sandbox --evidence', 'sessions'],
  ['sessions --noop', 'results#/$defs/calls'],
  ['sessions end --sandbox nobody-0123456789abcdef0', 'results#/$defs/ending'],
  ['targets --sandbox --accounts all', 'targets'],
  ['targets --sandbox --accounts all --shards 2', 'targets'],
  ['targets --noop', 'results#/$defs/calls'],
  ['config --noop --accounts 111111111111', 'config-values'],
  ['export cloudformation --kms --grant', 'results#/$defs/template'],
  ['export cloudformation --demo', 'results#/$defs/template'],
  ['export cloudformation --sandbox --import --no-agent-update', 'results#/$defs/toImport'],
  ['export terraform', 'results#/$defs/file'],
  ['export github-actions', 'results#/$defs/file'],
  ['export gitlab-ci', 'results#/$defs/file'],
  ['bootstrap --dry-run', 'results#/$defs/bootstrap'],
  ['sandbox --reset', 'results#/$defs/sandbox'],
];

/** What sessions --evidence prints. */
interface Evidence {
  readonly targets: readonly {
    readonly sessions: readonly { readonly id: string; readonly recording: { readonly state: string } }[];
  }[];
}

/** What a report says of its run. */
interface Told {
  readonly run: { readonly arguments: readonly string[]; readonly caller?: string; readonly seconds: number };
  readonly targets: readonly { readonly caller?: string; readonly seconds: number }[];
}

/** Command lines that are refused, or fail before there is a report. */
const REFUSED = ['setup --kmss', 'doctor --only nothing.such', 'merge', 'policy', 'nodes --format sarif'];

describe('what commands print as JSON', () => {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
  for (const name of SCHEMAS) ajv.addSchema(JSON.parse(read(`schema/${name}.json`)) as object, name);
  const keeps = (schema: string, printed: unknown): void => {
    const validate = ajv.getSchema(schema) ?? assert.fail(`there is no schema ${schema}`);
    assert.ok(validate(printed), JSON.stringify(validate.errors, null, 1));
  };

  let home: Home;
  before(() => (home = emptyHome()));
  after(() => home.clear());
  const printed = async (line: string): Promise<unknown> => {
    const args = words(line.replaceAll('FOLDER', home.folder));
    const { stdout, stderr } = await home.run([...args, '--json'], { AWS_REGION: 'us-east-1' });
    assert.notEqual(stdout, '', stderr);
    return JSON.parse(stdout);
  };

  for (const [line, schema] of LINES) {
    it(`keeps ${schema}: ${line}`, async () => {
      const value = await printed(line);
      if (line.startsWith('doctor --sandbox')) writeFileSync(join(home.folder, 'doctor.json'), JSON.stringify(value));
      keeps(schema, value);
    });
  }

  for (const line of REFUSED) {
    it(`keeps the same schema where it could not run: ${line}`, async () => {
      const value = await printed(line);
      keeps('results#/$defs/refusal', value);
      keeps('doctor#/$defs/refusal', value);
    });
  }

  it('keeps the schema of a recording, line by line', async () => {
    await home.run(words('sandbox --seed fleet'));
    const { targets } = (await printed('sessions --sandbox --evidence --regions us-east-1')) as Evidence;
    const [found] = targets
      .flatMap(({ sessions }) => sessions)
      .filter(({ recording }) => recording.state === 'recorded');
    assert.ok(found);
    const { stdout } = await home.run(words(`log ${found.id} --sandbox --regions us-east-1 --format json`));
    const lines = stdout.trimEnd().split('\n');
    for (const line of lines) keeps('results#/$defs/recorded', JSON.parse(line));
  });

  it('says which run it was, who called, and how long each target took, but nothing secret', async () => {
    const line = 'doctor --sandbox --accounts 111111111111,123456789012 --only prefs --external-id=hush-hush';
    const { run, targets } = (await printed(line)) as Told;
    const secret = words(line).map((word) => word.replace('hush-hush', '***'));
    assert.deepEqual(run.arguments, [...secret.slice(1), '--json']);
    assert.equal(run.caller, 'arn:aws:iam::123456789012:user/sandbox');
    assert.deepEqual(
      targets.map(({ caller }) => caller),
      ['arn:aws:iam::111111111111:role/OrganizationAccountAccessRole', run.caller],
    );
    for (const { seconds } of [run, ...targets]) assert.ok(seconds >= 0);
    const unseen = (await printed('setup --noop')) as Told;
    assert.ok(!('caller' in unseen.run));
  });

  it('has a schema for every command that takes --json', async () => {
    const files = readdirSync(new URL('src/commands', ROOT), { recursive: true, encoding: 'utf8' });
    const ids = files.filter((file) => file.endsWith('.ts')).map((file) => file.slice(0, -3));
    for (const id of ids) {
      const { default: command } = (await import(new URL(`src/commands/${id}.ts`, ROOT).href)) as {
        readonly default: { readonly enableJsonFlag: boolean };
      };
      const line = `${id.replace('/', ' ')} `;
      assert.equal(
        LINES.some(([one]) => `${one} `.startsWith(line)),
        command.enableJsonFlag,
        id,
      );
    }
  });

  it('leaves nothing open', () => {
    const visit = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      const { type, properties, additionalProperties } = value as Readonly<Record<string, unknown>>;
      // What CloudFormation and others define is theirs.
      if (type === 'object' && properties !== undefined && !/\/Resources\//.test(path))
        assert.equal(additionalProperties, false, path);
      for (const [name, member] of Object.entries(value)) visit(member, `${path}/${name}`);
    };
    for (const name of SCHEMAS) visit(JSON.parse(read(`schema/${name}.json`)), name);
  });

  it('has schemas that are published, and named in the documentation', () => {
    const { exports } = JSON.parse(read('package.json')) as { readonly exports: object };
    const docs = read('docs/reports.md');
    for (const name of SCHEMAS) {
      assert.ok(`./schema/${name}.json` in exports, name);
      assert.ok(docs.includes(`(../schema/${name}.json)`), name);
    }
  });
});
