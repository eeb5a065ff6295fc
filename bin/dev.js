#!/usr/bin/env -S node --import tsx
// Runs src as it is, without a build: oclif is told where the commands are, because its own way needs ts-node.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Config } from '@oclif/core/config';
import { flush } from '@oclif/core/flush';
import { handle } from '@oclif/core/handle';
import { run } from '@oclif/core/run';
import { commandLine } from '../src/cli/command-line.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
const root = fileURLToPath(new URL('..', import.meta.url));
const pjson = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));
pjson.oclif.commands = './src/commands';
pjson.oclif.hooks = { init: './src/cli/hooks/init', command_not_found: './src/cli/hooks/command-not-found' };
const config = new Config({ root, pjson, isRoot: true });
await config.load();
await run([...(await commandLine(process.argv.slice(2)))], config).then(flush, handle);
