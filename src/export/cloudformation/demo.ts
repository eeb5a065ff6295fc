import type { Inputs } from '../../inputs/inputs.ts';
import { configured } from '../../policies/documents/document.ts';
import { instancePolicy } from '../../policies/documents/instance-policy.ts';
import { userPolicy } from '../../policies/documents/user-policy.ts';
import type { UserAccess } from '../../policies/needs/user-needs.ts';
import { ANYWHERE } from '../tokens.ts';
import { getAtt, inTemplate, ref, type Value } from './intrinsics.ts';
import type { Template } from './template.ts';

type Section = { readonly [name: string]: Value };

/** The tag by which the policies of users tell the node of the demo from all others. */
const TAG = { key: 'session-manager-demo', value: 'yes' };

const named = (name: string): Value => [{ Key: 'Name', Value: name }];

/**
 * Makes a try-out: one node that nobody can reach but by sessions, and the policies of those who may open a shell on it, or SSH. `setup`: the
 * command line of setup with the same flags. Where it is, sessions are as `setup` with the same inputs makes them.
 */
export function demoTemplate(inputs: Inputs, setup: string): Template {
  return {
    body: {
      AWSTemplateFormatVersion: '2010-09-09',
      Description:
        'A try-out of AWS Systems Manager Session Manager: one private node, and nothing that lets anybody in',
      Parameters: {
        ImageId: {
          Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
          Description: 'Amazon Linux 2023, which has the agent and EC2 Instance Connect',
          Default: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
        },
        InstanceType: { Type: 'String', Description: 'The type of the instance', Default: 't3.micro' },
      },
      Resources: { ...network(inputs), ...node(inputs), ...users(inputs) },
      Outputs: outputs(setup),
    },
    comments: COMMENTS,
  };
}

const COMMENTS: Template['comments'] = {
  '': [
    'Made by session-manager export cloudformation --demo. It takes some cents an hour: an instance and interface endpoints.',
    'aws cloudformation deploy --template-file demo.yaml --stack-name session-manager-demo --capabilities CAPABILITY_IAM',
    'What to run then is in the outputs: aws cloudformation describe-stacks --stack-name session-manager-demo --query Stacks[].Outputs',
  ],
  'Resources.Vpc': ['No internet gateway and no NAT gateway: there is no way in, and none out but to AWS.'],
  'Resources.NodeSecurityGroup': ['No ingress at all: sessions are opened from within, by the agent.'],
  'Resources.SsmEndpoint': [
    'These endpoints are called com.amazonaws in every partition, also where the domain of AWS is another one.',
  ],
  'Resources.S3Endpoint': [
    'For packages of Amazon Linux, new versions of the agent and, where they go to a bucket, session logs.',
  ],
  'Resources.Node': [
    'No SSH key, no address of its own outside. The tag StateManager lets setup keep its agent up to date.',
  ],
  'Resources.ShellUsers': [
    'For those who may open a shell on this node, and on no other: attach it to a role or a group.',
  ],
  'Resources.SshUsers': ['For those who may use SSH, scp and sftp on it, as ec2-user, and no other sessions.'],
};

function network(inputs: Inputs): Section {
  const inVpc = { VpcId: ref('Vpc') };
  const endpoint = (service: string): Value => ({
    Type: 'AWS::EC2::VPCEndpoint',
    Properties: {
      ...inVpc,
      VpcEndpointType: 'Interface',
      // In China and isolated partitions others have names of their own, these have not: https://github.com/aws/aws-cdk/pull/36794
      ServiceName: { 'Fn::Sub': `com.amazonaws.\${AWS::Region}.${service}` },
      PrivateDnsEnabled: true,
      SubnetIds: [ref('Subnet')],
      SecurityGroupIds: [ref('EndpointSecurityGroup')],
    },
  });
  const https = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 };
  return {
    Vpc: {
      Type: 'AWS::EC2::VPC',
      Properties: {
        CidrBlock: '10.20.0.0/24',
        EnableDnsSupport: true,
        EnableDnsHostnames: true,
        Tags: named('session-manager-demo'),
      },
    },
    Subnet: {
      Type: 'AWS::EC2::Subnet',
      Properties: {
        ...inVpc,
        CidrBlock: '10.20.0.0/26',
        AvailabilityZone: { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] },
        MapPublicIpOnLaunch: false,
        Tags: named('session-manager-demo'),
      },
    },
    RouteTable: { Type: 'AWS::EC2::RouteTable', Properties: { ...inVpc, Tags: named('session-manager-demo') } },
    RouteTableAssociation: {
      Type: 'AWS::EC2::SubnetRouteTableAssociation',
      Properties: { RouteTableId: ref('RouteTable'), SubnetId: ref('Subnet') },
    },
    NodeSecurityGroup: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: {
        ...inVpc,
        GroupDescription: 'The node: nothing in, HTTPS to AWS out',
        SecurityGroupEgress: [{ ...https, CidrIp: '0.0.0.0/0', Description: 'HTTPS to the endpoints of the VPC' }],
        Tags: named('session-manager-demo-node'),
      },
    },
    EndpointSecurityGroup: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: {
        ...inVpc,
        GroupDescription: 'The endpoints: HTTPS from the node in',
        SecurityGroupIngress: [
          { ...https, SourceSecurityGroupId: ref('NodeSecurityGroup'), Description: 'HTTPS from the node' },
        ],
        Tags: named('session-manager-demo-endpoints'),
      },
    },
    SsmEndpoint: endpoint('ssm'),
    SsmMessagesEndpoint: endpoint('ssmmessages'),
    LogsEndpoint: endpoint('logs'),
    ...(inputs.encryptSessions && { KmsEndpoint: endpoint('kms') }),
    S3Endpoint: {
      Type: 'AWS::EC2::VPCEndpoint',
      Properties: {
        ...inVpc,
        VpcEndpointType: 'Gateway',
        ServiceName: { 'Fn::Sub': 'com.amazonaws.${AWS::Region}.s3' },
        RouteTableIds: [ref('RouteTable')],
      },
    },
  };
}

