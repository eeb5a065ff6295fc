import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { EC2 } from '../../../src/aws/clients/ec2.ts';
import { IAM } from '../../../src/aws/clients/iam.ts';
import { KMS } from '../../../src/aws/clients/kms.ts';
import { CloudWatchLogs } from '../../../src/aws/clients/logs.ts';
import { S3 } from '../../../src/aws/clients/s3.ts';
import { SSM } from '../../../src/aws/clients/ssm.ts';
import { STS } from '../../../src/aws/clients/sts.ts';
import { connect } from '../../../src/aws/connection.ts';
import { explain, isDenied, isNotOffered, isOvertaken } from '../../../src/aws/errors.ts';
import { CREDENTIALS } from '../../aws.ts';

interface Answer {
  readonly status?: number;
  readonly type?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | (() => AsyncIterable<Buffer>);
}

const JSON_TYPE = 'application/x-amz-json-1.1';
const TOKEN = 'IQoJb3JpZ2luX2VjEFoaCXVzLWVhc3QtMSJHMEUCIQDn/TestTestTest+TestTest==';

/** Clients that get these answers one after the other; the last one stays. */
function endpoint(...answers: readonly Answer[]) {
  let calls = 0;
  const handler = {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: () => {
      const {
        status = 200,
        type = JSON_TYPE,
        headers = {},
        body = '',
      } = answers[Math.min(calls, answers.length - 1)] ?? {};
      calls += 1;
      const stream = typeof body === 'function' ? Readable.from(body()) : Readable.from([Buffer.from(body)]);
      const told = { ...headers, ...(type !== '' && { 'content-type': type }) };
      return Promise.resolve({ response: { statusCode: status, headers: told, body: stream } });
    },
  };
  const connection = { handler, readOnly: false, retryStrategy: () => new ConfiguredRetryStrategy(10, () => 0) };
  const credentials = () => Promise.resolve({ ...CREDENTIALS, sessionToken: TOKEN });
  const context = { place: 'here', region: 'eu-west-1', credentials };
  return {
    calls: () => calls,
    ec2: connect(EC2, connection, context),
    iam: connect(IAM, connection, context),
    kms: connect(KMS, connection, context),
    logs: connect(CloudWatchLogs, connection, context),
    s3: connect(S3, connection, context),
    ssm: connect(SSM, connection, context),
    sts: connect(STS, connection, context),
  };
}

type Endpoint = ReturnType<typeof endpoint>;

async function all<Page>(pages: AsyncIterable<Page>): Promise<readonly Page[]> {
  const found: Page[] = [];
  for await (const page of pages) found.push(page);
  return found;
}

const logGroups = ({ logs }: Endpoint) => all(logs.paginateDescribeLogGroups({ logGroupNamePrefix: 'sessions' }));

/** Expects a call to fail with this error, and gives it. */
async function fails(call: Promise<unknown>, name: string, message: string | RegExp): Promise<Error> {
  try {
    await call;
  } catch (error) {
    assert.ok(error instanceof Error);
    assert.equal(error.name, name, error.message);
    if (typeof message === 'string') assert.equal(error.message, message);
    else assert.match(error.message, message);
    return error;
  }
  return assert.fail('it was taken for an answer');
}

const HOST = 'logs.eu-west-1.amazonaws.com';
const LOGIN = '<html>\n  <title>Login</title>\n  <body>Please sign in to the network</body></html>';

