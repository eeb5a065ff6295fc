import assert from 'node:assert/strict';
import { lazily } from '../../scripts/lazy-requires.ts';

/** Runs a CommonJS module as oclif's compiler words it, and tells what it requires, and when. */
function run(source: string, modules: Readonly<Record<string, unknown>>) {
  const required: string[] = [];
  const require = (name: string): unknown => {
    required.push(name);
    return modules[name];
  };
  const exports: Record<string, unknown> = {};
  // oxlint-disable-next-line typescript/no-implied-eval -- a module is made here as Node makes one
  new Function('require', 'exports', lazily(source))(require, exports);
  return { required, exports: exports as Record<string, () => unknown> };
}

describe('requires of oclif in the bundle', () => {
  it('happen when the module is used, and once', () => {
    const { required, exports } = run(
      'const a_1 = require("./a");\nconst b_1 = require("./b");\nexports.use = () => (0, a_1.f)() + a_1.n;\n',
      { './a': { f: () => 1, n: 2 } },
    );
    assert.deepEqual(required, []);
    assert.equal(exports['use']?.(), 3);
    exports['use']?.();
    assert.deepEqual(required, ['./a']);
  });

  it('serve for modules that are functions, and for default imports', () => {
    const helper = 'var __importDefault = (mod) => (mod && mod.__esModule ? mod : { default: mod });\n';
    const { exports } = run(
      `${helper}const f = require('f');\nconst d_1 = __importDefault(require("d"));\nexports.use = () => f(2) + d_1.default(3);\n`.replace(
        "'f'",
        '"f"',
      ),
      { f: (n: number) => n * 10, d: (n: number) => n },
    );
    assert.equal(exports['use']?.(), 23);
  });

  it('let a class extend what is required', () => {
    const { exports } = run(
      'const a_1 = require("./a");\nclass C extends a_1.Base {}\nexports.use = () => new C();\n',
      {
        './a': { Base: Error },
      },
    );
    assert.ok(exports['use']?.() instanceof Error);
  });
});
