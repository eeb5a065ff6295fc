import assert from 'node:assert/strict';
import { customerMessage, handshakeResponse, readHandshake, unsupported } from '../../src/channel/handshake.ts';

/** As an agent 3.3.987.0 asks for a forwarded port. */
const PORT =
  '{"AgentVersion":"3.3.987.0","RequestedClientActions":[{"ActionType":"SessionType","ActionParameters":{"SessionType":"Port","Properties":{"localPortNumber":"8080","portNumber":"80","type":"LocalPortForwarding"}}}]}';

/** As it asks for an encrypted shell. */
const ENCRYPTED =
  '{"AgentVersion":"3.3.987.0","RequestedClientActions":[{"ActionType":"KMSEncryption","ActionParameters":{"KMSKeyId":"arn:aws:kms:us-east-1:123456789012:key/1","Challenge":"AAECAwQFBgcICQoLDA0ODw=="}},{"ActionType":"SessionType","ActionParameters":{"SessionType":"Standard_Stream","Properties":null}}]}';

const read = (text: string) => readHandshake(Buffer.from(text));

describe('the handshake', () => {
  it('tells what a session forwards', () => {
    assert.deepEqual(read(PORT), {
      agentVersion: '3.3.987.0',
      sessionType: 'Port',
      properties: { localPortNumber: '8080', portNumber: '80', type: 'LocalPortForwarding' },
      others: [],
    });
  });

  it('tells by which key a session is encrypted', () => {
    assert.deepEqual(read(ENCRYPTED).encryption, {
      keyId: 'arn:aws:kms:us-east-1:123456789012:key/1',
      challenge: 'AAECAwQFBgcICQoLDA0ODw==',
    });
  });

  it('is answered as the plugin answers it', () => {
    assert.equal(
      JSON.stringify(handshakeResponse(read(PORT), '1.2.835.0')),
      '{"ClientVersion":"1.2.835.0","ProcessedClientActions":[{"ActionType":"SessionType","ActionStatus":1,"ActionResult":null,"Error":""}],"Errors":[]}',
    );
  });

  it('is answered with the encrypted key, and with the challenge where that is part of it', () => {
    const ciphertext = Buffer.from('encrypted');
    const action = (challenged: boolean): unknown => {
      const { ProcessedClientActions } = handshakeResponse(read(ENCRYPTED), '1.2.835.0', {
        ciphertext,
        challenged,
      }) as {
        ProcessedClientActions: readonly { ActionType: string; ActionResult: unknown }[];
      };
      return ProcessedClientActions.find(({ ActionType }) => ActionType === 'KMSEncryption')?.ActionResult;
    };
    assert.deepEqual(action(false), { KMSCipherTextKey: 'ZW5jcnlwdGVk', KMSCipherTextHash: null });
    assert.deepEqual(action(true), {
      KMSCipherTextKey: 'ZW5jcnlwdGVk',
      KMSCipherTextHash: null,
      ChallengeAcknowledgement: true,
    });
  });

  it('is refused where the key cannot be had', () => {
    const { ProcessedClientActions, Errors } = handshakeResponse(read(ENCRYPTED), '1.2.835.0') as {
      ProcessedClientActions: readonly { ActionStatus: number }[];
      Errors: readonly string[];
    };
    assert.deepEqual(
      ProcessedClientActions.map(({ ActionStatus }) => ActionStatus),
      [1, 2],
    );
    assert.equal(Errors.length, 1);
  });

  it('refuses a session type, and an action, that nobody knows', () => {
    const type = read(
      '{"RequestedClientActions":[{"ActionType":"SessionType","ActionParameters":{"SessionType":"Video"}}]}',
    );
    const action = read('{"RequestedClientActions":[{"ActionType":"Dance"}]}');
    assert.deepEqual(
      [unsupported(type), unsupported(action), unsupported(read(PORT))],
      [
        'the agent asks for what is not known here: session type Video',
        'the agent asks for what is not known here: Dance',
        undefined,
      ],
    );
    assert.match(JSON.stringify(handshakeResponse(type, '1.2.835.0')), /"ActionStatus":2.*unknown session type Video/);
    assert.match(JSON.stringify(handshakeResponse(action, '1.2.835.0')), /"ActionStatus":3.*unsupported action Dance/);
  });

  for (const [why, text] of [
    ['no JSON', 'hello'],
    ['asks for nothing', '{"AgentVersion":"3.3.987.0"}'],
    ['names no key', '{"RequestedClientActions":[{"ActionType":"KMSEncryption","ActionParameters":{}}]}'],
  ] as const) {
    it(`is no handshake if it is ${why}`, () => {
      assert.throws(() => read(text), { name: 'ChannelError' });
    });
  }

  it('ends with what the agent tells people, if anything', () => {
    const complete = (text: string): string => customerMessage(Buffer.from(text));
    assert.equal(
      complete('{"HandshakeTimeToComplete":1,"CustomerMessage":"This session is encrypted using AWS KMS."}'),
      'This session is encrypted using AWS KMS.',
    );
    assert.equal(complete('{"HandshakeTimeToComplete":1}'), '');
  });
});
