import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { KMS } from '@aws-sdk/client-kms';
import { SSM } from '@aws-sdk/client-ssm';
import { STS } from '@aws-sdk/client-sts';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { connect, type Connection } from '../../src/aws/connection.ts';
import { explain } from '../../src/aws/errors.ts';
import type { CallTrace } from '../../src/aws/middleware.ts';
import { CREDENTIALS } from '../aws.ts';

interface Answer {
  readonly status: number;
  readonly body: string | Readable;
}

/** What every call of these tests must be answered with, together. */
const SENT = {
  KeyMetadata: { KeyId: 'k', Arn: 'arn:k', KeyState: 'Enabled' },
  Aliases: [],
  AssociationDescription: { AssociationId: 'a' },
  Document: { Name: 'd', LatestVersion: '1' },
  Name: 'd',
  Content: '{}',
};

const ok = (body: object = {}): Answer => ({ status: 200, body: JSON.stringify({ ...SENT, ...body }) });
const fault = (status: number, type: string): Answer => ({
  status,
  body: JSON.stringify({ __type: type, message: 'no' }),
});
const reset = (): Error => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

/** Real clients, whose requests get these answers one after the other; the last one stays. */
function network(...answers: readonly (Answer | Error | (() => Answer))[]) {
  const operations: string[] = [];
  const handler = {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: (request: { readonly headers: Readonly<Record<string, string>> }) => {
      const next = answers[Math.min(operations.length, answers.length - 1)] ?? ok();
      operations.push(request.headers['x-amz-target']?.split('.').at(-1) ?? 'query');
      if (next instanceof Error) return Promise.reject(next);
      const { status, body } = typeof next === 'function' ? next() : next;
      const stream = typeof body === 'string' ? Readable.from([Buffer.from(body)]) : body;
      const headers = { 'content-type': 'application/x-amz-json-1.1' };
      return Promise.resolve({ response: { statusCode: status, headers, body: stream } });
    },
  };
  const traces: CallTrace[] = [];
  const make = (extra: Partial<Connection> = {}) => {
    const connection: Connection = {
      handler,
      readOnly: false,
      retryStrategy: () => new ConfiguredRetryStrategy(4, () => 0),
      ...extra,
    };
    const caller = {
      place: '111122223333/eu-west-1',
      region: 'eu-west-1',
      credentials: () => Promise.resolve(CREDENTIALS),
    };
    return {
      kms: connect(KMS, connection, caller),
      ssm: connect(SSM, connection, caller),
      sts: connect(STS, connection, caller),
    };
  };
  return { make, operations, traces, traced: () => make({ trace: (call) => traces.push(call) }) };
}

const named =
  (name: string) =>
  (error: unknown): boolean => {
    assert.equal((error as Error).name, name, String(error));
    return true;
  };

