import assert from 'node:assert/strict';
import { closing } from '../../src/audit/closing.ts';
import { partitionOf } from '../../src/aws/regions.ts';

const HERE = { region: 'eu-west-1', partition: partitionOf('eu-west-1') };
const CHINA = { region: 'cn-north-1', partition: partitionOf('cn-north-1') };

describe('the statement that closes a way around the log', () => {
  it('names the documents, where they are few', () => {
    assert.deepEqual(
      closing(HERE, 'ssh', [
        { documents: ['AWS-StartSSHSession'] },
        { documents: ['arn:aws:ssm:eu-west-1:444455556666:document/Shared'] },
      ]),
      {
        Effect: 'Deny',
        Action: 'ssm:StartSession',
        Resource: [
          'arn:aws:ssm:*:*:document/AWS-StartSSHSession',
          'arn:aws:ssm:eu-west-1:444455556666:document/Shared',
        ],
      },
    );
  });

  it('leaves nodes, the shell and what is logged, where any document may be used', () => {
    const { NotResource, Resource } = closing(HERE, 'document', [{ documents: ['Silent'], kept: ['Team'] }]);
    assert.equal(Resource, undefined);
    assert.deepEqual(NotResource, [
      'arn:aws:ec2:*:*:instance/*',
      'arn:aws:ecs:*:*:task/*',
      'arn:aws:ssm:*:*:document/SSM-SessionManagerRunShell',
      'arn:aws:ssm:*:*:document/Team',
      'arn:aws:ssm:*:*:managed-instance/*',
    ]);
  });

  it('leaves updates of agents and patches, and is of the partition', () => {
    const { NotResource = [] } = closing(CHINA, 'commands', []);
    assert.ok(NotResource.includes('arn:aws-cn:ssm:*:*:document/AWS-UpdateSSMAgent'));
    assert.ok(NotResource.includes('arn:aws-cn:ssm:*:*:document/AWS-RunPatchBaseline'));
  });

  it('is about the log group and the bucket that there are, and no others', () => {
    assert.deepEqual(closing(HERE, 'erase', [{ documents: [], logGroup: 'sessions' }]), {
      Effect: 'Deny',
      Action: [
        'logs:DeleteLogGroup',
        'logs:DeleteLogStream',
        'logs:PutLogGroupDeletionProtection',
        'logs:PutRetentionPolicy',
      ],
      Resource: ['arn:aws:logs:*:*:log-group:sessions', 'arn:aws:logs:*:*:log-group:sessions:*'],
    });
    assert.deepEqual(closing(HERE, 'erase', [{ documents: [], bucket: 'logs' }]), {
      Effect: 'Deny',
      Action: ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:PutLifecycleConfiguration'],
      Resource: ['arn:aws:s3:::logs', 'arn:aws:s3:::logs/*'],
    });
  });

  it('leaves the preferences to be read', () => {
    assert.deepEqual(closing(HERE, 'preferences', []).Action, [
      'ssm:CreateDocument',
      'ssm:DeleteDocument',
      'ssm:UpdateDocument',
      'ssm:UpdateDocumentDefaultVersion',
    ]);
    assert.equal(closing(HERE, 'instance-connect', []).Resource, '*');
    assert.equal(closing(HERE, 'remote-desktop', []).Action, 'ssm-guiconnect:StartConnection');
    assert.deepEqual(closing(HERE, 'commands', [{ documents: [], automation: true }]), {
      Effect: 'Deny',
      Action: 'ssm:StartAutomationExecution',
      Resource: '*',
    });
  });
});