describe('an answer', () => {
  const readings: readonly (readonly [what: string, answer: Answer, said: string, calls: number])[] = [
    ['of 0 bytes', { body: '' }, 'answered 200 with an empty body', 3],
    ['of blanks', { body: ' \n' }, 'answered 200 with an empty body', 3],
    [
      'that is a page to sign in',
      { body: LOGIN, type: 'text/html' },
      'answered 200 with HTML instead of JSON ("<html> <title>Login</title> <body>Please sign in to the network</body></html>")',
      1,
    ],
    [
      'that is a page, and says that it is JSON',
      { body: '<!DOCTYPE html><p>' },
      'answered 200 with HTML instead of JSON ("<!DOCTYPE html><p>")',
      1,
    ],
    [
      'that leads elsewhere',
      { status: 302, headers: { location: 'https://login.example/?token=1' }, body: LOGIN },
      'answered 302 and leads to login.example ("<html> <title>Login</title> <body>Please sign in to the network</body></html>")',
      1,
    ],
    [
      'that breaks off',
      { body: '{"logGroups":[{"logGroupName":"ses' },
      `answered 200 with a body that breaks off or cannot be read ("{'logGroups':[{'logGroupName':'ses")`,
      3,
    ],
    ['that is null', { body: 'null' }, 'answered 200 without logGroups, which AWS always sends ("null")', 1],
    ['that is a list', { body: '[]' }, 'answered 200 with a JSON list instead of JSON ("[]")', 1],
    ['that is a text', { body: '"ok"' }, `answered 200 with text instead of JSON ("'ok'")`, 1],
    ['that is a word', { body: 'OK' }, 'answered 200 with text instead of JSON ("OK")', 1],
    ['in XML', { body: '<a/>' }, 'answered 200 with XML instead of JSON ("<a/>")', 1],
    [
      'of another type',
      { body: '{"logGroups":[]}', type: 'text/plain' },
      `answered 200 as text/plain instead of JSON ("{'logGroups':[]}")`,
      1,
    ],
    ['that says nothing', { body: '{}' }, 'answered 200 without logGroups, which AWS always sends ("{}")', 1],
    [
      'of another operation',
      { body: '{"Aliases":[]}' },
      `answered 200 without logGroups, which AWS always sends ("{'Aliases':[]}")`,
      1,
    ],
    [
      'with null for what it must say',
      { body: '{"logGroups":null}' },
      `answered 200 without logGroups, which AWS always sends ("{'logGroups':null}")`,
      1,
    ],
    [
      'whose list is none',
      { body: '{"logGroups":{}}' },
      `answered 200 and logGroups is not a list ("{'logGroups':{}}")`,
      1,
    ],
    [
      'whose list has something else',
      { body: '{"logGroups":["x"]}' },
      `answered 200 and logGroups[0] is not a structure ("{'logGroups':['x']}")`,
      1,
    ],
    [
      'whose list has things without a name',
      { body: '{"logGroups":[{}]}' },
      `answered 200 without logGroups[].logGroupName, which AWS always sends ("{'logGroups':[{}]}")`,
      1,
    ],
    [
      'whose next page is no text',
      { body: '{"logGroups":[],"nextToken":{}}' },
      `answered 200 and nextToken is not text ("{'logGroups':[],'nextToken':{}}")`,
      1,
    ],
    [
      'that is an error in spite of its status',
      { body: '{"__type":"AccessDeniedException","message":"no"}' },
      `answered 200 with an error ("{'__type':'AccessDeniedException','message':'no'}")`,
      1,
    ],
    ['that is there, but elsewhere', { status: 204 }, 'answered 204 instead of 200', 1],
    [
      'that is compressed',
      { body: gzipSync('{"logGroups":[]}') },
      'answered 200 with compressed data, for which nobody asked',
      1,
    ],
    [
      'of a proxy that refuses',
      { status: 403, body: '<html>Blocked by policy</html>', type: 'text/html' },
      'answered 403 with HTML that is no error of AWS ("<html>Blocked by policy</html>")',
      1,
    ],
    [
      'of a gateway that finds nobody',
      { status: 502, body: '<html>Bad Gateway</html>', type: 'text/html' },
      'answered 502 with HTML that is no error of AWS ("<html>Bad Gateway</html>")',
      10,
    ],
    ['of an error without a word', { status: 500 }, 'answered 500 with an empty body', 10],
    [
      'of an error without a code',
      { status: 400, body: '{"message":"no"}' },
      `answered 400 with JSON that is no error of AWS ("{'message':'no'}")`,
      1,
    ],
  ];
  for (const [what, answer, said, calls] of readings) {
    it(`${what} is none`, async () => {
      const net = endpoint(answer);
      const error = await fails(logGroups(net), 'NotAnAnswer', `DescribeLogGroups: ${HOST} ${said}`);
      assert.equal(net.calls(), calls);
      assert.deepEqual([isDenied(error), isNotOffered(error), isOvertaken(error)], [false, false, false]);
      assert.match(explain(error).advice ?? '', /AWS_ENDPOINT_URL, the proxy/);
    });
  }

  it('of more than 64 MB is none, and is not read to its end', async () => {
    let read = 0;
    const endless = async function* () {
      const chunk = Buffer.alloc(2 ** 24, ' ');
      for (; read < 100; read += 1) yield await Promise.resolve(chunk);
    };
    await fails(logGroups(endpoint({ body: endless })), 'NotAnAnswer', / answered 200 with more than 64 MB$/);
    assert.ok(read < 10);
  });

  it('that arrives after one that was none is taken', async () => {
    const net = endpoint({ body: '' }, { body: '{"logGr' }, { body: '{"logGroups":[]}' });
    assert.deepEqual((await logGroups(net))[0]?.logGroups, []);
    assert.equal(net.calls(), 3);
  });

  it('of AWS is taken, whatever it leaves out', async () => {
    const net = endpoint({ body: '{"logGroups":[{"logGroupName":"sessions"}],"futureMember":{"a":1}}' });
    assert.equal((await logGroups(net))[0]?.logGroups?.[0]?.logGroupName, 'sessions');
  });

  it('that a test endpoint labels as HTML is taken where it has a number', async () => {
    const headers = { 'x-amzn-RequestId': '1' };
    const net = endpoint({ body: '{"logGroups":[]}', type: 'text/html; charset=utf-8', headers });
    assert.equal((await logGroups(net)).length, 1);
  });

  it('that is an error of AWS stays that error, also where only a header has its code', async () => {
    const denied = { status: 400, body: '{"__type":"AccessDeniedException","message":"no"}' };
    assert.ok(isDenied(await fails(logGroups(endpoint(denied)), 'AccessDeniedException', 'no')));
    const headers = { 'x-amzn-errortype': 'ResourceNotFoundException' };
    await fails(logGroups(endpoint({ status: 400, headers })), 'ResourceNotFoundException', /./);
  });
});

