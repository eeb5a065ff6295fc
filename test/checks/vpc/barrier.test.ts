import assert from 'node:assert/strict';
import { observationsOf, type Barrier } from '../../../src/checks/vpc/barrier.ts';
import type { Evidence } from '../../../src/checks/vpc/evidence.ts';
import { inOrder } from '../../../src/checks/vpc/remedies.ts';
import { awsCommand } from '../../../src/checks/remedy.ts';
import { adviceOf } from '../../../src/render/advice.ts';
import { testTarget } from '../../aws.ts';
import { fakeInstance } from '../facts.ts';
import { aHost, aDependency, aSite } from './networks.ts';

/** The commands of these names; `lead`: when. */
const advising = (names: string, lead?: string) =>
  inOrder(
    names.split(' ').map((name) => awsCommand({ target: testTarget() }, [name])),
    lead,
  );

const barrier = (overrides: Partial<Barrier> = {}): Barrier => ({
  check: 'vpc.egress',
  subject: 'sg-1',
  dependency: aDependency(aSite()),
  hosts: [aHost()],
  answer: 'no',
  fact: 'nothing gets out to',
  remedy: advising('one'),
  ref: 'https://docs.aws.amazon.com/',
  ...overrides,
});
const dependingOn = (service: 'logs' | 's3', verdict: 'info' | 'warn' | 'fail' = 'fail') =>
  aDependency(aSite(), { service, verdict, effect: `no ${service}` });

const nothing: Evidence = () => Promise.resolve(false);
const report = async (barriers: readonly Barrier[], evidence = nothing) =>
  (await observationsOf(barriers, evidence)).map(({ verdict, subject, summary, remedy }) => [
    verdict,
    subject,
    summary,
    adviceOf(remedy).replaceAll(' --region eu-west-1', ''),
  ]);

describe('barrier', () => {
  it('is told with what comes of it, and what to do', async () => {
    assert.deepEqual(await observationsOf([barrier()], nothing), [
      {
        check: 'vpc.egress',
        verdict: 'fail',
        subject: 'sg-1',
        summary: 'nothing gets out to ssm: nodes cannot register',
        remedy: advising('one'),
        ref: 'https://docs.aws.amazon.com/',
        breaks: { registration: ['i-1'], channel: [] },
      },
    ]);
  });

  it('breaks what its hosts need of the services that it is told with', async () => {
    const channel = (fact: string) => {
      const dependency = aDependency(aSite(), { service: 'ssmmessages', verdict: 'fail', effect: 'no sessions' });
      return barrier({ dependency, fact, hosts: [aHost({ instance: fakeInstance({ id: 'i-2' }) })] });
    };
    const [both] = await observationsOf([barrier(), channel('nothing gets out to')], nothing);
    assert.deepEqual(both?.breaks, { registration: ['i-1'], channel: ['i-2'] });
    const [one] = await observationsOf([barrier(), channel('something else keeps them from')], nothing);
    assert.deepEqual(one?.breaks, { registration: ['i-1'], channel: [] });
    const [other] = await observationsOf([barrier({ dependency: dependingOn('logs') })], nothing);
    assert.deepEqual(other?.breaks, { registration: [], channel: [] });
  });

  it('of one thing is told once, with all services and all advice, each once', async () => {
    const second = barrier({ dependency: dependingOn('logs'), remedy: advising('one two') });
    assert.deepEqual(await report([barrier(), second, barrier()]), [
      ['fail', 'sg-1', 'nothing gets out to ssm, logs: nodes cannot register', 'aws one && aws two'],
    ]);
  });

  it('of several things is told for each', async () => {
    const others = [barrier({ subject: 'sg-2' }), barrier({ check: 'vpc.network-acl' })];
    assert.equal((await report([barrier(), ...others])).length, 3);
  });

  it('is as bad as the worst of it, and then the rest is left out', async () => {
    const hint = barrier({ dependency: dependingOn('s3', 'warn'), remedy: advising('other') });
    const doubt = barrier({ dependency: dependingOn('logs'), answer: 'unknown', fact: 'who knows' });
    assert.deepEqual(await report([hint, doubt, barrier()]), [
      ['fail', 'sg-1', 'nothing gets out to ssm: nodes cannot register', 'aws one'],
    ]);
    assert.deepEqual(await report([doubt, hint]), [['warn', 'sg-1', 'nothing gets out to s3: no s3', 'aws other']]);
  });

  it('that may be none is unknown, with the condition before the advice', async () => {
    const doubt = barrier({
      answer: 'unknown',
      fact: 'who knows of',
      remedy: advising('one two', 'if so'),
    });
    assert.deepEqual(await report([doubt]), [['unknown', 'sg-1', 'who knows of ssm', 'if so: aws one && aws two']]);
  });

  it('that cannot be read says what takes it', async () => {
    const unread = ['ec2:DescribeVpcBlockPublicAccessExclusions'];
    const [doubt] = await observationsOf([barrier({ answer: 'unknown', unread })], nothing);
    assert.deepEqual(doubt?.unread, unread);
    const [sure] = await observationsOf([barrier({ answer: 'unknown' })], nothing);
    assert.equal(sure?.unread, undefined);
  });

  it('that is disproved is a warning, and a doubt is dropped', async () => {
    const works = () => Promise.resolve(true);
    const [[verdict, , summary] = []] = await report([barrier()], works);
    assert.equal(verdict, 'warn');
    assert.match(summary ?? '', /^nothing gets out to ssm, yet all nodes are online: /);
    assert.deepEqual(await report([barrier({ answer: 'unknown' })], works), []);
  });

  it('that would be none where all hosts are online is not told of any service then', async () => {
    const [ssm, logs] = [barrier({ refutable: true }), barrier({ refutable: true, dependency: dependingOn('logs') })];
    assert.deepEqual(await report([ssm, logs], (service) => Promise.resolve(service === 'ssm')), []);
    assert.equal((await report([ssm, logs]))[0]?.[0], 'fail');
  });

  it('that is suspect is a warning where all that it affects and that were registered are lost', async () => {
    const [one, two] = ['i-1', 'i-2'].map((id) => aHost({ instance: fakeInstance({ id }), registered: true }));
    const hosts = [one ?? assert.fail(), two ?? assert.fail()];
    const suspect = barrier({ answer: 'unknown', suspect: true, hosts });
    const [told] = await report([suspect]);
    assert.equal(told?.[0], 'warn');
    assert.equal(told?.[2], 'nothing gets out to ssm, and all nodes that it affects are lost');
    const verdict = async (given: Barrier, evidence = nothing) => (await report([given], evidence))[0]?.[0];
    assert.equal(await verdict(suspect, (_, some) => Promise.resolve(some.every((host) => host === two))), 'unknown');
    assert.equal(await verdict(barrier({ answer: 'unknown', hosts })), 'unknown');
    assert.equal(await verdict({ ...suspect, hosts: [aHost()] }), 'unknown');
  });

  it('that may be none is not told where it would be a hint', async () => {
    assert.deepEqual(await report([barrier({ dependency: dependingOn('s3', 'info'), answer: 'unknown' })]), []);
    assert.equal((await report([barrier({ dependency: dependingOn('s3', 'info') })]))[0]?.[0], 'info');
  });
});
