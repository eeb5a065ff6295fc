import assert from 'node:assert/strict';
import type { Way } from '../../../src/audit/ways.ts';
import { callerFinding, foldedFinding, REFS, wayFinding } from '../../../src/checks/bypass/findings.ts';
import { CATALOGUE } from '../../../src/checks/catalogue.ts';
import type { Observation } from '../../../src/checks/check.ts';
import { hint } from '../../../src/checks/remedy.ts';
import { adviceOf, piecesOf } from '../../../src/render/advice.ts';
import { asking, regionOf } from '../observed.ts';
import { ALICE } from '../user/alice.ts';

const way = (overrides: Partial<Way> = {}): Way => ({
  kind: 'ssh',
  text: 'start sessions that are never logged, by AWS-StartSSHSession',
  open: 'surely',
  keys: [],
  statement: { Effect: 'Deny', Action: 'ssm:StartSession', Resource: 'x' },
  regions: ['eu-west-1', 'us-east-1'],
  ...overrides,
});

const FACTS = regionOf();

describe('findings of ways around the log', () => {
  it('warn of somebody who was asked about, and only inform of the caller', () => {
    assert.equal(wayFinding(ALICE, way(), true).verdict, 'warn');
    assert.equal(wayFinding(ALICE, way(), false).verdict, 'info');
    assert.equal(wayFinding(ALICE, way({ open: 'elsewhere' }), true).verdict, 'info');
  });

  it('are not known where a condition decides, which is named', () => {
    const { verdict, summary } = wayFinding(ALICE, way({ open: 'perhaps', keys: ['aws:SourceIp'] }), true);
    assert.equal(verdict, 'unknown');
    assert.match(summary, /^may, where aws:SourceIp of the request allows it, start sessions/);
  });

  it('name the regions, and give the statement that closes the way, unless it is meant', () => {
    const { summary, remedy } = wayFinding(ALICE, way(), true);
    assert.match(summary, /; in eu-west-1, us-east-1$/);
    assert.match(
      adviceOf(remedy),
      /^unless they are meant to use SSH.*: \{"Sid":"KeepToLoggedSessions","Effect":"Deny","Action":"ssm:StartSession","Resource":"x"\}$/,
    );
  });

  it('are one for an administrator, whom only a policy from above holds', () => {
    const ways = [
      way(),
      way({ kind: 'commands' }),
      way({ kind: 'document', statement: { Effect: 'Deny', Action: 'd' } }),
    ];
    const { summary, remedy, verdict } = foldedFinding(FACTS, ALICE, ways, true);
    assert.equal(verdict, 'info');
    assert.match(
      summary,
      /in 3 ways: sessions for SSH and ports, commands without a session, documents that log nothing$/,
    );
    assert.ok(
      adviceOf(remedy).endsWith(
        `{"Sid":"KeepToLoggedDocuments","Effect":"Deny","Action":"d","Condition":{"ArnEquals":{"aws:PrincipalArn":"${ALICE.arn}"}}}`,
      ),
    );
    assert.doesNotMatch(adviceOf(foldedFinding(FACTS, ALICE, ways, false).remedy), /\{/);
  });

  it('of the caller end with a command that leads there again, and in which nothing but it is for a shell', () => {
    const ways = [way(), way({ kind: 'commands' })];
    const command = (asks: string): string =>
      `session-manager doctor --sandbox --role-name Admin --regions eu-west-1,us-east-1 --profiles prod --accounts 111122223333 --only bypass ${asks}`;
    const copied = (found: Observation | undefined) =>
      piecesOf(found?.remedy ?? hint('')).flatMap((piece) => (piece.copied ? [piece.text] : []));
    assert.deepEqual(copied(foldedFinding(FACTS, ALICE, ways, false)), [command('--principals all')]);
    assert.deepEqual(copied(callerFinding(FACTS, ALICE, ways)), [command(`--principal ${ALICE.arn}`)]);
    const plain = regionOf({ question: asking({ invocation: {}, accountsAsked: false }) });
    assert.deepEqual(copied(foldedFinding(plain, ALICE, [way({ regions: ['eu-west-1'] })], false)), [
      'session-manager doctor --regions eu-west-1 --profiles prod --only bypass --principals all',
    ]);
  });

  it('have the pages of the catalogue', () => {
    for (const [kind, ref] of Object.entries(REFS)) assert.equal(CATALOGUE[`bypass.${kind}`]?.ref, ref);
  });
});