describe('middleware', () => {
  describe('that locks', () => {
    it('refuses every write before anything is sent', async () => {
      const { make, operations } = network(ok());
      const { kms, ssm } = make({ readOnly: true });
      const writes = [
        ['CreateKey', async () => kms.createKey({})],
        ['PutKeyPolicy', async () => kms.putKeyPolicy({ KeyId: 'k', PolicyName: 'default', Policy: '{}' })],
        ['ScheduleKeyDeletion', async () => kms.scheduleKeyDeletion({ KeyId: 'k' })],
        ['Decrypt', async () => kms.decrypt({ CiphertextBlob: new Uint8Array([1]) })],
        ['UpdateDocument', async () => ssm.updateDocument({ Name: 'd', Content: '{}' })],
        ['DeleteAssociation', async () => ssm.deleteAssociation({ AssociationId: 'a' })],
        [
          'AddTagsToResource',
          async () => ssm.addTagsToResource({ ResourceType: 'Document', ResourceId: 'd', Tags: [] }),
        ],
      ] as const;
      for (const [operation, call] of writes) {
        await assert.rejects(call, { message: `${operation} would change something, and this command only reads` });
      }
      assert.deepEqual(operations, []);
    });

    it('lets reads pass, and roles be assumed', async () => {
      const { make, operations } = network(ok());
      const { kms, ssm, sts } = make({ readOnly: true });
      await kms.describeKey({ KeyId: 'k' });
      await kms.listAliases({});
      await ssm.getDocument({ Name: 'd' });
      await sts.assumeRole({ RoleArn: 'r', RoleSessionName: 's' }).catch(() => undefined);
      assert.deepEqual(operations, ['DescribeKey', 'ListAliases', 'GetDocument', 'query']);
    });

    it('is not there for the commands that write', async () => {
      const { make, operations } = network(ok());
      await make().kms.createKey({});
      assert.deepEqual(operations, ['CreateKey']);
    });
  });

  describe('that sends once what must not be doubled', () => {
    const creations = [
      ['CreateKey', ({ make }: ReturnType<typeof network>) => make().kms.createKey({})],
      ['CreateAssociation', ({ make }: ReturnType<typeof network>) => make().ssm.createAssociation({ Name: 'd' })],
    ] as const;
    for (const [operation, call] of creations) {
      it(`lets the SDK repeat ${operation} when it was throttled, since nothing was done`, async () => {
        const net = network(fault(400, 'ThrottlingException'), fault(400, 'ThrottlingException'), ok());
        await call(net);
        assert.deepEqual(net.operations, [operation, operation, operation]);
      });

      for (const status of [500, 503]) {
        it(`says that the answer to ${operation} got lost on ${status}, and sends no second one`, async () => {
          const net = network(fault(status, 'InternalServerError'), ok());
          await assert.rejects(call(net), (error: Error) => {
            assert.equal(error.name, 'AnswerLost');
            // The SDK would go by it, and repeat the call.
            assert.equal((error.cause as Error).name, 'InternalServerError');
            return true;
          });
          assert.deepEqual(net.operations, [operation]);
        });
      }

      it(`says that the answer to ${operation} got lost when the connection broke`, async () => {
        const net = network(reset(), ok());
        await assert.rejects(call(net), (error: Error) => {
          assert.equal(error.name, 'AnswerLost');
          assert.equal(error.message, `${operation}: no answer arrived (socket hang up)`);
          assert.equal((error.cause as Error).message, 'socket hang up');
          return true;
        });
        assert.deepEqual(net.operations, [operation]);
      });

      it(`says that the answer to ${operation} got lost when it broke off in the middle`, async () => {
        const half = (): Answer => ({
          status: 200,
          body: Readable.from(
            (async function* () {
              yield Buffer.from('{"KeyMeta');
              throw await Promise.resolve(reset());
            })(),
          ),
        });
        const net = network(half, ok());
        await assert.rejects(call(net), named('AnswerLost'));
        assert.deepEqual(net.operations, [operation]);
      });

      it(`passes on why ${operation} was refused`, async () => {
        const net = network(fault(400, 'TagException'));
        await assert.rejects(call(net), named('TagException'));
        assert.deepEqual(net.operations, [operation]);
      });

      it(`passes on that ${operation} was ended by us`, async () => {
        const net = network(Object.assign(new Error('Request aborted'), { name: 'AbortError' }));
        await assert.rejects(call(net), named('AbortError'));
      });
    }

    it('does not wait for a quota that is used up, although the SDK takes it for throttling', async () => {
      const net = network(fault(400, 'LimitExceededException'), ok());
      await assert.rejects(net.make().kms.createAlias({ AliasName: 'alias/x', TargetKeyId: 'k' }), (error: Error) => {
        assert.match(explain(error).advice ?? '', /quota/);
        return true;
      });
      assert.deepEqual(net.operations, ['CreateAlias']);
    });

    it('lets the SDK repeat everything else', async () => {
      const net = network(fault(500, 'KMSInternalException'), reset(), ok());
      await net.make().kms.createAlias({ AliasName: 'alias/session', TargetKeyId: 'k' });
      assert.deepEqual(net.operations, ['CreateAlias', 'CreateAlias', 'CreateAlias']);
    });
  });

  describe('that gives up where nobody listens', () => {
    for (const code of ['ECONNREFUSED', 'ENOTFOUND']) {
      const nobody = (): Error => Object.assign(new Error('no'), { code, name: 'TimeoutError' });

      it(`tries three times, and names the host, on ${code}`, async () => {
        const net = network(nobody());
        await assert.rejects(net.make().kms.describeKey({ KeyId: 'k' }), (error: Error) => {
          assert.equal(error.name, 'Unreachable');
          assert.equal(error.message, `DescribeKey: kms.eu-west-1.amazonaws.com cannot be reached (${code})`);
          return true;
        });
        assert.equal(net.operations.length, 3);
      });

      it(`says the same where AWS_MAX_ATTEMPTS is smaller, on ${code}`, async () => {
        process.env['AWS_MAX_ATTEMPTS'] = '1';
        try {
          const net = network(nobody());
          await assert.rejects(net.make().kms.describeKey({ KeyId: 'k' }), { name: 'Unreachable' });
          assert.equal(net.operations.length, 1);
        } finally {
          delete process.env['AWS_MAX_ATTEMPTS'];
        }
      });

      it(`goes on when the third try arrives, on ${code}`, async () => {
        const net = network(nobody(), nobody(), ok());
        await net.make().kms.describeKey({ KeyId: 'k' });
        assert.equal(net.operations.length, 3);
      });
    }
  });

  describe('that names who gives no answer', () => {
    const late = (): Error => Object.assign(new Error('late'), { name: 'TimeoutError' });

    for (const [what, error, said] of [
      ['a connection that is closed', reset(), 'closed the connection before it answered (ECONNRESET)'],
      [
        'a connection that is filtered',
        Object.assign(late(), { code: 'ETIMEDOUT' }),
        'closed the connection before it answered (ETIMEDOUT)',
      ],
      ['silence', late(), 'gave no answer in time'],
    ] as const) {
      it(`after all tries: ${what}`, async () => {
        const net = network(error);
        await assert.rejects(net.make().kms.describeKey({ KeyId: 'k' }), {
          name: 'Unreachable',
          message: `DescribeKey: kms.eu-west-1.amazonaws.com ${said}`,
        });
        assert.equal(net.operations.length, 4);
      });
    }
  });

  describe('that traces', () => {
    it('tells service, operation, place, status and attempts', async () => {
      const net = network(fault(400, 'ThrottlingException'), fault(500, 'KMSInternalException'), ok());
      await net.traced().kms.describeKey({ KeyId: 'k' });
      assert.equal(net.traces.length, 1);
      const { milliseconds, ...rest } = net.traces[0] ?? assert.fail();
      assert.deepEqual(rest, {
        service: 'KMS',
        operation: 'DescribeKey',
        place: '111122223333/eu-west-1',
        status: 200,
        attempts: 3,
      });
      assert.ok(Number.isInteger(milliseconds) && milliseconds >= 0);
    });

    it('tells what was refused, and what was never answered', async () => {
      const refused = network(fault(400, 'NotFoundException'));
      await assert.rejects(refused.traced().kms.describeKey({ KeyId: 'k' }));
      assert.deepEqual(
        refused.traces.map(({ status, error, attempts }) => [status, error, attempts]),
        [[400, 'NotFoundException', 1]],
      );
      const silent = network(reset());
      await assert.rejects(silent.traced().ssm.describeDocument({ Name: 'd' }));
      const [call] = silent.traces;
      assert.deepEqual([call?.status, call?.attempts], [undefined, 4]);
      assert.ok(call?.error);
    });

    it('tells the status of what was refused, also of a quota', async () => {
      const net = network(fault(400, 'LimitExceededException'));
      await assert.rejects(net.traced().kms.createAlias({ AliasName: 'alias/x', TargetKeyId: 'k' }));
      assert.deepEqual(
        net.traces.map(({ status, attempts }) => [status, attempts]),
        [[400, 1]],
      );
    });

    it('never tells parameters, answers or credentials', async () => {
      const secret = 'tell-nobody';
      const net = network(ok({ Content: secret, Name: secret }), fault(400, 'InvalidDocument'));
      const { ssm } = net.traced();
      await ssm.getDocument({ Name: secret });
      await assert.rejects(ssm.createDocument({ Name: secret, Content: secret }));
      const told = JSON.stringify(net.traces);
      assert.equal(net.traces.length, 2);
      for (const word of [secret, CREDENTIALS.accessKeyId, CREDENTIALS.secretAccessKey]) {
        assert.ok(!told.includes(word), told);
      }
    });
  });

  it('puts a refusal into words that has none', async () => {
    const body = JSON.stringify({ __type: { not: 'a name' }, message: ['not', 'a message'] });
    const { make } = network({ status: 400, body });
    const error = await make()
      .kms.listAliases({})
      .catch((refused: unknown) => refused as Error);
    assert.deepEqual([typeof (error as Error).name, typeof (error as Error).message], ['string', 'string']);
    assert.equal(typeof explain(error).message, 'string');
  });
});
