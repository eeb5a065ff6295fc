import assert from 'node:assert/strict';
import type { PageData } from '../../../src/render/html/data.ts';
import { evidenceHtml } from '../../../src/render/html/evidence.ts';
import { type Packed, unpacked } from '../../../src/render/html/packed.ts';
import { evidenced, evidenceOf } from '../listed.ts';

const NOW = Date.parse('2026-08-01T12:00:00Z');
const draw = (...parts: Parameters<typeof evidenceOf>): string =>
  evidenceHtml(evidenceOf(...parts), '1.2.3', NOW, { script: '', style: '' });

const dataIn = (page: string): PageData =>
  unpacked(JSON.parse(/<script type="application\/json" id="data">(.*)<\/script>/.exec(page)?.[1] ?? '') as Packed);

const STREAM = { kind: 'log-group', name: 'sessions', stream: 'x' } as const;
const MISSING = evidenced({ state: 'missing', reason: 'log-group/x does not exist', check: 'log-group.missing' });

describe('evidence as a page', () => {
  it('says how many recordings are missing, and when and for which time that was looked at', () => {
    const page = draw([MISSING, evidenced({ where: [STREAM] })]);
    assert.match(page, /<p class="sentence">1 of 2 sessions is not recorded\.<\/p>/);
    assert.match(
      page,
      /2 sessions of 1 target, as far back as AWS keeps them, which is 30 days; looked at on 2026-08-01 12:00 UTC/,
    );
    assert.match(draw([], [], '2026-07-01T00:00:00Z'), /from 2026-07-01 00:00 UTC on/);
  });

  it('says that none is missing only where all could be looked at', () => {
    const denied = { code: 'AccessDenied', message: 'not allowed <b>' };
    const failed = { account: '111122223333', region: 'eu-west-1', status: 'failed', error: denied } as const;
    assert.match(draw([evidenced({ where: [STREAM] })]), /No recording is missing of 1 session\.</);
    const page = draw([evidenced({ where: [STREAM] })], [failed]);
    assert.match(page, /No recording is missing of 1 session\. 1 target could not be read\./);
    assert.match(page, /<strong>failed<\/strong>: not allowed &lt;b&gt;/);
    assert.match(
      draw([evidenced({ state: 'unknown', reason: 'denied' })]),
      /Of 1 of 1 session it is not known whether it is recorded\./,
    );
  });

  it('lists what is missing first, with the command that says what is wrong', () => {
    const { cards, remedies, states } = dataIn(draw([evidenced({ where: [STREAM] }), MISSING]));
    assert.deepEqual(
      cards.map(({ state, title }) => [states[state]?.id, title]),
      [
        ['missing', 'log-group/x does not exist'],
        ['recorded', 'recorded in log-group/sessions'],
      ],
    );
    assert.deepEqual(remedies, [[{ code: 'session-manager doctor --only log-group.missing --regions us-east-1' }]]);
  });

  it('has a row for everybody who began sessions, the one whose recordings are missing first', () => {
    const of = (name: string): string => `arn:aws:sts::111122223333:assumed-role/dev/${name}`;
    const page = draw([
      evidenced({ where: [STREAM] }, { owner: of('ann') }),
      evidenced({ where: [STREAM] }, { owner: of('ann') }),
      evidenced({ state: 'missing', reason: 'none' }, { owner: of('ben') }),
    ]);
    const who = /<table class="matrix" id="who"[^]*?<\/table>/.exec(page)?.[0] ?? '';
    assert.deepEqual(
      [...who.matchAll(/<a href="#q=dev%2F(\w+)"/g)].map(([, name]) => name),
      ['ben', 'ann'],
    );
    assert.match(who, /<td class="ok">2<span> recorded<\/span>/);
  });

  it('is about nobody where there was no session', () => {
    const page = draw([]);
    assert.match(page, /There was no session\./);
    assert.doesNotMatch(page, /Who was in/);
  });

  it('takes what AWS says for text', () => {
    const hostile = draw([evidenced({ state: 'missing', reason: '</script><img src=x>\u202E' }, { owner: '<b>' })]);
    for (const raw of ['</script><img', '<img', '\u202E', '<b>b']) assert.ok(!hostile.includes(raw), raw);
  });
});
