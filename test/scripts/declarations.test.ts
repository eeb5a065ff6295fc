import assert from 'node:assert/strict';
import { rollUp } from '../../scripts/declarations.ts';

const rolled = (modules: Readonly<Record<string, string>>): string =>
  rollUp((module) => modules[module] ?? assert.fail(`${module} is not there`));

describe('the rolled-up declarations', () => {
  it('hold each module that the door needs, once, and no other', () => {
    const text = rolled({
      'index.ts': "export { type A, b as c } from './rooms/one.ts';\n",
      'rooms/one.ts':
        "import type { T } from '../two.ts';\nexport interface A extends T {\n}\nexport declare const b: T;\n",
      'two.ts': "import type { A } from './rooms/one.ts';\nexport type T = A | string;\n",
      'three.ts': 'export type Unused = string;\n',
    });
    assert.equal(
      text,
      `declare namespace $rooms_one {
  import T = $two.T;
  export interface A extends T {
  }
  export const b: T;
}

declare namespace $two {
  import A = $rooms_one.A;
  export type T = A | string;
}

export import A = $rooms_one.A;
export import c = $rooms_one.b;
`,
    );
  });

  it('know nothing of packages, and of clients only that they are', () => {
    const text = rolled({
      'index.ts': "export type { Target } from './target.ts';\n",
      'target.ts':
        "import type { Key } from '@aws-sdk/client-kms';\nimport type { KMS } from './aws/clients/kms.ts';\nexport interface Target {\n    kms(): KMS;\n    key: Key;\n}\n",
      'aws/clients/kms.ts':
        "import { KMSClient } from '@aws-sdk/client-kms';\ndeclare const commands: {\n    a: typeof KMSClient;\n};\nexport type KMS = Pick<KMSClient, 'send'>;\nexport declare const KMS: new () => KMS;\n",
    });
    assert.ok(!text.includes('@aws-sdk'));
    // A function may take it apart in its parameters, which nothing but any allows.
    assert.match(text, /type Key = any;/);
    assert.match(text, /namespace \$aws_clients_kms {\n {2}export type KMS = unknown;\n}/);
  });

  it('are refused rather than wrong where a module is worded in another way', () => {
    for (const line of [
      "export * from './a.ts';",
      "export type A = import('./a.ts').A;",
      "import * as a from './a.ts';",
    ]) {
      assert.throws(() => rolled({ 'index.ts': line }), /not foreseen/);
    }
  });
});