const node = (inputs: Inputs): Section => ({
  NodeRole: {
    Type: 'AWS::IAM::Role',
    Properties: {
      Description: 'What the node of session-manager-demo may do: sessions, their logs, updates of its agent',
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: { 'Fn::Sub': 'ec2.${AWS::URLSuffix}' } },
            Action: 'sts:AssumeRole',
          },
        ],
      },
      Policies: [
        { PolicyName: 'sessions', PolicyDocument: inTemplate(instancePolicy(configured({ inputs }, ANYWHERE))) },
      ],
    },
  },
  NodeProfile: { Type: 'AWS::IAM::InstanceProfile', Properties: { Roles: [ref('NodeRole')] } },
  Node: {
    Type: 'AWS::EC2::Instance',
    // Its agent would look for them in vain, and again only after a while.
    DependsOn: ['RouteTableAssociation', 'SsmEndpoint', 'SsmMessagesEndpoint'],
    Properties: {
      ImageId: ref('ImageId'),
      InstanceType: ref('InstanceType'),
      IamInstanceProfile: ref('NodeProfile'),
      SubnetId: ref('Subnet'),
      SecurityGroupIds: [ref('NodeSecurityGroup')],
      MetadataOptions: { HttpTokens: 'required' },
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true, DeleteOnTermination: true } }],
      Tags: [
        { Key: 'Name', Value: 'session-manager-demo' },
        { Key: TAG.key, Value: TAG.value },
        { Key: 'StateManager', Value: 'yes' },
      ],
    },
  },
});

function users({ key, keyAlias, encryptSessions }: Inputs): Section {
  const place = { account: ANYWHERE.account, regions: [ANYWHERE.region], partition: ANYWHERE.partition };
  const of = (access: Pick<UserAccess, 'shell' | 'ssh' | 'osUser'>): Value =>
    inTemplate(
      userPolicy(place, {
        portForwarding: false,
        commands: false,
        tags: { [TAG.key]: TAG.value },
        nodes: [],
        ...(encryptSessions && {
          key: key?.kind === 'given' ? { arn: key.arn, aliases: [] } : { aliases: [keyAlias] },
        }),
        ...access,
      }),
    );
  const policy = (description: string, PolicyDocument: Value): Value => ({
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: { Description: description, PolicyDocument },
  });
  return {
    ShellUsers: policy('A shell on the node of session-manager-demo', of({ shell: true, ssh: false })),
    SshUsers: policy('SSH to the node of session-manager-demo', of({ shell: false, ssh: true, osUser: 'ec2-user' })),
  };
}

function outputs(setup: string): Section {
  const run = (description: string, text: string): Value => ({ Description: description, Value: { 'Fn::Sub': text } });
  return {
    Node: { Description: 'The node', Value: ref('Node') },
    PrivateAddress: { Description: 'Its address, which nobody outside reaches', Value: getAtt('Node', 'PrivateIp') },
    Step1Setup: run(
      'Set up Session Manager in this region',
      `${setup.replaceAll('${', '${!')} --regions \${AWS::Region}`,
    ),
    Step2Doctor: run('Find out whether sessions work', 'session-manager doctor --regions ${AWS::Region}'),
    Step3Shell: run('Open a shell', 'session-manager start ${Node} --regions ${AWS::Region}'),
    Step4Ssh: run('Use SSH, without a key and a port', 'session-manager ssh ec2-user@${Node} --regions ${AWS::Region}'),
    Step5Evidence: run('See what was recorded', 'session-manager sessions --evidence --regions ${AWS::Region}'),
    CleanUp: run(
      'Take the demo down',
      'aws cloudformation delete-stack --stack-name ${AWS::StackName} --region ${AWS::Region}',
    ),
    ShellUsers: { Description: 'The policy of those who may open a shell', Value: ref('ShellUsers') },
    SshUsers: { Description: 'The policy of those who may use SSH', Value: ref('SshUsers') },
  };
}
