import { readFileSync } from 'node:fs';

/** Prints the example of a library user, which a test runs, as it is written outside this repository. */
export function libraryExample(): string {
  const source = readFileSync(new URL('library-example.ts', import.meta.url), 'utf8');
  return `\`\`\`ts\n${source.replace('../../src/index.ts', 'session-manager-cli')}\`\`\``;
}
