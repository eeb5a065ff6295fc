/** AWS's own Session documents, by name, as GetDocument shows them, as far as they matter: their type and parameters. */
export const SESSION_DOCUMENTS: Readonly<Record<string, object>> = {
  'AWS-StartSSHSession': {
    schemaVersion: '1.0',
    description: 'Document to start SSH Session to the instance over AWS Session Manager',
    sessionType: 'Port',
    parameters: { portNumber: port('22') },
    properties: { portNumber: '{{ portNumber }}' },
  },
  'AWS-StartPortForwardingSession': {
    schemaVersion: '1.0',
    description: 'Document to start port forwarding session over Session Manager',
    sessionType: 'Port',
    parameters: { portNumber: port('80'), localPortNumber: port('0') },
    properties: {
      portNumber: '{{ portNumber }}',
      type: 'LocalPortForwarding',
      localPortNumber: '{{ localPortNumber }}',
    },
  },
  'AWS-StartPortForwardingSessionToRemoteHost': {
    schemaVersion: '1.0',
    description: 'Document to start port forwarding session over Session Manager to remote host',
    sessionType: 'Port',
    parameters: {
      portNumber: port('80'),
      localPortNumber: port('0'),
      host: { type: 'String', default: 'localhost' },
    },
    properties: {
      portNumber: '{{ portNumber }}',
      type: 'LocalPortForwarding',
      localPortNumber: '{{ localPortNumber }}',
      host: '{{ host }}',
    },
  },
  'AWS-StartInteractiveCommand': {
    schemaVersion: '1.0',
    description: 'Document to run single interactive command on an instance',
    sessionType: 'InteractiveCommands',
    parameters: { command: { type: 'StringList' } },
    properties: ofEverySystem('{{ command }}'),
  },
  'AWS-StartNonInteractiveCommand': {
    schemaVersion: '1.0',
    description: 'Document to run single command on an instance, without a terminal',
    sessionType: 'NonInteractiveCommands',
    parameters: {
      command: { type: 'StringList' },
      separateOutputStream: { type: 'String', default: 'False' },
      stdOutSeparatorPrefix: { type: 'String', default: '' },
      stdErrSeparatorPrefix: { type: 'String', default: '' },
    },
    properties: {
      ...ofEverySystem('{{ command }}'),
      separateOutputStream: '{{ separateOutputStream }}',
    },
  },
};

function port(usual: string): object {
  return { type: 'String', default: usual, allowedPattern: '^([0-9]{1,5})$' };
}

function ofEverySystem(commands: string): object {
  const command = { commands, runAsElevated: false };
  return { linux: command, windows: command, macos: command };
}
