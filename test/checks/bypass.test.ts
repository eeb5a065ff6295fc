import assert from 'node:assert/strict';
import { bypass as check } from '../../src/checks/bypass.ts';
import type { RegionAudit } from '../../src/audit/region.ts';
import type { Principal } from '../../src/facts/caller.ts';
import type { Statement } from '../../src/policies/reading/policy.ts';
import { fakeInstance, fakeSettings } from './facts.ts';
import { accountOf, asking, briefly, DENIED, denied, findings, is, regionOf } from './observed.ts';
import { ALICE, having, mockIam } from './user/alice.ts';

const LOGGED = fakeSettings({ cloudWatchLogGroupName: 'sessions' });
const allow = (Action: string, Resource = '*'): Statement => ({ Effect: 'Allow', Action, Resource });

describe('check bypass, of the caller', () => {
  const { decide, asked } = mockIam();

  const facts = (who: Partial<Principal>, settings = is(LOGGED)) => {
    const region = regionOf({
      question: asking(),
      settings,
      logGroup: denied,
      instances: is([fakeInstance()]),
      nodes: is([]),
    });
    return accountOf([region], { caller: is({ ...ALICE, ...who }), iam: () => region.target.iam() });
  };

  it('says in one line that an administrator can avoid the log, by one call', async () => {
    decide(() => 'allowed');
    const [one, ...rest] = await findings(check, facts(having(allow('*'))));
    assert.deepEqual([one?.check, one?.verdict, rest.length], ['bypass.administrator', 'info', 0]);
    assert.equal(asked().length, 1);
  });

  it('only informs of what others who call can do', async () => {
    decide((action) => (action === 'ssm:SendCommand' ? 'allowed' : 'denied'));
    assert.deepEqual(briefly(await findings(check, facts(having(allow('ssm:SendCommand'))))), [
      'info bypass.commands user/alice',
    ]);
  });

  it('says in one line what others who call can do in several ways', async () => {
    decide((action) => (/SendCommand|DeleteDocument/.test(action) ? 'allowed' : 'denied'));
    const [one, ...rest] = await findings(check, facts(having(allow('ssm:*'))));
    assert.deepEqual([one?.verdict, rest.length], ['info', 0]);
    assert.match(one?.summary ?? '', /in 2 ways: commands without a session, changing the preferences$/);
    assert.match(one?.advice ?? '', /^to see each of them.*--principal arn:aws:iam::111122223333:user\/alice$/);
  });

  it('says nothing of what is not known', async () => {
    decide(() => 'denied', ['aws:SourceIp']);
    const when = { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } };
    assert.deepEqual(await findings(check, facts(having({ ...allow('ssm:SendCommand'), ...when }))), []);
  });

  it('asks nothing where the policies cannot lead round the log, such as those of session-manager policy user', async () => {
    const shell = [
      allow('ssm:StartSession', 'arn:aws:ec2:*:*:instance/*'),
      allow('ssm:StartSession', 'arn:aws:ssm:*:*:document/SSM-SessionManagerRunShell'),
      allow('ssm:TerminateSession'),
    ];
    assert.deepEqual(await check.run(facts(having(...shell))), []);
    assert.equal(asked().length, 0);
  });

  it('finds nothing where nothing is logged, and knows nothing where that may not be read', async () => {
    assert.deepEqual(await check.run(facts(having(allow('*')), is(fakeSettings()))), []);
    const found = (await check.run(facts(having(allow('*')), denied))) ?? [];
    assert.deepEqual(
      found.map((one) => `${one.verdict} ${one.check} ${one.unread?.join()}`),
      check.ids.map((id) => `unknown ${id} ec2:DescribeInstances`),
    );
  });

  it('leaves it to other checks to say that the caller may not be read', async () => {
    assert.equal(await check.run(facts({ policies: denied })), undefined);
    const other = accountOf([regionOf({ question: asking(), settings: is(LOGGED) })], {
      caller: is({ kind: 'other', name: 'root' }),
    });
    assert.equal(await check.run(other), undefined);
    assert.equal(DENIED.name, 'AccessDeniedException');
  });
});

describe('check bypass, of whoever is asked about', () => {
  const question = asking({ principals: 'all' });
  const read = { question, nodes: is([]), instances: is([]), sessionDocuments: is([]) };
  const access = is({ administrator: false, passesRoles: false, regions: [] });
  const of = (...regions: readonly RegionAudit[]) => accountOf(regions, { people: is([ALICE]), access });

  it('judges the other regions where the preferences of one may not be read', async () => {
    const found = await check.run(
      of(regionOf({ ...read, settings: is(LOGGED) }), regionOf({ ...read, settings: denied }, 'us-east-1')),
    );
    assert.deepEqual(
      found?.map((one) => one.region),
      check.ids.map(() => 'us-east-1'),
    );
    assert.deepEqual(await check.run(of(regionOf({ ...read, settings: is(LOGGED) }))), []);
  });

  it('finds nothing where nothing is logged, or nobody could avoid it', async () => {
    assert.deepEqual(await check.run(of(regionOf({ ...read, settings: is(fakeSettings()) }))), []);
    const nobody = accountOf([regionOf({ ...read, settings: is(LOGGED) })], { people: is([]) });
    assert.deepEqual(await check.run(nobody), []);
  });
});
