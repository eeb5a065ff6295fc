// What keeps the nodes of a sound fleet from writing their session logs into the bucket, and what only seems to.
import assert from 'node:assert/strict';
import type { Fault } from '../../src/checks/check.ts';
import { adviceOf } from '../../src/render/advice.ts';
import type { Bucket } from '../../src/sandbox/state/s3.ts';
import type { Key } from '../../src/sandbox/state/kms.ts';
import { addInstance, allowing, CORE, policyText, stateWithRoles } from './identities.ts';
import { keyArn, plantBucket, plantInputs, plantKey } from './planted.ts';
import { ACCOUNT, REGION, world, type World } from './world.ts';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/web`;
const OTHER = '210987654321';

/** A region whose nodes work under the role `web` and log to the bucket `logs`. */
async function fleet(bucket: Partial<Bucket>, ...statements: readonly object[]): Promise<World> {
  const on = world({ state: stateWithRoles({ web: { attached: [CORE], statements } }) });
  await addInstance(on, 'i-0a1b2c3d4e5f60718', 'web');
  await plantInputs(on, { s3BucketName: 'logs' });
  await plantBucket(on, 'logs', bucket);
  return on;
}

const ALL = allowing('s3:*', 'kms:*');

/** What is found about the bucket and the role. */
async function faultsOf(on: World): Promise<readonly Fault[]> {
  const { targets } = await on.diagnose({}, {}, { selection: { only: ['s3', 'instance.s3-permissions'], skip: [] } });
  return targets.flatMap(({ findings }) => findings.flatMap((found) => (found.verdict === 'ok' ? [] : [found])));
}

/** `fail s3.key-not-usable bucket/logs` */
const briefly = (faults: readonly Fault[]): readonly string[] =>
  faults.map(({ verdict, check, subject }) => `${verdict} ${check} ${subject}`);

const found = async (on: World): Promise<readonly string[]> => briefly(await faultsOf(on));

describe('a log bucket with encryption', () => {
  for (const [encryption, required, expected] of [
    ['aws:kms:dsse', true, ['fail s3.unencrypted bucket/logs']],
    ['aws:kms:dsse', false, []],
    ['aws:kms', true, []],
  ] as const) {
    it(`is ${expected.length > 0 ? 'refused' : 'fine'} with ${encryption}, ${required ? '' : 'not '}required`, async () => {
      const on = await fleet({ encryption }, ...ALL);
      await plantInputs(on, { s3BucketName: 'logs', s3EncryptionEnabled: required });
      assert.deepEqual(await found(on), expected);
    });
  }
});

describe('the key of the log bucket', () => {
  const withKey = async (key: Partial<Key>, ...statements: readonly object[]): Promise<World> => {
    const on = await fleet({ encryption: 'aws:kms', kmsKeyId: keyArn() }, ...statements);
    await plantKey(on, 1, key);
    return on;
  };

  for (const [what, key, words, advice] of [
    ['is disabled', { state: 'Disabled' }, /a key that is disabled: /, /^aws kms enable-key /],
    [
      'is about to be deleted',
      { state: 'PendingDeletion', deletion: '2030-01-01T00:00:00.000Z' },
      /a key that is about to be deleted: /,
      /^aws kms cancel-key-deletion .* && aws kms enable-key /,
    ],
    ['has no key material', { state: 'PendingImport' }, /a key that has no key material: /, /^import the key material/],
    ['is not symmetric', { spec: 'RSA_2048' }, /a key that is of kind RSA_2048 /, /^aws s3api put-bucket-encryption /],
  ] as const) {
    it(`fails where it ${what}`, async () => {
      const faults = await faultsOf(await withKey(key, ...ALL));
      assert.deepEqual(briefly(faults), ['fail s3.key-not-usable bucket/logs']);
      assert.match(faults[0]?.summary ?? '', words);
      assert.match(adviceOf(faults[0]?.remedy ?? assert.fail()), advice);
    });
  }

  for (const [what, kmsKeyId] of [
    ['does not exist', keyArn(7)],
    ['is of another region than the bucket', keyArn(1, 'eu-west-1')],
  ] as const) {
    it(`fails where it ${what}, and the bucket gets one of S3`, async () => {
      const on = await withKey({}, ...ALL);
      await plantBucket(on, 'logs', { encryption: 'aws:kms', kmsKeyId });
      const faults = await faultsOf(on);
      assert.deepEqual(briefly(faults), ['fail s3.key-not-usable bucket/logs']);
      assert.match(adviceOf(faults[0]?.remedy ?? assert.fail()), /^aws s3api put-bucket-encryption --bucket logs /);
    });
  }

  const admits = (Principal: object, more: object = {}): string =>
    policyText({ Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*', ...more });

  it('fails where its policy leaves the role out, and the statement that is advised lets it in', async () => {
    const on = await withKey({ policy: admits({ AWS: `arn:aws:iam::${ACCOUNT}:role/admin` }) }, ...ALL);
    const faults = await faultsOf(on);
    assert.deepEqual(briefly(faults), ['fail instance.s3-permissions role/web']);
    assert.match(faults[0]?.summary ?? '', /^the policy of the key of the bucket does not allow kms:GenerateDataKey /);
    const { remedy } = faults[0] ?? assert.fail();
    assert.equal(remedy.kind, 'statement');
    const policy = policyText(remedy.kind === 'statement' ? remedy.statement : {});
    assert.deepEqual(await found(await withKey({ policy }, ...ALL)), []);
  });

  for (const [what, key, statements] of [
    ['leaves it to IAM, which allows it', {}, ALL],
    ['names the role, whose own policies say nothing of keys', { policy: admits({ AWS: ROLE }) }, allowing('s3:*')],
    [
      'admits everybody by way of S3',
      {
        policy: admits(
          { AWS: '*' },
          { Condition: { StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } } },
        ),
      },
      allowing('s3:*'),
    ],
  ] as const) {
    it(`is fine where its policy ${what}`, async () => {
      assert.deepEqual(await found(await withKey(key, ...statements)), []);
    });
  }

  it('is granted where neither its policy nor IAM allows it', async () => {
    const faults = await faultsOf(await withKey({}, ...allowing('s3:*')));
    assert.deepEqual(briefly(faults), ['fail instance.s3-permissions role/web']);
    assert.match(adviceOf(faults[0]?.remedy ?? assert.fail()), /--grant/);
  });

  for (const [what, bucket] of [
    ['is of S3', { encryption: 'AES256' }],
    ['is the one that AWS manages', { encryption: 'aws:kms' }],
    ['is named as the one that AWS manages', { encryption: 'aws:kms', kmsKeyId: 'alias/aws/s3' }],
  ] as const) {
    it(`is fine where it ${what}`, async () =>
      assert.deepEqual(await found(await fleet(bucket, ...allowing('s3:*'))), []));
  }

  it('is not known where it may not be read', async () => {
    const on = await fleet({ encryption: 'aws:kms', kmsKeyId: keyArn() }, ...ALL);
    await plantKey(on);
    await on.sandbox.edit((state) => {
      state.buckets['logs'] = {
        ...(state.buckets['logs'] ?? assert.fail()),
        kmsKeyId: keyArn().replace(ACCOUNT, OTHER),
      };
    });
    const faults = await faultsOf(on);
    assert.deepEqual(
      faults.map(({ verdict, check }) => `${verdict} ${check}`),
      ['unknown s3.key-not-usable', 'unknown instance.s3-permissions'],
    );
    assert.match(adviceOf(faults[1]?.remedy ?? assert.fail()), new RegExp(`^ask account ${OTHER}, `));
  });
});

describe('the policy of the log bucket', () => {
  const OBJECTS = 'arn:aws:s3:::logs/*';
  const statement = (Effect: string, more: object): object => ({
    Sid: 'Guard',
    Effect,
    Principal: '*',
    Action: 's3:PutObject',
    Resource: OBJECTS,
    ...more,
  });
  const deny = (more: object = {}): object => statement('Deny', more);
  const MAY = allowing('s3:PutObject');
  const withPolicy = (...policy: readonly object[]): Promise<World> => fleet({ policy: policyText(...policy) }, ...MAY);
  const FAIL = 'fail instance.s3-permissions role/web';

  for (const [what, more] of [
    ['everybody', {}],
    ['the role', { Principal: { AWS: ROLE } }],
    ['its account', { Principal: { AWS: ACCOUNT } }],
    ['everything', { Action: 's3:*', Resource: ['arn:aws:s3:::logs', OBJECTS] }],
    ['all but reading', { Action: undefined, NotAction: 's3:Get*' }],
    [
      'all but an administrator',
      { Condition: { ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/admin*` } } },
    ],
    ['other accounts', { Condition: { StringNotEquals: { 'aws:PrincipalAccount': OTHER } } }],
    [
      'uploads that do not ask for a key',
      { Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } } },
    ],
    ['uploads without the header', { Condition: { Null: { 's3:x-amz-server-side-encryption': 'true' } } }],
  ] as const) {
    it(`fails where it denies ${what}, and the statement that is advised spares the role`, async () => {
      const guard = deny(more);
      const faults = await faultsOf(await withPolicy(guard));
      assert.deepEqual(briefly(faults), [FAIL]);
      assert.match(faults[0]?.summary ?? '', /^a Deny in the policy of the bucket keeps it from s3:PutObject /);
      const { remedy } = faults[0] ?? assert.fail();
      assert.match(
        adviceOf(remedy),
        /^no further permission helps: in the policy of bucket logs, replace statement Guard /,
      );
      assert.equal(remedy.kind, 'statement');
      assert.deepEqual(await found(await withPolicy(remedy.kind === 'statement' ? remedy.statement : {})), []);
    });
  }

  for (const [what, more] of [
    ['requests without TLS', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
    ['TLS before 1.2', { Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } }],
    ['other places in the bucket', { Resource: 'arn:aws:s3:::logs/archive/*' }],
    ['another role', { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/admin` } }],
    ['those of other accounts', { Condition: { StringNotEquals: { 'aws:PrincipalAccount': ACCOUNT } } }],
    [
      'another kind of encryption, where one is asked for',
      { Condition: { StringEquals: { 's3:x-amz-server-side-encryption': 'AES256' } } },
    ],
    [
      'uploads that do not give the owner control',
      { Condition: { StringNotEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } } },
    ],
    [
      'all other ACLs',
      {
        Action: ['s3:PutObject', 's3:PutObjectAcl'],
        Condition: { StringNotEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } },
      },
    ],
    ['deletion', { Action: ['s3:DeleteObject', 's3:DeleteBucket'] }],
  ] as const) {
    it(`is fine where it denies ${what}`, async () => assert.deepEqual(await found(await withPolicy(deny(more))), []));
  }

  for (const [what, Condition] of [
    ['an endpoint', { StringNotEquals: { 'aws:SourceVpce': 'vpce-0a1b2c3d' } }],
    ['a VPC', { StringNotEqualsIfExists: { 'aws:SourceVpc': 'vpc-0a1b2c3d' } }],
    ['addresses', { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }],
    ['an organization', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }],
    ['TLS 1.3', { NumericLessThan: { 's3:TlsVersion': '1.3' } }],
  ] as const) {
    it(`is not known where it denies what does not come from ${what}`, async () => {
      const faults = await faultsOf(await withPolicy(deny({ Condition })));
      assert.deepEqual(briefly(faults), ['unknown instance.s3-permissions role/web']);
      const advice = adviceOf(faults[0]?.remedy ?? assert.fail());
      assert.match(advice, /^start a session .* statement Guard of the policy of the bucket, which may deny it by /);
    });
  }

  it('is not known where it denies changes to ACLs, of which an upload is one', async () => {
    const faults = await faultsOf(await withPolicy(deny({ Action: 's3:PutObjectAcl' })));
    assert.deepEqual(briefly(faults), ['unknown instance.s3-permissions role/web']);
  });

  it('is fine where it denies uploads without the encryption that the bucket has, and the role may read that', async () => {
    const Condition = { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } };
    const policy = policyText(deny({ Condition }));
    const reading = allowing('s3:PutObject', 's3:GetEncryptionConfiguration');
    assert.deepEqual(await found(await fleet({ encryption: 'aws:kms', policy }, ...reading)), []);
    assert.deepEqual(await found(await fleet({ encryption: 'AES256', policy }, ...reading)), [FAIL]);
    assert.deepEqual(await found(await fleet({ encryption: 'aws:kms', policy }, ...MAY)), [FAIL]);
  });

  it('gives a role of its account what IAM does not, but lifts no Deny of IAM', async () => {
    const policy = policyText(statement('Allow', { Principal: { AWS: ROLE } }));
    assert.deepEqual(await found(await fleet({ policy })), []);
    const forbidden = { Effect: 'Deny', Action: 's3:PutObject', Resource: '*' };
    assert.deepEqual(await found(await fleet({ policy }, forbidden)), [FAIL]);
    // The account leaves it to IAM.
    const delegated = policyText(statement('Allow', { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } }));
    assert.deepEqual(await found(await fleet({ policy: delegated })), [FAIL]);
  });

  it('is one cause, and a missing permission another: each has its own advice', async () => {
    const faults = await faultsOf(await fleet({ policy: policyText(deny()) }));
    assert.deepEqual(briefly(faults), [FAIL, FAIL]);
  });

  it('is read once, only where there is one, and is not known where that is denied', async () => {
    const hidden = async (bucket: Partial<Bucket>): Promise<readonly string[]> => {
      const on = world({
        state: await (await fleet(bucket, ...MAY)).sandbox.snapshot(),
        faults: { deniedActions: ['s3:GetBucketPolicy'] },
      });
      return found(on);
    };
    assert.deepEqual(await hidden({}), []);
    const policy = policyText(statement('Allow', { Principal: { AWS: ROLE } }));
    assert.deepEqual(await hidden({ policy }), ['unknown instance.s3-permissions role/web']);
  });

  it('of another account is for its owner to change, who gets the statement', async () => {
    const faults = await faultsOf(await fleet({ account: OTHER }, ...MAY));
    const ofRole = faults.find(({ check }) => check === 'instance.s3-permissions') ?? assert.fail();
    assert.equal(ofRole.verdict, 'unknown');
    assert.match(
      adviceOf(ofRole.remedy),
      /if it is of another account, have its owner add this statement to its policy/,
    );
    // The ACL of an upload takes a permission there.
    const { remedy } = ofRole;
    assert.deepEqual(remedy.kind === 'statement' && remedy.statement, {
      Effect: 'Allow',
      Principal: { AWS: ROLE },
      Action: ['s3:PutObject', 's3:PutObjectAcl'],
      Resource: ['arn:aws:s3:::logs/*'],
    });
    assert.ok(
      faults.every(({ verdict }) => verdict === 'unknown'),
      briefly(faults).join(', '),
    );
  });
});

describe('a log bucket whose policy is public', () => {
  const policy = policyText({
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::logs/*',
  });
  const block = { blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: true };
  const withBlock = (publicAccessBlock: Bucket['publicAccessBlock']): Promise<World> =>
    fleet({ policy, publicAccessBlock }, ...allowing('s3:PutObject'));

  for (const publicAccessBlock of [null, { ...block, restrictPublicBuckets: false }] as const) {
    it(`fails where ${publicAccessBlock ? 'its block does not restrict it' : 'it has no block'}, and is fine after the advice`, async () => {
      const faults = await faultsOf(await withBlock(publicAccessBlock));
      assert.deepEqual(briefly(faults), ['fail s3.public bucket/logs']);
      const advice = adviceOf(faults[0]?.remedy ?? assert.fail());
      const switches = 'BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true';
      assert.ok(
        advice.includes(`put-public-access-block --bucket logs --public-access-block-configuration ${switches}`),
      );
      assert.deepEqual(await found(await withBlock(block)), []);
    });
  }

  it('is not called public where its block restricts it, whatever else is off; it may still have ACLs', async () => {
    const writable = { ...block, blockPublicAcls: false, blockPublicPolicy: false };
    assert.deepEqual(await found(await withBlock(writable)), []);
    const withAcls = { ...writable, ignorePublicAcls: false };
    assert.deepEqual(await found(await withBlock(withAcls)), ['info s3.public bucket/logs']);
  });

  const openInAccount = async (
    overrides: Partial<typeof block> | undefined,
    bucket: Partial<Bucket>,
  ): Promise<World> => {
    const on = await fleet({ publicAccessBlock: null, ...bucket }, ...allowing('s3:PutObject'));
    await on.sandbox.edit((state) => {
      if (overrides) state.publicAccessBlocks = { [ACCOUNT]: { ...block, ...overrides } };
    });
    return on;
  };

  it('is not called public where the block of the account closes it', async () => {
    const acl: Bucket['acl'] = [{ grantee: 'AllUsers', permission: 'READ' }];
    for (const bucket of [{ policy }, {}, { acl }]) {
      assert.deepEqual(await found(await openInAccount({}, bucket)), []);
      assert.deepEqual((await found(await openInAccount(undefined, bucket))).length, 1);
    }
    const open = { restrictPublicBuckets: false };
    assert.deepEqual(await found(await openInAccount(open, { policy })), ['fail s3.public bucket/logs']);
    assert.deepEqual(await found(await openInAccount({ ignorePublicAcls: false }, { policy })), [
      'info s3.public bucket/logs',
    ]);
  });

  it('is called public where its ACL is, unless ACLs are disabled', async () => {
    const open = { ignorePublicAcls: false };
    for (const grantee of ['AllUsers', 'AuthenticatedUsers']) {
      const acl: Bucket['acl'] = [{ grantee, permission: 'WRITE' }];
      assert.deepEqual(await found(await openInAccount(open, { acl })), ['fail s3.public bucket/logs']);
      assert.deepEqual(await found(await openInAccount(open, { acl, ownership: 'BucketOwnerEnforced' })), []);
    }
    const acl: Bucket['acl'] = [{ grantee: 'LogDelivery', permission: 'WRITE' }];
    assert.deepEqual(await found(await openInAccount(open, { acl, ownership: 'ObjectWriter' })), [
      'info s3.public bucket/logs',
    ]);
  });
});

describe('an access point for the log bucket', () => {
  const ALIAS = 'logs-hrzrlukc5m36ft7okagglf3gmwluquse1b-s3alias';
  const throughAccessPoint = policyText({
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:*',
    Resource: `arn:aws:s3:${REGION}:${ACCOUNT}:accesspoint/logs/object/*`,
  });

  it('is at most unknown, whatever policies say of buckets, and says where to look', async () => {
    for (const statements of [[], ALL]) {
      const on = await fleet({}, ...statements);
      await plantInputs(on, { s3BucketName: ALIAS, s3EncryptionEnabled: true });
      await on.edit(({ vpcs, vpcEndpoints }) => {
        const [vpc = ''] = Object.keys(vpcs);
        const service = `com.amazonaws.${REGION}.s3`;
        vpcEndpoints['vpce-s3'] = {
          vpc,
          service,
          type: 'Gateway',
          state: 'available',
          privateDns: false,
          subnets: [],
          securityGroups: [],
          routeTables: [],
          tags: {},
          policy: throughAccessPoint,
        };
      });
      const only = ['s3', 'instance.s3-permissions', 'vpc.endpoint-policy'];
      const { targets } = await on.diagnose({}, {}, { selection: { only, skip: [] } });
      const faults = targets.flatMap(({ findings }) => findings.flatMap((one) => (one.verdict === 'ok' ? [] : [one])));
      assert.ok(faults.length > 0);
      for (const { check, verdict, summary } of faults) {
        assert.equal(verdict, 'unknown', `${check} ${summary}`);
        if (check.startsWith('s3.')) assert.match(summary, /is the alias of an access point, and the bucket behind it/);
      }
      const role = faults.find(({ check }) => check === 'instance.s3-permissions') ?? assert.fail();
      assert.match(adviceOf(role.remedy), /allow s3:PutObject.* on the ARN of the access point/);
    }
  });
});
