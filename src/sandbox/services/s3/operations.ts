import { AwsError } from '../../protocols/aws-error.ts';
import type { RestXmlAnswer } from '../../protocols/rest-xml.ts';
import { required, structure, text } from '../../protocols/shape.ts';
import type { Bucket, PublicAccessBlock } from '../../state/s3.ts';
import { type Context, type Operation, type Permissions, reads, type Service } from '../operation.ts';
import { anything, textIn } from '../permission.ts';
import { aclOf } from './acl.ts';
import { bucketNamed } from './bucket.ts';
import { lifecycleAnswer } from './lifecycle.ts';
import { objectOperations, objectPermissions } from './objects.ts';
import { isPublic } from './policy.ts';

const input = structure({ Bucket: required(text()), ExpectedBucketOwner: text() });

/** Makes an operation that reads a part of a bucket. `action`: the IAM action, if it is not named like the operation. */
function bucketRead(run: (bucket: Bucket, context: Context) => RestXmlAnswer, action?: string): Operation {
  const operation = reads(input, (context, { Bucket: name, ExpectedBucketOwner: owner }) =>
    run(bucketNamed(context, name, owner), context),
  );
  return action === undefined ? operation : { ...operation, action };
}

const onBucket: Permissions = ({ partition }, request) => [
  { resource: `arn:${partition.id}:s3:::${textIn(request, 'Bucket')}` },
];

/** Actions: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */
export const s3: Service = {
  name: 's3',
  protocol: 'rest-xml',
  invalid: 'InvalidArgument',
  internal: 'InternalError',
  permissions: {
    HeadBucket: onBucket,
    GetBucketAcl: onBucket,
    GetBucketLocation: onBucket,
    GetBucketOwnershipControls: onBucket,
    GetBucketEncryption: onBucket,
    GetBucketLifecycleConfiguration: onBucket,
    GetPublicAccessBlock: onBucket,
    GetAccountPublicAccessBlock: anything,
    GetBucketPolicyStatus: onBucket,
    GetBucketPolicy: onBucket,
    ListObjectsV2: onBucket,
    ...objectPermissions,
  },
  operations: {
    HeadBucket: bucketRead(({ region }) => ({ headers: { 'x-amz-bucket-region': region } }), 's3:ListBucket'),
    // Only this one is answered in every region. The oldest region has no name.
    GetBucketLocation: reads(input, (context, { Bucket: name, ExpectedBucketOwner: owner }): RestXmlAnswer => {
      const { region } = bucketNamed(context, name, owner, true);
      return { document: ['LocationConstraint', region === 'us-east-1' ? '' : region] };
    }),
    GetBucketAcl: bucketRead((bucket) => ({ document: ['AccessControlPolicy', aclOf(bucket)] })),
    GetBucketOwnershipControls: bucketRead(({ ownership }) => {
      if (ownership === undefined) {
        throw new AwsError('OwnershipControlsNotFoundError', 'The bucket ownership controls were not found', 404);
      }
      return { document: ['OwnershipControls', { Rule: { ObjectOwnership: ownership } }] };
    }),
    GetBucketEncryption: bucketRead(({ encryption, kmsKeyId }) => {
      if (encryption === 'none') {
        throw new AwsError(
          'ServerSideEncryptionConfigurationNotFoundError',
          'The server side encryption configuration was not found',
          404,
        );
      }
      const byDefault = { SSEAlgorithm: encryption, KMSMasterKeyID: encryption === 'AES256' ? undefined : kmsKeyId };
      const Rule = { ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: false };
      return { document: ['ServerSideEncryptionConfiguration', { Rule }] };
    }, 's3:GetEncryptionConfiguration'),
    GetBucketLifecycleConfiguration: bucketRead(
      ({ lifecycle }) => lifecycleAnswer(lifecycle),
      's3:GetLifecycleConfiguration',
    ),
    GetPublicAccessBlock: bucketRead(
      ({ publicAccessBlock }) => shown(publicAccessBlock),
      's3:GetBucketPublicAccessBlock',
    ),
    // S3 Control calls it by the name of the same for buckets.
    GetAccountPublicAccessBlock: reads(
      structure({ AccountId: required(text({ pattern: '\\d{12}' })) }),
      ({ state, account, caller }, { AccountId }): RestXmlAnswer => {
        if (AccountId !== account) {
          const what = `User: ${caller.arn} is not authorized to perform: s3:GetAccountPublicAccessBlock`;
          throw new AwsError('AccessDenied', what, 403);
        }
        return shown(state.publicAccessBlocks?.[account] ?? null);
      },
    ),
    GetBucketPolicyStatus: bucketRead((bucket) => ({
      document: ['PolicyStatus', { IsPublic: isPublic(policyOf(bucket)) }],
    })),
    GetBucketPolicy: bucketRead((bucket) => ({
      headers: { 'content-type': 'application/json' },
      text: policyOf(bucket),
    })),
    ...objectOperations,
  },
};

function shown(block: PublicAccessBlock | null): RestXmlAnswer {
  if (!block) {
    const message = 'The public access block configuration was not found';
    throw new AwsError('NoSuchPublicAccessBlockConfiguration', message, 404);
  }
  const switches = {
    BlockPublicAcls: block.blockPublicAcls,
    IgnorePublicAcls: block.ignorePublicAcls,
    BlockPublicPolicy: block.blockPublicPolicy,
    RestrictPublicBuckets: block.restrictPublicBuckets,
  };
  return { document: ['PublicAccessBlockConfiguration', switches] };
}

function policyOf({ policy }: Bucket): string {
  if (policy === undefined) throw new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404);
  return policy;
}
