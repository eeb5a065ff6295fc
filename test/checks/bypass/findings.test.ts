import assert from 'node:assert/strict';
import type { Way } from '../../../src/audit/ways.ts';
import { foldedFinding, REFS, wayFinding } from '../../../src/checks/bypass/findings.ts';
import { CATALOGUE } from '../../../src/checks/catalogue.ts';
import { adviceOf } from '../../../src/render/advice.ts';
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
    const { summary, remedy, verdict } = foldedFinding(ALICE, ways, true);
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
    assert.doesNotMatch(adviceOf(foldedFinding(ALICE, ways, false).remedy), /\{/);
  });

  it('have the pages of the catalogue', () => {
    for (const [kind, ref] of Object.entries(REFS)) assert.equal(CATALOGUE[`bypass.${kind}`]?.ref, ref);
  });
});
