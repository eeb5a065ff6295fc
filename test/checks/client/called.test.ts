import assert from 'node:assert/strict';
import { calledBy, calledByScript, programsOf } from '../../../src/checks/client/called.ts';

const START = 'aws ssm start-session --target %h --document-name AWS-StartSSHSession';
const PLUGIN = 'session-manager-plugin';

describe('check client: what a command calls', () => {
  for (const [command, by, ...needs] of [
    [START, 'aws', 'aws', PLUGIN],
    [`exec ${START}`, 'aws', 'aws', PLUGIN],
    [`sh -c "${START} --parameters 'portNumber=%p'"`, 'aws', 'aws', PLUGIN],
    ['aws --profile prod --region eu-west-1 ssm start-session --document-name X', 'aws', 'aws', PLUGIN],
    [`AWS_PROFILE=prod /usr/local/bin/${START}`, 'aws', '/usr/local/bin/aws', PLUGIN],
    [`env AWS_PROFILE=prod ${START}`, 'aws', 'env', 'aws', PLUGIN],
    [`aws-vault exec prod -- ${START}`, 'aws', 'aws-vault', 'aws', PLUGIN],
    [`aws-vault exec prod --no-session -- sh -c '${START}'`, 'aws', 'aws-vault', 'aws', PLUGIN],
    [`sh -c "aws ec2-instance-connect send-ssh-public-key --x y && ${START}"`, 'aws', 'aws', PLUGIN],
    [`sh -c 'if x; then ${START}; fi'`, 'aws', 'aws', PLUGIN],
    ['session-manager ssh-proxy %h %p', 'own', 'session-manager'],
    [
      '"/usr/bin/node" "/opt/session-manager/bin/run.js" ssh-proxy %h',
      'own',
      '/usr/bin/node',
      '/opt/session-manager/bin/run.js',
    ],
    ['node --import tsx ~/clone/bin/dev.js ssh-proxy %h', 'own', 'node', '~/clone/bin/dev.js'],
    ['npx session-manager-cli ssh-proxy %h', 'own', 'npx'],
    ['aws-gate ssh-proxy -p default %h', 'other', 'aws-gate'],
    ['sh -c "ssm-proxy %h"', 'other', 'ssm-proxy'],
    ['%d/.ssh/aws-ssm-ec2-proxy-command.sh %h', 'other', '~/.ssh/aws-ssm-ec2-proxy-command.sh'],
  ] as const) {
    it(`knows ${command}`, () => assert.deepEqual(calledBy(command), { by, needs, isShell: false }));
  }

  for (const command of [
    `bash -lc "${START}"`,
    `bash --login -c "${START}"`,
    `PATH=/opt/bin:$PATH ${START}`,
    `sh -c "source ~/.profile; ${START}"`,
    `ssh jump ${START}`,
    'docker run -i amazon/aws-cli ssm start-session --document-name X',
    `mise exec -- ${START}`,
    `assume prod --exec '${START}'`,
    `C:/aws/aws.exe ssm start-session --document-name X`,
    `aws.exe ssm start-session --document-name X`,
    `sudo -u me ${START}`,
    `$AWS/bin/tool exec -- ${START}`,
    'powershell.exe "aws ssm start-session --target %h --document-name X"',
  ]) {
    it(`does not say what has to be on this PATH for ${command}`, () => {
      assert.deepEqual(calledBy(command), { by: 'aws', needs: [], isShell: false });
    });
  }

  it('knows tools that others start', () => {
    for (const command of ['uvx cloudx-proxy connect i-1 22', 'docker run -i me/aws-gate %h']) {
      assert.deepEqual(calledBy(command), { by: 'other', needs: [], isShell: false }, command);
    }
    assert.equal(calledBy('ssh -W %h:%p ssm-bastion'), undefined);
  });

  it('tells a session for SSH from a shell', () => {
    assert.equal(calledBy('aws ssm start-session --target %h')?.isShell, true);
    assert.equal(calledBy(START)?.isShell, false);
    assert.equal(calledBy('aws ssm start-session --cli-input-json file://x')?.isShell, false);
  });

  for (const command of [
    'nc -X 5 -x 127.0.0.1:1080 %h %p',
    'none',
    'ssh -W %h:%p bastion',
    'aws ec2-instance-connect open-tunnel --instance-id %h',
    'aws ssm get-parameter --name x',
    `nc %h %p # ${START}`,
    `sh -c "echo 'use ${START}'"`,
    '',
  ]) {
    it(`finds no Session Manager in ${JSON.stringify(command)}`, () => assert.equal(calledBy(command), undefined));
  }

  it('reads a script as text', () => {
    const sh = '#!/bin/sh\n';
    assert.deepEqual(calledByScript(`${sh}aws ssm \\\n  start-session --target $1`)?.needs, ['aws', PLUGIN]);
    assert.deepEqual(calledByScript(`${sh}export PATH=/x:$PATH\naws ssm start-session`)?.needs, []);
    assert.deepEqual(calledByScript(`#!/usr/bin/env python3\nrun(["aws", "ssm", "start-session"])`)?.needs, []);
    assert.deepEqual(calledByScript(`${sh}exec session-manager-plugin "$1"`)?.needs, [PLUGIN]);
    assert.equal(calledByScript(`${sh}# aws ssm start-session\nnc $1`), undefined);
  });

  it('lists the programs that a command begins with', () => {
    assert.deepEqual(programsOf('%d/x.sh %h; nc %h'), ['~/x.sh', 'nc']);
  });
});
