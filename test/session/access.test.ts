import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { GenerateDataKeyCommand } from '@aws-sdk/client-kms';
import { ResumeSessionCommand, StartSessionCommand, TerminateSessionCommand } from '@aws-sdk/client-ssm';
import { type WebSocket, WebSocketServer } from 'ws';
import type { CredentialProvider } from '../../src/aws/credentials/kept.ts';
import { withoutSecrets } from '../../src/aws/secrets.ts';
import { askForSession, sessionFrom } from '../../src/session/access.ts';
import { awsError, mockAws, testTarget } from '../aws.ts';
import { virtualClock } from '../channel/virtual-clock.ts';

const NODE = 'i-0123456789abcdef0';
const TOKEN = 'a-first-token-that-is-long-enough-to-be-one';
const NEXT = 'the-next-token-that-is-long-enough-to-be-one';

describe('a session that is asked for', () => {
  const aws = mockAws();
  let server: WebSocketServer;
  let url: string;
  let arrived: Promise<[WebSocket, IncomingMessage]>;
  beforeEach(async () => {
    server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    const address = server.address();
    assert.ok(typeof address === 'object' && address);
    url = `ws://127.0.0.1:${address.port}/v1/data-channel/ann-1?role=publish_subscribe`;
    arrived = once(server, 'connection') as typeof arrived;
  });
  afterEach(async () => {
    for (const client of server.clients) client.terminate();
    server.close();
    await once(server, 'close');
  });

  const EVENTS = { onFrame: () => undefined, onGone: () => undefined };
  const begin = async (rest: object = {}, credentials?: CredentialProvider) => {
    aws.ssm.on(StartSessionCommand).resolves({ SessionId: 'ann-1', StreamUrl: url, TokenValue: TOKEN });
    const target = { ...testTarget(), ...(credentials && { credentials }) };
    const answer = await askForSession(target, { node: NODE, ...rest });
    return sessionFrom(answer, { target, node: NODE, network: {}, clock: virtualClock() });
  };
  /** What the service hears first on the next connection. */
  const firstMessage = async (): Promise<Record<string, unknown>> => {
    const [socket] = await arrived;
    const [data] = (await once(socket, 'message')) as [Buffer];
    return JSON.parse(data.toString()) as Record<string, unknown>;
  };

  it('is for a node, by the preferences, and for nothing that was not said', async () => {
    assert.equal((await begin()).id, 'ann-1');
    assert.deepEqual(aws.inputs('ssm.StartSession'), [{ Target: NODE }]);
  });

  it('has its document, parameters and reason', async () => {
    await begin({ document: 'D', parameters: { portNumber: ['22'] }, reason: 'audit' });
    assert.deepEqual(aws.inputs('ssm.StartSession'), [
      { Target: NODE, DocumentName: 'D', Parameters: { portNumber: ['22'] }, Reason: 'audit' },
    ]);
  });

  it('is not begun where the service refuses', async () => {
    aws.ssm.on(StartSessionCommand).rejects(awsError('TargetNotConnected', `${NODE} is not connected.`));
    await assert.rejects(askForSession(testTarget(), { node: NODE }), { name: 'TargetNotConnected' });
  });

  for (const when of ['before', 'after']) {
    it(`waits for no service that accepts nothing, once it was ended: ${when} it was asked`, async () => {
      const silent = createServer();
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
      const address = silent.address();
      assert.ok(typeof address === 'object' && address);
      url = `ws://127.0.0.1:${address.port}/v1/data-channel/ann-1`;
      aws.ssm.on(TerminateSessionCommand).resolves({});
      const { access, terminate } = await begin();
      if (when === 'before') await terminate();
      const came = once(silent, 'connection') as Promise<[Socket]>;
      const opening = access.open(EVENTS);
      const refused = assert.rejects(opening, /127\.0\.0\.1.*closed before/);
      if (when === 'after') {
        const [socket] = await came;
        socket.on('error', () => undefined);
        await terminate();
      }
      await refused;
      await new Promise((resolve) => silent.close(resolve));
    });
  }

  it('is opened at its address, signed for its region, with its token, which is kept from traces', async () => {
    const { access } = await begin();
    const message = firstMessage();
    const connection = await access.open(EVENTS);
    const [, request] = await arrived;
    assert.equal(request.url, '/v1/data-channel/ann-1?role=publish_subscribe');
    assert.match(
      request.headers.authorization ?? '',
      /^AWS4-HMAC-SHA256 Credential=AKIATESTTESTTESTTEST\/\d{8}\/eu-west-1\/ssmmessages\/aws4_request, /,
    );
    assert.equal((await message)['TokenValue'], TOKEN);
    assert.equal(withoutSecrets(`it is ${TOKEN}`), 'it is …');
    connection.close();
  });

  it('is opened again at the new address with the new token, by the same client', async () => {
    const { access } = await begin();
    let message = firstMessage();
    (await access.open(EVENTS)).close();
    const { ClientId: client } = await message;
    arrived = once(server, 'connection') as typeof arrived;
    message = firstMessage();
    const moved = url.replace('ann-1', 'moved');
    aws.ssm.on(ResumeSessionCommand).resolves({ SessionId: 'ann-1', StreamUrl: moved, TokenValue: NEXT });
    const connection = await access.reopen(EVENTS);
    const [, request] = await arrived;
    assert.equal(request.url, '/v1/data-channel/moved?role=publish_subscribe');
    const { TokenValue: token, ClientId: again } = await message;
    assert.deepEqual([token, again], [NEXT, client]);
    assert.deepEqual(aws.inputs('ssm.ResumeSession'), [{ SessionId: 'ann-1' }]);
    connection?.close();
  });

  it('is over where the service gives no token any more, or does not know it', async () => {
    const { access } = await begin();
    aws.ssm.on(ResumeSessionCommand).resolvesOnce({ SessionId: 'ann-1' }).rejects(awsError('DoesNotExistException'));
    assert.equal(await access.reopen(EVENTS), undefined);
    assert.equal(await access.reopen(EVENTS), undefined);
  });

  it('is not over where the service cannot be asked', async () => {
    const { access } = await begin();
    aws.ssm.on(ResumeSessionCommand).rejects(awsError('ExpiredTokenException'));
    await assert.rejects(access.reopen(EVENTS), { name: 'ExpiredTokenException' });
  });

  it('is opened again with the credentials that there are then', async () => {
    let key = 'AKIAOLDOLDOLDOLDOLD1';
    const { access } = await begin({}, async () => ({ accessKeyId: key, secretAccessKey: 'secret' }));
    const signedBy = async (): Promise<string | undefined> => {
      const [, { headers }] = await arrived;
      return /Credential=(\w+)/.exec(headers.authorization ?? '')?.[1];
    };
    (await access.open(EVENTS)).close();
    assert.equal(await signedBy(), 'AKIAOLDOLDOLDOLDOLD1');
    arrived = once(server, 'connection') as typeof arrived;
    aws.ssm.on(ResumeSessionCommand).resolves({ SessionId: 'ann-1', StreamUrl: url, TokenValue: NEXT });
    key = 'AKIANEWNEWNEWNEWNEW2';
    (await access.reopen(EVENTS))?.close();
    assert.equal(await signedBy(), 'AKIANEWNEWNEWNEWNEW2');
  });

  it('is not over where whoever gives credentials gives none, before a connection and for the next one', async () => {
    let isExpired = false;
    const { access } = await begin({}, async () => {
      if (isExpired) throw new Error('Token is expired. To refresh this SSO session run aws sso login.');
      return { accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 'secret' };
    });
    (await access.open(EVENTS)).close();
    isExpired = true;
    aws.ssm.on(ResumeSessionCommand).resolves({ SessionId: 'ann-1', StreamUrl: url, TokenValue: NEXT });
    const refused = { message: 'Token is expired. To refresh this SSO session run aws sso login.' };
    await assert.rejects(access.reopen(EVENTS), refused);
    await assert.rejects(access.open(EVENTS), refused);
    isExpired = false;
    (await access.reopen(EVENTS))?.close();
  });

  for (const [what, challenge, context] of [
    ['and to the challenge of the agent', 'AAEC', { 'aws:ssm:RandomChallenge': 'AAEC' }],
    ['where the agent sends no challenge', undefined, {}],
  ] as const) {
    it(`has a data key that is bound to it ${what}`, async () => {
      const { access } = await begin();
      const [plaintext, ciphertext] = [Buffer.alloc(64, 1), Buffer.alloc(9, 2)];
      aws.kms.on(GenerateDataKeyCommand).resolves({ Plaintext: plaintext, CiphertextBlob: ciphertext });
      const key = await access.dataKey({ keyId: 'key-1', ...(challenge !== undefined && { challenge }) });
      assert.deepEqual(
        [Buffer.from(key.plaintext), Buffer.from(key.ciphertext), key.challenged],
        [plaintext, ciphertext, challenge !== undefined],
      );
      assert.deepEqual(aws.inputs('kms.GenerateDataKey'), [
        {
          KeyId: 'key-1',
          NumberOfBytes: 64,
          EncryptionContext: { 'aws:ssm:SessionId': 'ann-1', 'aws:ssm:TargetId': NODE, ...context },
        },
      ]);
    });
  }

  it('is ended, and nobody is told where it cannot be', async () => {
    const { terminate } = await begin();
    aws.ssm.on(TerminateSessionCommand).resolvesOnce({}).rejects(awsError('AccessDeniedException'));
    await terminate();
    await terminate();
    assert.deepEqual(aws.inputs('ssm.TerminateSession'), [{ SessionId: 'ann-1' }, { SessionId: 'ann-1' }]);
  });
});
