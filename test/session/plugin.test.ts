import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPlugin, pluginCall } from '../../src/session/plugin.ts';
import type { Target } from '../../src/targets/target.ts';
import { testTarget } from '../aws.ts';

const ANSWER = { SessionId: 'ann-1', StreamUrl: 'wss://example/ann-1', TokenValue: 'a-secret-token' };
const NODE = 'i-0123456789abcdef0';

describe('the official plugin', () => {
  const call = (target: Partial<Target>, environment: NodeJS.ProcessEnv = {}, rest: object = {}) =>
    pluginCall('/bin/plugin', { target: { ...testTarget(), ...target }, node: NODE, ...rest }, ANSWER, environment);

  it('is called as the AWS CLI calls it, with the answer in a variable, and no token among the arguments', async () => {
    const { program, args, variables } = await call(
      { profile: 'prod' },
      {},
      { document: 'D', parameters: { portNumber: ['22'] }, reason: 'audit' },
    );
    const [variable = '', ...others] = args;
    assert.equal(program, '/bin/plugin');
    assert.match(variable, /^AWS_SSM_START_SESSION_RESPONSE_\w+$/);
    assert.deepEqual(others, [
      'eu-west-1',
      'StartSession',
      'prod',
      `{"Target":"${NODE}","DocumentName":"D","Parameters":{"portNumber":["22"]},"Reason":"audit"}`,
      'https://ssm.eu-west-1.amazonaws.com',
    ]);
    assert.deepEqual(variables, { [variable]: JSON.stringify(ANSWER) });
    assert.doesNotMatch(args.join(' '), /secret/);
  });

  it('gets the keys of a role that was assumed, which no profile leads to', async () => {
    const credentials = () => Promise.resolve({ accessKeyId: 'AKIA', secretAccessKey: 's', sessionToken: 't' });
    const { args, variables } = await call({ profile: 'prod', assumed: true, credentials });
    assert.equal(args[3], '');
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION } = variables;
    assert.deepEqual(
      [AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION],
      ['AKIA', 's', 't', 'eu-west-1'],
    );
  });

  for (const [environment, expected] of [
    [{ AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, 'http://127.0.0.1:1'],
    [{ AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ENDPOINT_URL_SSM: 'http://127.0.0.1:2' }, 'http://127.0.0.1:2'],
  ] as const) {
    it(`is told of another endpoint: ${expected}`, async () =>
      assert.equal((await call({ profile: 'p' }, environment)).args.at(-1), expected));
  }

  it('is looked for on the PATH, and missed in one line', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plugin-'));
    try {
      await assert.rejects(findPlugin({ PATH: folder }), {
        name: 'UserError',
        message: /^--plugin: session-manager-plugin is not on the PATH; [^\n]+$/,
      });
      const file = join(folder, 'session-manager-plugin');
      writeFileSync(file, '#!/bin/sh\n');
      chmodSync(file, 0o755);
      assert.equal(await findPlugin({ PATH: folder }), file);
      const own = join(folder, '.session-manager', 'bin');
      mkdirSync(own, { recursive: true });
      renameSync(file, join(own, 'session-manager-plugin'));
      assert.equal(await findPlugin({ PATH: folder, HOME: folder }), join(own, 'session-manager-plugin'));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
