import assert from 'node:assert/strict';
import { caller as check } from '../../../src/checks/user.ts';
import { briefly, finding, findings } from '../observed.ts';
import { contextOf } from '../../facts/simulator.ts';
import { CHANNELS, factsOf, mockIam } from './alice.ts';

describe('check user: own sessions', () => {
  const { decide, asked } = mockIam();

  for (const [what, actions, words] of [
    ['resumed', ['ssm:ResumeSession'], /not resume their own sessions.*is over$/],
    ['ended', ['ssm:TerminateSession'], /not end their own sessions/],
    ['resumed or ended', ['ssm:ResumeSession', 'ssm:TerminateSession'], /resume their own.*, nor end their own/],
  ] as const) {
    it(`tells that they cannot be ${what}, which is no fault`, async () => {
      const refused: readonly string[] = actions;
      decide((action) => (refused.includes(action) ? 'denied' : 'allowed'));
      const { summary, advice } = await finding(check, factsOf(), 'info user.own-sessions user/alice');
      assert.match(summary, words);
      assert.ok(advice.startsWith(`allow ${actions.join(' and ')} on own sessions; the whole policy: `), advice);
    });
  }

  it('has nothing against one of the names, or what conditions or the organization decide', async () => {
    decide((action, resource) => (action === 'ssm:ResumeSession' && resource === CHANNELS[0] ? 'denied' : 'allowed'));
    assert.deepEqual(await findings(check, factsOf()), []);
    decide((action) => (action === 'ssm:ResumeSession' ? 'unknown' : 'allowed'));
    assert.deepEqual(await findings(check, factsOf()), []);
  });

  it('says nothing of them where no session can be opened at all', async () => {
    decide((_action, resource) => (CHANNELS.includes(resource) ? 'denied' : 'allowed'));
    assert.deepEqual(briefly(await findings(check, factsOf())), ['fail user.open-data-channel user/alice']);
  });

  it('is asked in the call that asks about the channel, with the tag of own sessions', async () => {
    decide(() => 'allowed');
    await findings(check, factsOf());
    const calls = asked().filter(({ ActionNames = [] }) => ActionNames.includes('ssm:ResumeSession'));
    assert.deepEqual([calls.length, calls[0]?.ActionNames?.includes('ssmmessages:OpenDataChannel')], [1, true]);
    assert.deepEqual(contextOf(calls[0] ?? {})['ssm:resourceTag/aws:ssmmessages:session-id'], ['AIDA1']);
  });
});
