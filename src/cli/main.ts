#!/usr/bin/env node
import { writeSync } from 'node:fs';
import { release } from 'node:os';
import pjson from '../../package.json' with { type: 'json' };

// The installed command. Scripts and people ask for its version most often, so that is answered
// before anything else is loaded. On WSL and on 32 bits oclif words the platform in its own way.
// A full disk, or a fault of ours: Node would show the line of the bundle that threw, which is the whole of a file.
process.on('uncaughtException', (error) => {
  try {
    writeSync(2, `session-manager: ${process.env['DEBUG'] ? error.stack : error.message}\n`);
  } finally {
    process.exit(1);
  }
});

// Nobody reads what is said on the way any more, or it cannot be kept: the work goes on, and the exit code tells how it ended.
process.stderr.on('error', () => undefined);

const [first = ''] = process.argv.slice(2);
const isUsual = !/microsoft/i.test(release()) && process.arch !== 'ia32';

if (isUsual && ['--version', ...pjson.oclif.additionalVersionFlags].includes(first)) {
  const { name, version } = pjson;
  process.stdout.write(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}\n`);
} else {
  void import('./start.ts').then(({ start }) => start(import.meta.dirname, pjson));
}
