import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '..', '.github', 'workflows');

describe('the workflows', () => {
  for (const name of readdirSync(FOLDER)) {
    const text = readFileSync(join(FOLDER, name), 'utf8');

    it(`pin what they use by its hash: ${name}`, () => {
      const uses = text.match(/uses: .*/g) ?? [];
      assert.ok(uses.length > 0);
      for (const use of uses) assert.match(use, /^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    });

    it(`may only read, but for what a job asks for: ${name}`, () => {
      assert.match(text, /^permissions:\n {2}contents: read$/m);
      assert.deepEqual(text.match(/\w+(-\w+)?: write\b/g) ?? [], name === 'release.yml' ? ['id-token: write'] : []);
    });

    it(`let nothing of an event into a shell: ${name}`, () => {
      assert.deepEqual(text.match(/\$\{\{(?!\s*secrets\.)[^}]*\}\}/g), null);
    });
  }

  it('ask for known vulnerabilities, and release with provenance and a list of the parts', () => {
    assert.match(readFileSync(join(FOLDER, 'ci.yml'), 'utf8'), /npm audit --package-lock-only/);
    const release = readFileSync(join(FOLDER, 'release.yml'), 'utf8');
    assert.match(release, /npm sbom --package-lock-only --sbom-format cyclonedx/);
    assert.match(release, /npm publish --provenance/);
  });
});
