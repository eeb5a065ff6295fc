import assert from 'node:assert/strict';
import {
  explain,
  isClosedByOrganization,
  isDenied,
  isOvertaken,
  isRegionNotEnabled,
  needsTime,
  unlessDenied,
} from '../../src/aws/errors.ts';
import { TargetError, UserError } from '../../src/errors.ts';
import { awsError } from '../aws.ts';

const NO_PROVIDERS = 'Could not load credentials from any providers';
const SCP_DENIAL =
  'User: arn:aws:iam::111122223333:user/ann is not authorized to perform: kms:CreateKey with an explicit deny in a service control policy';

describe('errors', () => {
  describe('of our own', () => {
    it('keep their code, message and advice', () => {
      assert.deepEqual(explain(new TargetError('KeyNotFound', 'there is no key x', 'check --kms-key')), {
        code: 'KeyNotFound',
        message: 'there is no key x',
        advice: 'check --kms-key',
      });
      assert.deepEqual(explain(new TargetError('X', 'y')), { code: 'X', message: 'y' });
      assert.deepEqual(explain(new UserError('conflict', 'a contradicts b')), {
        code: 'conflict',
        message: 'a contradicts b',
      });
    });
  });

  describe('of AWS', () => {
    const advised = [
      [
        'UnrecognizedClientException',
        'The security token is invalid',
        /not valid here.*aws sts get-caller-identity.*aws sso login/,
      ],
      ['InvalidClientTokenId', 'invalid', /not valid here/],
      ['AuthFailure', 'invalid', /not valid here/],
      ['SignatureDoesNotMatch', 'does not match', /secret access key and the clock/],
      ['InvalidSignatureException', 'expired: 2026', /secret access key and the clock/],
      [
        'AccessDeniedException',
        'User: x is not authorized to perform: kms:CreateKey on resource: *',
        /^allow these credentials kms:CreateKey$/,
      ],
      ['AccessDenied', 'no', /^allow these credentials this action$/],
      [
        'AccessDeniedException',
        'x perform: ssm:GetDocument with an explicit deny in an identity-based policy',
        /denies ssm:GetDocument explicitly/,
      ],
      ['AccessDeniedException', 'with an explicit deny', /denies this explicitly/],
      ['TimeoutError', 'socket hang up', /network, the proxy and AWS_ENDPOINT_URL/],
      ['Error', 'getaddrinfo ENOTFOUND kms.eu-west-1.amazonaws.com', /network/],
      ['Error', 'connect ECONNREFUSED 127.0.0.1:4567', /network/],
      ['Error', 'read ECONNRESET', /network/],
      ['Error', 'connect ETIMEDOUT 10.0.0.1:443', /network/],
      ['Error', 'getaddrinfo EAI_AGAIN kms', /network/],
      ['ThrottlingException', 'Rate exceeded', /throttled every attempt.*--concurrency/],
      ['TooManyRequestsException', 'slow down', /throttled/],
      ['RequestLimitExceeded', 'slow down', /throttled/],
      ['InvalidDocumentOperation', 'still shared', /modify-document-permission/],
      ['DocumentLimitExceeded', 'full', /delete documents/],
      ['AssociationLimitExceeded', 'full', /--no-agent-update/],
      ['UnknownOperationException', 'no', /does not offer/],
      ['QuotaExceeded', 'full', /quota/],
      ['MalformedPolicyDocumentException', 'no', /role of the account itself/],
      ['AbortError', 'Request aborted', /--timeout/],
    ] as const;
    for (const [name, message, advice] of advised) {
      it(`advise on ${name}: ${message.slice(0, 60)}`, () => {
        const problem = explain(awsError(name, message));
        assert.match(problem.advice ?? '', advice);
        assert.equal(problem.code, name === 'Error' ? 'Unexpected' : name);
      });
    }

    for (const name of ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired']) {
      it(`call ${name} expired credentials, and say how to renew them`, () => {
        assert.deepEqual(explain(awsError(name, 'The security token included in the request is expired'), 'dev'), {
          code: 'ExpiredToken',
          message: 'the credentials have expired',
          advice: 'renew them: aws sso login --profile dev, or new keys in the environment',
        });
        assert.match(explain(awsError(name)).advice ?? '', /: aws sso login,/);
      });
    }

    it('name the service control policy that closes a region, and the way round it', () => {
      const problem = explain(awsError('AccessDeniedException', SCP_DENIAL));
      assert.equal(problem.code, 'DeniedByOrganization');
      assert.match(
        problem.advice ?? '',
        /service control policy of the organization denies kms:CreateKey here.*--exclude-regions/,
      );
    });

    it('that we know nothing about are passed on without advice', () => {
      assert.deepEqual(explain(awsError('InvalidPermissionType', 'oops')), {
        code: 'InvalidPermissionType',
        message: 'oops',
      });
      assert.deepEqual(explain(new Error('oops')), { code: 'Unexpected', message: 'oops' });
      assert.deepEqual(explain(new TypeError('oops')), { code: 'TypeError', message: 'oops' });
      assert.equal(explain(awsError('toString', 'oops')).advice, undefined);
    });

    it('that are no errors at all still have a code', () => {
      assert.deepEqual(explain('boom'), { code: 'Unexpected', message: 'boom' });
    });
  });

  describe('of credentials', () => {
    it('that are nowhere say where was looked, and what needs none', () => {
      const problem = explain(awsError('CredentialsProviderError', NO_PROVIDERS));
      assert.equal(problem.code, 'NoCredentials');
      for (const place of ['AWS_ACCESS_KEY_ID', 'AWS_PROFILE', '~/.aws/config', '~/.aws/credentials', 'metadata']) {
        assert.ok(problem.message.includes(place), `${problem.message} lacks ${place}`);
      }
      for (const way of ['aws configure', 'aws sso login', '--noop', '--sandbox']) {
        assert.ok(problem.advice?.includes(way), `${problem.advice} lacks ${way}`);
      }
    });

    it('that a profile lacks name the profile', () => {
      const message = 'Could not resolve credentials using profile: [dev] in configuration/credentials file(s).';
      const problem = explain(awsError('CredentialsProviderError', message), 'dev');
      assert.equal(problem.code, 'NoCredentials');
      assert.match(problem.message, /looked in profile dev of ~\/\.aws\/config and ~\/\.aws\/credentials/);
      assert.match(problem.advice ?? '', /aws sso login --profile dev/);
    });

    it('that a profile lacks are not called expired because of the name of the profile', () => {
      const message = 'Could not resolve credentials using profile: [dev-sso] in configuration/credentials file(s).';
      assert.equal(explain(awsError('CredentialsProviderError', message), 'dev-sso').code, 'NoCredentials');
    });

    it('that a login gave and that have expired say what to run', () => {
      const message = 'The SSO session associated with this profile has expired. To refresh it run aws sso login.';
      for (const name of ['CredentialsProviderError', 'TokenProviderError']) {
        assert.deepEqual(explain(awsError(name, message), 'dev'), {
          code: 'ExpiredToken',
          message,
          advice: 'run aws sso login --profile dev',
        });
      }
    });
  });

  describe('as text', () => {
    it('are one line, however AWS breaks them, and not endless', () => {
      const { message } = explain(
        awsError('InvalidDocumentContent', `1 validation error:\n\t at 'x'\r\n${'y'.repeat(2000)}`),
      );
      assert.doesNotMatch(message, /[\r\n\t]/);
      assert.ok(message.length <= 600);
    });

    it('show no access key id, wherever it stands', () => {
      const key = 'AKIAIOSFODNN7EXAMPLE';
      const session = 'ASIAIOSFODNN7EXAMPLE';
      const message = `key ${key} and (${session}) for arn:aws:iam::111122223333:user/ann`;
      const shown = [
        explain(awsError('InternalServerError', message)),
        explain(awsError('AccessDeniedException', message)),
        explain(awsError('InvalidClientTokenId', message)),
        explain(awsError('CredentialsProviderError', `the SSO token ${message}`)),
        explain(new TargetError('X', message)),
        explain(new UserError('x', message)),
      ];
      for (const problem of shown) {
        assert.ok(!JSON.stringify(problem).includes('IOSFODNN7EXAMPLE'), JSON.stringify(problem));
        assert.ok(problem.message.includes('user/ann'), problem.message);
      }
    });
  });

  describe('are told apart', () => {
    it('as overtaken, so that it is read again', () => {
      const overtaken = ['AlreadyExistsException', 'ResourceAlreadyExistsException', 'DocumentAlreadyExists'];
      const gone = ['NotFoundException', 'ResourceNotFoundException', 'InvalidDocument', 'AssociationDoesNotExist'];
      for (const name of [...overtaken, ...gone]) {
        assert.equal(isOvertaken(awsError(name)), true, name);
        assert.equal(needsTime(awsError(name)), false, name);
      }
      for (const name of ['AccessDeniedException', 'ThrottlingException', 'InvalidDocumentContent', 'Error']) {
        assert.equal(isOvertaken(awsError(name)), false, name);
      }
      assert.equal(
        isOvertaken(awsError('InvalidDocumentOperation', "Default version of the document can't be deleted.")),
        true,
      );
      assert.equal(isOvertaken(awsError('InvalidDocumentOperation', 'The document is still shared.')), false);
    });

    it('as busy, so that it is read again after a while', () => {
      for (const name of ['OperationAbortedException', 'TooManyUpdates', 'DependencyTimeoutException']) {
        assert.deepEqual([isOvertaken(awsError(name)), needsTime(awsError(name))], [true, true], name);
      }
    });

    it('as denied, and as closed by the organization', () => {
      const scp = awsError('AccessDeniedException', SCP_DENIAL);
      const plain = awsError('AccessDenied', 'not authorized to perform: kms:CreateKey');
      assert.deepEqual([isDenied(scp), isClosedByOrganization(scp)], [true, true]);
      assert.deepEqual([isDenied(plain), isClosedByOrganization(plain)], [true, false]);
      assert.equal(isDenied(awsError('NotFoundException')), false);
      assert.equal(isClosedByOrganization(awsError('Other', SCP_DENIAL)), false);
    });

    it('as what may be gone without: a denial, and what is as good as one', async () => {
      assert.equal(await unlessDenied(Promise.resolve(1)), 1);
      assert.equal(await unlessDenied(Promise.reject(awsError('AccessDeniedException'))), undefined);
      const missing = () => Promise.reject(awsError('NotFoundException'));
      await assert.rejects(unlessDenied(missing()), { name: 'NotFoundException' });
      assert.equal(await unlessDenied(missing(), 'NotFoundException'), undefined);
    });

    it('as what a region that is not enabled answers', () => {
      assert.equal(isRegionNotEnabled(awsError('UnrecognizedClientException')), true);
      assert.equal(isRegionNotEnabled(awsError('InvalidClientTokenId')), true);
      assert.equal(isRegionNotEnabled(awsError('AccessDeniedException')), false);
    });
  });
});
