import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { NormalizedSchema } from '@smithy/core/schema';
import { ALWAYS_SENT } from '../../../src/aws/answers/always-sent.ts';

const FOLDER = new URL('../../../src/aws/clients/', import.meta.url);

interface Client {
  readonly name: string;
  readonly service: string;
  readonly operations: readonly string[];
  /** The schema of the answers of an operation. */
  outputOf(operation: string): unknown;
}

/** Every client of the tool, with the operations that it has. */
const clients: readonly Client[] = await Promise.all(
  readdirSync(FOLDER)
    .filter((file) => file !== 'cut.ts')
    .map(async (file): Promise<Client> => {
      const [[name, Class] = assert.fail(file)] = Object.entries(
        (await import(new URL(file, FOLDER).href)) as Readonly<Record<string, { readonly prototype: object }>>,
      );
      const methods = Object.getOwnPropertyNames(Class.prototype).filter((method) => method !== 'constructor');
      const sdk = {
        account: 'account',
        ec2: 'ec2',
        'ec2-instance-connect': 'ec2-instance-connect',
        iam: 'iam',
        kms: 'kms',
        logs: 'cloudwatch-logs',
        organizations: 'organizations',
        route53: 'route-53',
        s3: 's3',
        's3-control': 's3-control',
        ssm: 'ssm',
        sts: 'sts',
      }[file.replace('.ts', '')];
      const commands = (await import(`@aws-sdk/client-${sdk}`)) as Readonly<
        Record<string, new (input: object) => object>
      >;
      return {
        name,
        service: name,
        operations: methods.map((method) =>
          method.replace(/^paginate/, '').replace(/^./, (letter) => letter.toUpperCase()),
        ),
        outputOf(operation) {
          const Command = commands[`${operation}Command`] ?? assert.fail(operation);
          return (new Command({}) as { readonly schema: readonly unknown[] }).schema[5];
        },
      };
    }),
);

describe('what AWS always sends', () => {
  it('is known of every operation that is called, and of no other', () => {
    const called = clients.map(({ service, operations }) => [service, operations.toSorted()] as const);
    const known = Object.entries(ALWAYS_SENT).map(([service, rows]) => [service, Object.keys(rows).toSorted()]);
    assert.deepEqual(Object.fromEntries(known), Object.fromEntries(called));
  });

  for (const { service, operations, outputOf } of clients) {
    it(`is named as the SDK names it: ${service}`, () => {
      for (const operation of operations) {
        for (const path of ALWAYS_SENT[service]?.[operation] ?? []) {
          let schema = NormalizedSchema.of(outputOf(operation) as never);
          for (const step of path.split('.')) {
            schema = schema.getMemberSchema(step.replace('[]', ''));
            assert.equal(schema.isListSchema(), step.endsWith('[]'), `${operation}: ${path}`);
            if (schema.isListSchema()) schema = schema.getValueSchema();
          }
        }
      }
    });

    it(`is something, unless the model has no answer, or an empty one: ${service}`, () => {
      for (const operation of operations) {
        const schema = NormalizedSchema.of(outputOf(operation) as never);
        const says = schema.isStructSchema() && [...schema.structIterator()].length > 0;
        const sent = ALWAYS_SENT[service]?.[operation]?.length ?? 0;
        assert.equal(sent > 0, says && operation !== 'GetBucketLocation', operation);
      }
    });
  }
});
