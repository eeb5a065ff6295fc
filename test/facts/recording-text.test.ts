import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { readEvents, readText } from '../../src/facts/recording-text.ts';
import { awsError, mockAws, testTarget } from '../aws.ts';

describe('facts recording-text', () => {
  const aws = mockAws();
  const PLACE = { group: 'sessions', stream: 'jane-1' };

  /** A stream with these pages; after the last one, its token is given again. */
  const stream = (...pages: readonly (readonly string[])[]): void => {
    aws.logs.on(GetLogEventsCommand).callsFake(({ nextToken = 'f/0' }: { readonly nextToken?: string }) => {
      const page = Number(nextToken.slice(2));
      const events = (pages[page] ?? []).map((message, index) => ({ timestamp: page * 10 + index, message }));
      return { events, nextForwardToken: `f/${Math.min(page + 1, pages.length)}` };
    });
  };
  const messages = async (from?: string): Promise<readonly string[]> => {
    const found: string[] = [];
    for await (const { events } of readEvents(testTarget(), PLACE, from))
      found.push(...events.map(({ time, message }) => `${time} ${message}`));
    return found;
  };

  it('has the events of a stream from its head, over all pages, also empty ones, to the end', async () => {
    stream(['a', 'b'], [], ['c']);
    assert.deepEqual(await messages(), ['0 a', '1 b', '20 c']);
    assert.deepEqual(aws.inputs('logs.GetLogEvents')[0], {
      logGroupName: 'sessions',
      logStreamName: 'jane-1',
      startFromHead: true,
    });
  });

  it('goes on from a place, and costs one call where there is nothing new', async () => {
    stream(['a', 'b'], ['c']);
    assert.deepEqual(await messages('f/1'), ['10 c']);
    const before = aws.names().length;
    assert.deepEqual(await messages('f/2'), []);
    assert.equal(aws.names().length, before + 1);
  });

  const object = (content: Buffer): void => {
    aws.s3.on(GetObjectCommand).callsFake(({ Range: range }: { readonly Range: string }) => {
      const [, from = '', to = ''] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
      const part = content.subarray(Number(from), Number(to) + 1);
      return {
        Body: Object.assign(Readable.from([part]), {
          transformToByteArray: () => Promise.resolve(new Uint8Array(part)),
        }),
      };
    });
  };
  const text = async (bytes: number): Promise<string> => {
    let found = '';
    for await (const part of readText(testTarget(), { bucket: 'logs', key: 'a.log', bytes })) found += part;
    return found;
  };

  it('has an object part by part, and no half character', async () => {
    // The second part begins within a character.
    const content = Buffer.from(`${'x'.repeat(8 * 2 ** 20 - 1)}é after`);
    object(content);
    assert.equal(await text(content.length), content.toString());
    assert.equal(aws.names().length, 2);
  });

  it('has nothing of an object that is empty, without a call', async () => {
    assert.equal(await text(0), '');
    assert.deepEqual(aws.names(), []);
  });

  it('is not known where it may not be read', async () => {
    aws.s3.on(GetObjectCommand).rejects(awsError('AccessDenied', 'Access Denied'));
    await assert.rejects(text(3), {
      code: 'AccessDenied',
      message: 's3://logs/a.log may not be read (s3:GetObject): Access Denied',
    });
    for (const said of ['is not authorized to perform: s3:GetObject on x', 'not authorized to perform: kms:Decrypt']) {
      aws.s3.on(GetObjectCommand).rejects(awsError('AccessDenied', said));
      await assert.rejects(text(3), { name: 'AccessDenied', message: said });
    }
    aws.logs.on(GetLogEventsCommand).rejects(awsError('AccessDeniedException'));
    await assert.rejects(messages(), { name: 'AccessDeniedException' });
  });
});