describe('an answer in XML', () => {
  const identity = '<Account>111122223333</Account><Arn>arn:aws:iam::111122223333:user/a</Arn>';
  const xml = (body: string, status = 200): Answer => ({ body, status, type: 'text/xml' });
  const whole = `<?xml version="1.0"?>\n<GetCallerIdentityResponse xmlns="x"><GetCallerIdentityResult>${identity}</GetCallerIdentityResult></GetCallerIdentityResponse>`;
  const who = ({ sts }: Endpoint) => sts.getCallerIdentity({});

  it('is taken', async () => assert.equal((await who(endpoint(xml(whole)))).Account, '111122223333'));

  for (const [what, answer, wrong, calls] of [
    ['of 0 bytes', xml(''), 'with an empty body', 3],
    ['in HTML', xml(LOGIN), 'with HTML instead of XML', 1],
    ['in JSON', xml('{}'), 'with JSON instead of XML', 1],
    [
      'of another operation',
      xml('<AssumeRoleResponse/>'),
      'with the answer AssumeRoleResponse instead of GetCallerIdentityResponse',
      1,
    ],
    [
      'of another service',
      xml('<ErrorResponse><Error><Code>X</Code></Error></ErrorResponse>'),
      'with the answer ErrorResponse instead of GetCallerIdentityResponse',
      1,
    ],
    ['that breaks off at once', xml('<?xml version="1.0"?>\n<GetCal'), 'with a body that breaks off', 3],
    ['that breaks off later', xml(whole.slice(0, -10)), 'with a body that breaks off', 3],
    ['without its result', xml('<GetCallerIdentityResponse/>'), 'without Account, which AWS always sends', 1],
    ['with an empty name', xml(whole.replace('>111122223333<', '><')), 'without Account, which AWS always sends', 1],
    [
      'whose text is none',
      xml(whole.replace('>111122223333<', '><a>1</a><')),
      'with a body that breaks off or cannot be read',
      3,
    ],
    ['of a proxy that refuses', xml('<html>no</html>', 403), 'with HTML that is no error of AWS', 1],
    ['that refuses without a code', xml('<Forbidden/>', 403), 'with XML that is no error of AWS', 1],
  ] as const) {
    it(`${what} is none`, async () => {
      const net = endpoint(answer);
      const error = await fails(
        who(net),
        'NotAnAnswer',
        /^GetCallerIdentity: sts\.eu-west-1\.amazonaws\.com answered /,
      );
      assert.ok(error.message.includes(` ${answer.status} ${wrong}`), error.message);
      assert.equal(net.calls(), calls);
    });
  }

  it('with an empty list is taken, and without the list is none', async () => {
    const vpcs = ({ ec2 }: Endpoint) => all(ec2.paginateDescribeVpcs({}));
    const answer = (inside: string): Endpoint =>
      endpoint(xml(`<DescribeVpcsResponse xmlns="x"><requestId>1</requestId>${inside}</DescribeVpcsResponse>`));
    assert.deepEqual((await vpcs(answer('<vpcSet/>')))[0]?.Vpcs, []);
    await fails(vpcs(answer('')), 'NotAnAnswer', / without Vpcs, /);
    const profiles = ({ iam }: Endpoint) => all(iam.paginateListInstanceProfiles({}));
    const listed = (inside: string): Endpoint =>
      endpoint(
        xml(
          `<ListInstanceProfilesResponse><ListInstanceProfilesResult>${inside}</ListInstanceProfilesResult></ListInstanceProfilesResponse>`,
        ),
      );
    assert.equal((await profiles(listed('<InstanceProfiles/><IsTruncated>false</IsTruncated>'))).length, 1);
    await fails(
      profiles(listed('<InstanceProfiles/><IsTruncated>true</IsTruncated>')),
      'NotAnAnswer',
      / without saying where its next page is /,
    );
  });

  it('of S3 has its own name; that a bucket is not there, only S3 can say', async () => {
    const location = ({ s3 }: Endpoint) => s3.getBucketLocation({ Bucket: 'logs' });
    const empty = await location(endpoint(xml('<LocationConstraint xmlns="x"/>')));
    assert.ok(!empty.LocationConstraint);
    await fails(location(endpoint(xml('<PolicyStatus/>'))), 'NotAnAnswer', / instead of LocationConstraint /);
    await fails(location(endpoint(xml('', 404))), 'NotAnAnswer', / answered 404 with an empty body$/);
    await fails(location(endpoint(xml('<html>Not Found</html>', 404))), 'NotAnAnswer', / answered 404 with HTML /);
    const gone = xml('<Error><Code>NoSuchBucket</Code><Message>no</Message></Error>', 404);
    await fails(location(endpoint(gone)), 'NoSuchBucket', 'no');
    const elsewhere = xml('<Error><Code>PermanentRedirect</Code><Message>there</Message></Error>', 301);
    await fails(location(endpoint(elsewhere)), 'PermanentRedirect', 'there');
  });
});

