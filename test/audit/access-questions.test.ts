import assert from 'node:assert/strict';
import { anyDocuments, bucketArns, logArns, regionQuestions, sessionsOf } from '../../src/audit/access-questions.ts';
import { regionOf } from '../checks/observed.ts';
import { ALICE } from '../checks/user/alice.ts';

const facts = regionOf();

describe('what is asked about somebody in a region', () => {
  it('is about the log group and the bucket only where there are any', () => {
    const services = (more: object) => [
      ...new Set(
        regionQuestions({ facts, documents: [], logs: [], ...more }, ALICE).map(({ action }) => action.split(':')[0]),
      ),
    ];
    const always = ['ssm', 'ssmmessages', 'ec2-instance-connect', 'ssm-guiconnect'];
    assert.deepEqual(services({}), always);
    assert.deepEqual(services({ logGroup: { name: 'sessions', isProtected: false } }), [...always, 'logs']);
    assert.deepEqual(services({ bucket: { name: 'logs' } }), [...always, 's3']);
  });

  it('is about documents that may come to be, here and in another account', () => {
    const { own, foreign } = anyDocuments(facts);
    assert.match(own, /^arn:aws:ssm:eu-west-1:111122223333:document\/any-/);
    assert.match(foreign, /^arn:aws:ssm:eu-west-1:000000000000:document\/any-/);
  });

  it('names sessions, streams and objects as AWS does', () => {
    assert.equal(sessionsOf(facts, ALICE).length, 2);
    assert.match(logArns(facts, 'sessions').group, /:log-group:sessions:log-stream:$/);
    assert.equal(
      bucketArns(facts, { name: 'logs', prefix: 'ssm' }).log,
      'arn:aws:s3:::logs/ssm/session-0123456789abcdef0.log',
    );
  });
});
