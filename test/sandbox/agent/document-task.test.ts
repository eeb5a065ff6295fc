import { deepEqual, throws } from 'node:assert/strict';
import { taskOf } from '../../../src/sandbox/agent/document-task.ts';
import { SESSION_DOCUMENTS } from '../../../src/sandbox/services/ssm/session-documents.ts';

const document = (name: string) => SESSION_DOCUMENTS[name] as Readonly<Record<string, unknown>>;

describe('what a node does for a Session document', () => {
  for (const [name, parameters, task] of [
    ['AWS-StartSSHSession', {}, { type: 'Port', port: 22, forwarding: false, properties: { portNumber: '22' } }],
    [
      'AWS-StartSSHSession',
      { portNumber: ['2222'] },
      { type: 'Port', port: 2222, forwarding: false, properties: { portNumber: '2222' } },
    ],
    [
      'AWS-StartPortForwardingSession',
      { portNumber: ['8080'] },
      {
        type: 'Port',
        port: 8080,
        forwarding: true,
        properties: { portNumber: '8080', type: 'LocalPortForwarding', localPortNumber: '0' },
      },
    ],
    [
      'AWS-StartPortForwardingSessionToRemoteHost',
      { portNumber: ['5432'], host: ['db.internal'], localPortNumber: ['15432'] },
      {
        type: 'Port',
        port: 5432,
        forwarding: true,
        host: 'db.internal',
        properties: {
          portNumber: '5432',
          type: 'LocalPortForwarding',
          host: 'db.internal',
          localPortNumber: '15432',
        },
      },
    ],
    ['AWS-StartInteractiveCommand', { command: ['less', 'x'] }, { type: 'InteractiveCommands', command: 'less x' }],
    [
      'AWS-StartNonInteractiveCommand',
      { command: ['df'], separateOutputStream: ['true'] },
      { type: 'NonInteractiveCommands', command: 'df', separateOutput: true },
    ],
    [
      'AWS-StartNonInteractiveCommand',
      { command: ['df'] },
      { type: 'NonInteractiveCommands', command: 'df', separateOutput: false },
    ],
  ] as const) {
    it(`is that of ${name} with ${JSON.stringify(parameters)}`, () =>
      deepEqual(taskOf(document(name), parameters), task));
  }

  it('is a shell, with the profile of Linux if there is one', () => {
    const inputs = { shellProfile: { linux: 'exec bash', windows: 'x' } };
    deepEqual(taskOf({ sessionType: 'Standard_Stream', inputs }, {}), {
      type: 'Standard_Stream',
      profile: 'exec bash',
    });
    deepEqual(taskOf({ sessionType: 'Standard_Stream', inputs: {} }, {}), { type: 'Standard_Stream' });
  });

  it('is refused for a port that is none, and for what agents do not know', () => {
    throws(() => taskOf(document('AWS-StartSSHSession'), { portNumber: ['70000'] }), /port number is not valid/);
    throws(() => taskOf({ sessionType: 'Video' }, {}), /Plugin with name Video not found/);
  });
});
