#!/usr/bin/env node
import { release } from 'node:os';
import pjson from '../../package.json' with { type: 'json' };

// The command as it is installed. What is asked most often, by scripts and by people, is its version: that is answered
// before anything else is loaded. On Windows' Linux and on 32 bits oclif words the platform in its own way.
const [first = ''] = process.argv.slice(2);
const isUsual = !/microsoft/i.test(release()) && process.arch !== 'ia32';

if (isUsual && ['--version', ...pjson.oclif.additionalVersionFlags].includes(first)) {
  const { name, version } = pjson;
  process.stdout.write(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}\n`);
} else {
  void import('./start.ts').then(({ start }) => start(import.meta.dirname, pjson));
}
