import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type OutputChunk, type Plugin, rolldown } from 'rolldown';
import { lazyRequires } from './lazy-requires.ts';
import { pageAssetsAsText } from './page-assets.ts';
import { plainOrder, smallPlatform } from './short-ways.ts';

/** The clients of AWS services, each of which is a chunk. */
const CLIENTS = [
  'account',
  'ec2',
  'ec2-instance-connect',
  'iam',
  'kms',
  'logs',
  'organizations',
  'route53',
  's3',
  's3-control',
  'ssm',
  'sts',
];

/**
 * The chunks, from the bottom up: each contains what it names, and everything this needs that no earlier chunk has. So none
 * needs a later one, and a command loads few files.
 */
const CHUNKS: readonly (readonly [name: string, modules: RegExp])[] = [
  [
    'base',
    /\/src\/(?:errors|checks\/page|config\/find|inputs\/|targets\/scope|aws\/(?:place|regions|sandbox-mark|answers\/(?:not-an-answer|pages)))/,
  ],
  ['report', /\/src\/(?:engine\/report|render\/(?:advice|json|formats))\./],
  ['oclif', /\/(?:node_modules\/@oclif\/|src\/cli\/start\.)|small-platform/],
  ['cli', /\/src\/cli\/(?:base-command|config-file|flags|listing-command)/],
  [
    'reach',
    /\/(?:src\/(?:engine\/(?:enter|question)|facts\/nodes|aws\/stream-network)\.|node_modules\/compare-versions\/)/,
  ],
  ['entries', /\/src\/checks\/(?:catalogue|page)\b/],
  ['completion', /\/src\/completion\//],
  ['plan', /\/src\/engine\/(?:plan-|columns)/],
  [
    'sdk',
    /\/(?:node_modules\/(?:@smithy|@aws-sdk\/(?:core|credential-provider-(?:env|node)|signature-v4-multi-region))|src\/aws\/(?:clients\/cut|answers\/members|upgrade-signature))\b/,
  ],
  ['credentials', /\/node_modules\/@aws-sdk\/(?:credential-provider-|nested-clients|token-providers)/],
  ...CLIENTS.map((name) => [name, new RegExp(`/src/aws/clients/${name}\\.`)] as const),
  ['programs', /\/src\/facts\/(?:program|plugin-folder|ssh\/)/],
  ['sessions', /\/(?:src\/session\/(?:access|command|failure|find-node|shell|wish)\.|node_modules\/ws\/)/],
  ['tunnels', /\/src\/(?:channel|session)\//],
  ['yaml', /\/node_modules\/yaml\//],
  ['config', /\/src\/(?:config\/|cli\/overriding)/],
  ['proxies', /\/node_modules\/https-proxy-agent\//],
  ['export', /\/src\/export\//],
  ['catalogue', /\/src\/checks\/(?:calls|catalogue)/],
  ['engine', /\/src\/(?:engine\/(?!explanation)|checks\/|facts\/|audit\/|policies\/)/],
  ['plan-file', /\/src\/plan-file\//],
  ['render', /\/src\/render\/(?!asff|check-|findings-csv|html|junit|ocsf|sarif)/],
  ['forms', /\/src\/render\/(?:asff|check-markdown|findings-csv|junit|ocsf|sarif)/],
  ['compliance', /\/src\/compliance\//],
  ['checks', /\/src\/(?:cli\/chosen-checks|engine\/explanation|render\/check-)/],
  ['page', /\/src\/render\/html\//],
  ['progress', /\/(?:src\/cli\/(?:progress|ask)|node_modules\/(?:listr2|log-update|cli-truncate|wrap-ansi)\/)/],
  ['ssh', /\/(?:src\/sandbox\/ssh|node_modules\/(?:ssh2|asn1|bcrypt-pbkdf|tweetnacl|safer-buffer))\//],
  ['bootstrap', /\/src\/bootstrap\//],
  ['sandbox', /\/src\/(?:sandbox\/(?!fleet|seed)|cli\/sandbox-connection)/],
  ['fleet', /\/src\/sandbox\//],
];

// Of a package.json, ours or oclif's, nothing else is read.
const namesOfPackages: Plugin = {
  name: 'names-of-packages',
  transform: {
    filter: { id: /\/package\.json$/ },
    handler(code) {
      const { name, version, description, oclif } = JSON.parse(code) as Readonly<Record<string, unknown>>;
      return { code: JSON.stringify({ name, version, description, oclif }), map: null };
    },
  },
};

// oclif uses the last three to search for commands and configuration, unless it is told where they are, as it is here.
// Together they are a third of it. kerberos is for proxies that want a ticket, the others make WebSockets and SSH faster where they
// are installed. One that is needed after all says so.
const leftOut: Plugin = {
  name: 'left-out',
  resolveId: {
    filter: { id: /^(?:bufferutil|cpu-features|kerberos|lilconfig|minimatch|tinyglobby|utf-8-validate)$|\.node$/ },
    handler: (name) => `\0left-out:${name}`,
  },
  load: {
    filter: { id: /^\0left-out:/ },
    handler: (id) => `throw new Error('the bundle is made without ${id.slice(id.indexOf(':') + 1)}');`,
  },
};

/** Bundles the command line and the library, with all that they use, into CommonJS: Node 20 starts it sooner than ES modules. */
export async function writeBundle(root: string, folder: string): Promise<readonly OutputChunk[]> {
  const files = readdirSync(join(root, 'src/commands'), { recursive: true, encoding: 'utf8' });
  const commands = files.filter((file) => file.endsWith('.ts')).map((file) => `commands/${file.replace(/\.ts$/, '')}`);
  const bundle = await rolldown({
    cwd: root,
    platform: 'node',
    input: {
      main: 'src/cli/main.ts',
      library: 'src/index.ts',
      'hooks/command-not-found': 'src/cli/hooks/command-not-found.ts',
      'hooks/init': 'src/cli/hooks/init.ts',
      ...Object.fromEntries(commands.map((name) => [name, `src/${name}.ts`])),
    },
    // oclif's way to run TypeScript, which it does not need here.
    external: ['typescript'],
    resolve: { mainFields: ['module', 'main'] },
    plugins: [namesOfPackages, leftOut, pageAssetsAsText, plainOrder, smallPlatform, lazyRequires],
    // Elsewhere oclif looks for TypeScript, and loads tsx from the folder that it is called in.
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
  });
  const { output } = await bundle.write({
    dir: folder,
    format: 'cjs',
    minify: true,
    // Both oclif and the SDK recognize errors and loggers by the names of their classes.
    keepNames: true,
    sourcemap: true,
    entryFileNames: '[name].cjs',
    chunkFileNames: 'chunks/[name].cjs',
    codeSplitting: {
      groups: CHUNKS.map(([name, test], index) => ({ name, test, priority: CHUNKS.length - index })),
    },
  });
  await bundle.close();
  return output.filter((file) => file.type === 'chunk');
}