describe('the answer to a write', () => {
  const retain = ({ logs }: Endpoint) => logs.putRetentionPolicy({ logGroupName: 'sessions', retentionInDays: 30 });

  for (const [what, answer] of [
    ['0 bytes', {}],
    ['0 bytes without a type', { type: '' }],
    ['an empty object', { body: '{}' }],
    ['null, as test endpoints say', { body: 'null' }],
  ] as const satisfies readonly (readonly [string, Answer])[]) {
    it(`that has nothing to say can be ${what}`, async () => {
      await retain(endpoint(answer));
    });
  }

  for (const [what, answer, wrong] of [
    ['HTML', { body: LOGIN }, / answered 200 with HTML instead of JSON /],
    ['0 bytes of HTML', { type: 'text/html' }, / answered 200 as text\/html instead of JSON\)$/],
    ['a list', { body: '[]' }, / answered 200 with a JSON list /],
    ['an error', { body: '{"__type":"ServiceUnavailableException"}' }, / answered 200 with an error /],
    ['204', { status: 204 }, / answered 204 instead of 200\)$/],
  ] as const satisfies readonly (readonly [string, Answer, RegExp])[]) {
    it(`is lost where it is ${what}: what is there is read again`, async () => {
      const net = endpoint(answer);
      const error = await fails(retain(net), 'AnswerLost', wrong);
      assert.match(error.message, /^PutRetentionPolicy: no answer arrived \(logs\.eu-west-1\.amazonaws\.com answered /);
      assert.ok(isOvertaken(error));
      assert.equal(net.calls(), 1);
    });
  }

  it('is asked for again where it breaks off, as often as that of a read', async () => {
    const update = ({ ssm }: Endpoint) => ssm.updateDocument({ Name: 'd', Content: '{}' });
    const net = endpoint({ body: '{"Docu' });
    await fails(update(net), 'AnswerLost', / breaks off /);
    assert.equal(net.calls(), 3);
  });

  for (const [what, answer] of [
    ['is empty', {}],
    ['breaks off', { body: '{"KeyMeta' }],
    ['says nothing', { body: '{}' }],
    ['is a page', { body: LOGIN }],
    ['is an error of a gateway', { status: 502, body: LOGIN }],
  ] as const satisfies readonly (readonly [string, Answer])[]) {
    it(`of which a second one would make a second thing is lost at once where it ${what}`, async () => {
      const net = endpoint(answer, { body: '{"KeyMetadata":{"KeyId":"k","Arn":"arn:k"}}' });
      await fails(
        net.kms.createKey({}),
        'AnswerLost',
        /^CreateKey: no answer arrived \(kms\.eu-west-1\.amazonaws\.com /,
      );
      assert.equal(net.calls(), 1);
    });
  }

  it('was not given where a proxy refuses, or leads elsewhere: nothing was done', async () => {
    const refused = endpoint({ status: 403, body: LOGIN });
    await fails(refused.kms.createKey({}), 'NotAnAnswer', / answered 403 with HTML /);
    const led = endpoint({ status: 307, headers: { location: 'http://other.example/' } });
    await fails(led.kms.createKey({}), 'NotAnAnswer', / answered 307 and leads to other\.example$/);
    await fails(retain(endpoint({ status: 403, body: LOGIN })), 'NotAnAnswer', / answered 403 with HTML /);
  });
});

