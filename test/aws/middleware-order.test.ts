import assert from 'node:assert/strict';
import { KMS } from '@aws-sdk/client-kms';
import { S3 } from '@aws-sdk/client-s3';
import { constructStack } from '@smithy/core/client';
import { inKnownOrder } from '../../src/aws/middleware-order.ts';
import { CREDENTIALS } from '../aws.ts';

type Next = (args: unknown) => Promise<{ readonly output: string[] }>;

describe('the order of middlewares', () => {
  const settings = { region: 'eu-west-1', credentials: CREDENTIALS };

  /** A stack with middlewares that write their names down: the call goes from the first to the last. */
  const stackOf = (names: readonly (readonly [name: string, options: object])[]): ReturnType<typeof constructStack> => {
    const stack = constructStack();
    for (const [name, options] of names) {
      const middleware = (next: Next) => async (args: unknown) => {
        const { output } = await next(args);
        return { output: [name, ...output] };
      };
      if ('relation' in options) stack.addRelativeTo(middleware as never, { name, ...options } as never);
      else stack.add(middleware as never, { name, ...options } as never);
    }
    return stack;
  };

  const ORDINARY = [
    ['sign', { step: 'finalizeRequest' }],
    ['last of first step', { step: 'initialize', priority: 'low' }],
    ['first', { step: 'initialize', priority: 'high' }],
    ['before signing', { relation: 'before', toMiddleware: 'sign' }],
    ['read', { step: 'deserialize' }],
  ] as const;
  const OF_COMMAND = [
    ['write', { step: 'serialize' }],
    ['after writing', { relation: 'after', toMiddleware: 'write' }],
  ] as const;

  const called = async (stack: object, command: object, commandName = 'SomeCommand'): Promise<string[]> => {
    const { concat } = stack as { concat(from: object): { resolve(last: Next, context: object): Next } };
    const last: Next = () => Promise.resolve({ output: [] });
    const { output } = await concat(command).resolve(last, { commandName })({});
    return output;
  };

  it('is what the SDK makes of it, for the first client and for the next', async () => {
    const orders = new Map<string, readonly number[]>();
    const wanted = await called(stackOf(ORDINARY), stackOf(OF_COMMAND));
    assert.deepEqual(wanted.slice(0, 3), ['first', 'last of first step', 'write']);
    for (let client = 1; client <= 2; client += 1) {
      const found = await called(inKnownOrder(stackOf(ORDINARY), orders), stackOf(OF_COMMAND));
      assert.deepEqual(found, wanted);
    }
    assert.equal(orders.size, 1);
  });

  it('is another one for another call, and where there are more of them', async () => {
    const orders = new Map<string, readonly number[]>();
    const more = [...OF_COMMAND, ['very first', { step: 'initialize', priority: 'high' }]] as const;
    for (const [command, name] of [
      [OF_COMMAND, 'One'],
      [more, 'One'],
      [ORDINARY.slice(0, 0), 'Other'],
    ] as const) {
      const found = await called(inKnownOrder(stackOf(ORDINARY), orders), stackOf(command), name);
      assert.deepEqual(found, await called(stackOf(ORDINARY), stackOf(command), name));
    }
  });

  it('leaves out what a call replaces by the same name', async () => {
    const replaced = [['read', { step: 'deserialize', override: true }]] as const;
    const found = await called(inKnownOrder(stackOf(ORDINARY), new Map()), stackOf(replaced));
    assert.deepEqual(found, await called(stackOf(ORDINARY), stackOf(replaced)));
    assert.equal(found.filter((name) => name === 'read').length, 1);
  });

  for (const [name, client, call] of [
    ['KMS', new KMS(settings), (kms: never) => (kms as KMS).describeKey({ KeyId: 'k' })],
    ['S3', new S3(settings), (s3: never) => (s3 as S3).getBucketAcl({ Bucket: 'b' })],
  ] as const) {
    it(`is that of the SDK for ${name}, so that the same request is sent`, async () => {
      const requests: object[] = [];
      client.config.requestHandler = {
        handle: ({ request }: { readonly request: object }) =>
          Promise.reject(Object.assign(new Error('no'), { request })),
      } as never;
      (client as KMS).middlewareStack.add(
        (next) => (args) => {
          const { headers, ...rest } = args.request as { readonly headers: object };
          requests.push({ ...rest, headers: Object.keys(headers).toSorted() });
          return next(args);
        },
        { step: 'finalizeRequest', name: 'noted', priority: 'low' },
      );
      client.config.maxAttempts = () => Promise.resolve(1);
      await assert.rejects(call(client as never));
      Object.assign(client, { middlewareStack: inKnownOrder(client.middlewareStack, new Map()) });
      await assert.rejects(call(client as never));
      assert.equal(requests.length, 2);
      assert.deepEqual(requests[1], requests[0]);
      client.destroy();
    });
  }
});
