import assert from 'node:assert/strict';
import {
  CreateDocumentCommand,
  DescribeSessionsCommand,
  ResumeSessionCommand,
  StartSessionCommand,
  type StartSessionCommandInput,
  TerminateSessionCommand,
} from '@aws-sdk/client-ssm';
import { createSandbox } from '../../../../src/sandbox/door/sandbox.ts';
import { parseSeed } from '../../../../src/sandbox/seed/seed.ts';
import { clientsOf, refused } from '../../clients.ts';

describe('the sandbox, sessions', () => {
  const seed = {
    accounts: { '123456789012': { 'eu-central-1': { nodes: { 'mi-1': {}, 'mi-2': { connected: false } } } } },
  };
  let { ssm } = clientsOf(createSandbox());
  beforeEach(() => {
    ({ ssm } = clientsOf(createSandbox({ state: parseSeed(JSON.stringify(seed)) })));
  });
  const start = (rest: Partial<StartSessionCommandInput> = {}) =>
    ssm.send(new StartSessionCommand({ Target: 'mi-1', ...rest }));
  const idsOf = async (State: 'Active' | 'History') =>
    (await ssm.send(new DescribeSessionsCommand({ State }))).Sessions?.map(({ SessionId }) => SessionId);

  it('begin with an address and a token, are active, and belong to the past when they are over', async () => {
    const { SessionId: id = '', StreamUrl: url, TokenValue: token = '' } = await start({ Reason: 'audit' });
    assert.match(url ?? '', new RegExp(`^wss://ssmmessages.eu-central-1.amazonaws.com/v1/data-channel/${id}[?]role=`));
    assert.ok(token.length > 100);
    const { Sessions } = await ssm.send(new DescribeSessionsCommand({ State: 'Active' }));
    assert.deepEqual(
      Sessions?.map(({ SessionId, Target, Reason }) => ({ SessionId, Target, Reason })),
      [{ SessionId: id, Target: 'mi-1', Reason: 'audit' }],
    );
    await ssm.send(new TerminateSessionCommand({ SessionId: id }));
    assert.deepEqual([await idsOf('Active'), await idsOf('History')], [[], [id]]);
  });

  it('are resumed with another token, until they are over', async () => {
    const { SessionId, TokenValue: first } = await start();
    const { TokenValue: next } = await ssm.send(new ResumeSessionCommand({ SessionId }));
    assert.ok(next && next !== first);
    await ssm.send(new TerminateSessionCommand({ SessionId }));
    await refused(ssm.send(new ResumeSessionCommand({ SessionId })), 'DoesNotExistException');
  });

  it('are not begun with a node that is not connected, or not there', async () => {
    await refused(start({ Target: 'mi-2' }), 'TargetNotConnected');
    await refused(start({ Target: 'mi-3' }), 'TargetNotConnected');
    assert.deepEqual(await idsOf('Active'), []);
  });

  it('are not begun with a document or parameters that do not fit', async () => {
    await refused(start({ DocumentName: 'none' }), 'InvalidDocument');
    await refused(start({ DocumentName: 'AWS-StartSSHSession', Parameters: { x: ['1'] } }), 'InvalidParameters', /"x"/);
    await refused(start({ DocumentName: 'AWS-StartInteractiveCommand' }), 'InvalidParameters', /"command"/);
    await start({ DocumentName: 'AWS-StartSSHSession', Parameters: { portNumber: ['22'] } });
  });

  it('have the longest duration of their document', async () => {
    const inputs = { maxSessionDuration: '60', idleSessionTimeout: '20' };
    const content = { schemaVersion: '1.0', description: 'x', sessionType: 'Standard_Stream', inputs };
    await ssm.send(
      new CreateDocumentCommand({ Name: 'short', DocumentType: 'Session', Content: JSON.stringify(content) }),
    );
    await start();
    await start({ DocumentName: 'short' });
    const { Sessions = [] } = await ssm.send(new DescribeSessionsCommand({ State: 'Active' }));
    assert.deepEqual(
      Object.fromEntries(
        Sessions.map(({ DocumentName, MaxSessionDuration = 'none' }) => [DocumentName, MaxSessionDuration]),
      ),
      { 'SSM-SessionManagerRunShell': 'none', short: '60' },
    );
  });
});