describe('the beginning of what came', () => {
  const shown = async (body: string): Promise<string> =>
    (await fails(logGroups(endpoint({ body })), 'NotAnAnswer', /./)).message;

  it('is one short line that a terminal cannot obey', async () => {
    const message = await shown(`\u001B]0;x\u0007\u202Eoops\r\n::error::${'long '.repeat(100)}`);
    assert.match(message, / with text instead of JSON \("\]0;x oops ::error::long [^\p{C}]*…"\)$/u);
    assert.ok(message.length < 220, message);
  });

  for (const [what, body] of [
    ['the token', `you sent ${TOKEN}`],
    ['a part of the token', `you sent ${TOKEN.slice(5, 20)}`],
    ['a header', 'Authorization: AWS4-HMAC-SHA256 abc'],
    ['a secret of its own', '{"SecretAccessKey":"wJalrXUtnFEMI"}'],
  ] as const) {
    it(`is not shown where it repeats ${what}`, async () => {
      const message = await shown(body);
      assert.match(message, / \(not shown: it may hold secrets\)$/);
      assert.ok(!message.includes(body));
    });
  }

  it('is never shown of credentials', async () => {
    const body = '<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA</AccessKeyId>';
    const net = endpoint({ body, type: 'text/xml' });
    const error = await fails(net.sts.assumeRole({ RoleArn: 'r', RoleSessionName: 's' }), 'NotAnAnswer', /not shown/);
    assert.ok(!error.message.includes('ASIA'));
  });
});
