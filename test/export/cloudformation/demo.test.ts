import assert from 'node:assert/strict';
import { demoTemplate } from '../../../src/export/cloudformation/demo.ts';
import { yamlOf } from '../../../src/export/cloudformation/yaml.ts';
import { parseInputs, type RawInputs } from '../../../src/inputs/inputs.ts';
import { inOrder, parseTemplate, resolve, type Json } from './evaluate.ts';
import { FLAG_SETS } from './flag-sets.ts';
import { specificationProblems } from './specification.ts';

const written = (flags: RawInputs): string => yamlOf(demoTemplate(parseInputs(flags), 'session-manager setup'));

const templateOf = (flags: RawInputs = {}) => parseTemplate(written(flags));

describe('the try-out as a CloudFormation template', () => {
  it('is as the specification of CloudFormation has it, without a circle, an account or a region', () => {
    for (const flags of FLAG_SETS) {
      const template = templateOf(flags);
      assert.deepEqual(specificationProblems(template), []);
      assert.equal(inOrder(template).length, Object.keys(template.Resources).length);
      assert.doesNotMatch(written(flags), /\b\d{12}\b|\b(?:us|eu|ap|cn)-(?:gov-)?[a-z]+-\d\b|arn:aws/);
    }
  });

  it('lets nobody in: no gateway, no address, no key, no rule but from the node to the endpoints', () => {
    const { Resources } = templateOf();
    const types = Object.values(Resources).map(({ Type }) => Type);
    for (const type of ['InternetGateway', 'NatGateway', 'EIP', 'Route'])
      assert.ok(!types.includes(`AWS::EC2::${type}`));
    const { NodeSecurityGroup, EndpointSecurityGroup, Node, Subnet } = Resources;
    assert.equal(NodeSecurityGroup?.Properties['SecurityGroupIngress'], undefined);
    const [rule, ...more] = (EndpointSecurityGroup?.Properties['SecurityGroupIngress'] ?? []) as readonly Record<
      string,
      Json
    >[];
    assert.deepEqual(
      [rule?.['SourceSecurityGroupId'], rule?.['FromPort'], more],
      [{ Ref: 'NodeSecurityGroup' }, 443, []],
    );
    assert.equal(Node?.Properties['KeyName'], undefined);
    assert.equal(Subnet?.Properties['MapPublicIpOnLaunch'], false);
    assert.deepEqual(Node?.Properties['MetadataOptions'], { HttpTokens: 'required' });
  });

  it('has an endpoint for every service that sessions need as they are set up', () => {
    const servicesOf = (flags: RawInputs): readonly string[] =>
      Object.values(templateOf(flags).Resources).flatMap(({ Type, Properties }) =>
        Type === 'AWS::EC2::VPCEndpoint'
          ? (JSON.stringify(Properties['ServiceName']).split('.').at(-1) ?? '').replace(/\W/g, '')
          : [],
      );
    assert.deepEqual(servicesOf({}), ['ssm', 'ssmmessages', 'logs', 's3']);
    assert.deepEqual(servicesOf({ kms: true, 'encrypt-sessions': true }), ['ssm', 'ssmmessages', 'logs', 'kms', 's3']);
  });

  it('calls these endpoints as AWS does in every partition, isolated ones included', () => {
    const template = templateOf({ kms: true, 'encrypt-sessions': true });
    for (const { Type, Properties } of Object.values(template.Resources)) {
      if (Type !== 'AWS::EC2::VPCEndpoint') continue;
      const pseudo = { 'AWS::Region': 'us-iso-east-1', 'AWS::URLSuffix': 'c2s.ic.gov' };
      const name = resolve(template, Properties['ServiceName'] ?? '', {
        pseudo,
        parameters: {},
        made: new Map(),
        attributes: new Map(),
      });
      assert.match(JSON.stringify(name), /^"com\.amazonaws\.us-iso-east-1\.(?:ssm|ssmmessages|logs|kms|s3)"$/);
    }
  });

  it('gives the node what its sessions need, and users either a shell or SSH, on this node', () => {
    const flags = { kms: true, 'encrypt-sessions': true, 's3-bucket': 'session-logs' };
    const template = templateOf(flags);
    const place = {
      'AWS::Partition': 'aws-cn',
      'AWS::Region': 'cn-north-1',
      'AWS::AccountId': '111122223333',
      'AWS::URLSuffix': 'x',
    };
    const textOf = (value: Json | undefined): string =>
      JSON.stringify(
        resolve(template, value ?? null, { pseudo: place, parameters: {}, made: new Map(), attributes: new Map() }),
      );
    const { NodeRole, ShellUsers, SshUsers } = template.Resources;
    const role = textOf(NodeRole?.Properties['Policies']);
    for (const needed of [
      'ssmmessages:OpenDataChannel',
      'logs:PutLogEvents',
      'kms:Decrypt',
      'arn:aws-cn:s3:::session-logs/*',
    ]) {
      assert.ok(role.includes(needed), needed);
    }
    const [shell = '', ssh = ''] = [ShellUsers, SshUsers].map((one) => textOf(one?.Properties['PolicyDocument']));
    assert.ok(shell.includes('document/SSM-SessionManagerRunShell') && !shell.includes('AWS-StartSSHSession'));
    assert.ok(ssh.includes('document/AWS-StartSSHSession') && !ssh.includes('SSM-SessionManagerRunShell'));
    for (const text of [shell, ssh]) {
      assert.ok(text.includes('"ssm:resourceTag/session-manager-demo":"yes"'));
      assert.ok(text.includes('session/${aws:userid}-*') && text.includes('"${aws:userid}"'));
    }
    assert.ok(ssh.includes('"ec2:osuser":"ec2-user"') && !shell.includes('SendSSHPublicKey'));
    const tags = template.Resources['Node']?.Properties['Tags'] as readonly { readonly Key: string }[];
    assert.deepEqual(
      tags.map(({ Key }) => Key),
      ['Name', 'session-manager-demo', 'StateManager'],
    );
  });

  it('says what to run on it', () => {
    const { Outputs = {} } = templateOf();
    assert.deepEqual(Outputs['Step3Shell']?.Value, {
      'Fn::Sub': 'session-manager start ${Node} --regions ${AWS::Region}',
    });
    assert.ok(Object.keys(Outputs).includes('CleanUp'));
  });
});
