import assert from 'node:assert/strict';
import type { Access } from '../../src/audit/access.ts';
import { answerOf, mayHaveSessions, waysOf } from '../../src/audit/ways.ts';
import { documentArn, type Logging } from '../../src/audit/session-documents.ts';
import { anyNode } from '../../src/audit/session-nodes.ts';
import type { Ruling } from '../../src/facts/simulation.ts';
import { regionOf } from '../checks/observed.ts';
import { ALICE } from '../checks/user/alice.ts';

const YES: Ruling = { decision: 'allowed', keys: [] };
const NO: Ruling = { decision: 'denied', keys: [] };
const OPEN: Ruling = { decision: 'denied', keys: ['aws:SourceIp'] };
const facts = regionOf();

/** The access of somebody in a region that logs; `allowed` are ends of `action resource`. */
const access = (
  decide: (asked: string) => Ruling,
  documents: Readonly<Record<string, Logging>> = {},
  logs: readonly string[] = ['log-group/sessions'],
  isProtected = false,
  passesRoles = false,
): Access => {
  const ruling = (action: string, resource: string): Ruling => decide(`${action} ${resource}`);
  const sample = anyNode(facts.target);
  return {
    administrator: false,
    passesRoles,
    regions: [
      {
        facts,
        logs,
        logGroup: { name: 'sessions', isProtected },
        bucket: { name: 'logs' },
        documents: Object.entries(documents).map(([name, logging]) => ({
          name,
          logging,
          arn: documentArn(name, facts.target),
        })),
        ruling,
        groups: [{ ids: ['i-1'], tags: {}, sample, ruling: (action) => ruling(action, sample.resource) }],
      },
    ],
  };
};

const session = (asked: string): boolean => /StartSession .*instance|OpenDataChannel/.test(asked);
const told = (given: Access) => waysOf(given, ALICE).map(({ kind, open, text }) => `${open} ${kind}: ${text}`);

describe('ways around the log', () => {
  it('are open by a document only with a session on a node, and its data channel', () => {
    const documents = { 'AWS-StartSSHSession': { kind: 'never' } } as const;
    const ssh = (asked: string): boolean => asked.endsWith('AWS-StartSSHSession');
    assert.deepEqual(told(access((asked) => (session(asked) || ssh(asked) ? YES : NO), documents)), [
      'surely ssh: start sessions that are never logged, by AWS-StartSSHSession',
    ]);
    assert.deepEqual(told(access((asked) => (ssh(asked) ? YES : NO), documents)), []);
    const noChannel = (asked: string): boolean => session(asked) && !asked.startsWith('ssmmessages');
    assert.deepEqual(told(access((asked) => (noChannel(asked) || ssh(asked) ? YES : NO), documents)), []);
  });

  it('are for people to judge by runbooks, where they may pass a role', () => {
    const starts = (asked: string): Ruling => (asked.startsWith('ssm:StartAutomationExecution') ? YES : NO);
    const given = (passesRoles: boolean) => access(starts, {}, ['log-group/sessions'], false, passesRoles);
    assert.deepEqual(told(given(false)), []);
    assert.match(told(given(true)).join(), /^elsewhere commands: .* by ssm:StartAutomationExecution with a role/);
    assert.deepEqual(waysOf(given(true), ALICE)[0]?.statement.Action, 'ssm:StartAutomationExecution');
    assert.deepEqual(told(access(() => OPEN, {}, [], false, true)), []);
  });

  for (const [action, kind] of [
    ['ec2-instance-connect:SendSSHPublicKey', 'instance-connect'],
    ['ec2-instance-connect:SendSerialConsoleSSHPublicKey', 'instance-connect'],
    ['ec2-instance-connect:OpenTunnel', 'instance-connect'],
    ['ssm-guiconnect:StartConnection', 'remote-desktop'],
  ] as const) {
    it(`are for people to judge by ${action}, and perhaps there where a condition decides`, () => {
      const by = (ruling: Ruling) => access((asked) => (asked.startsWith(`${action} `) ? ruling : NO));
      const [way, ...others] = waysOf(by(YES), ALICE);
      assert.deepEqual([way?.kind, way?.open, others], [kind, 'elsewhere', []]);
      assert.ok(way && way.text.includes(`by ${action}`));
      assert.ok([way.statement.Action].flat().includes(action));
      assert.deepEqual(
        waysOf(by(OPEN), ALICE).map(({ open }) => open),
        ['perhaps'],
      );
    });
  }

  it('are for people to judge where only the version in effect may be chosen, and open where the preferences may be changed', () => {
    const choosing = (asked: string): boolean => asked.startsWith('ssm:UpdateDocumentDefaultVersion');
    assert.deepEqual(told(access((asked) => (choosing(asked) ? YES : NO))), [
      'elsewhere preferences: make the preferences log nothing, by ssm:UpdateDocumentDefaultVersion, if there is a version that logs nothing',
    ]);
    const changing = (asked: string): boolean => asked.startsWith('ssm:UpdateDocument');
    assert.deepEqual(told(access((asked) => (changing(asked) ? YES : NO))), [
      'surely preferences: make the preferences log nothing, by ssm:UpdateDocument',
    ]);
  });

  it('go by what a document logs to', () => {
    const documents = {
      'SSM-SessionManagerRunShell': { kind: 'logged', to: ['log-group/sessions'] },
      Same: { kind: 'logged', to: ['log-group/sessions', 'bucket/more'] },
      Other: { kind: 'logged', to: ['bucket/other'] },
      Silent: { kind: 'off' },
      Odd: { kind: 'unknown' },
    } as const;
    const may = (asked: string): boolean => session(asked) || (/StartSession/.test(asked) && !asked.includes('any-'));
    assert.deepEqual(told(access((asked) => (may(asked) ? YES : NO), documents)), [
      'elsewhere document: start sessions by Other, which logs to bucket/other',
      'surely document: start sessions by Silent, which logs nothing',
    ]);
    const { Odd } = documents;
    assert.deepEqual(told(access((asked) => (may(asked) ? YES : NO), { Odd })), [
      'perhaps document: start sessions by Odd, of which AWS does not say whether it is logged',
    ]);
  });

  it('are open by commands on nodes, with a document that runs any', () => {
    assert.deepEqual(told(access((asked) => (/SendCommand/.test(asked) ? YES : NO))), [
      'surely commands: run any command on nodes, without a session, by ssm:SendCommand',
    ]);
    assert.deepEqual(told(access((asked) => (/SendCommand .*instance/.test(asked) ? YES : NO))), []);
    const changing = (asked: string): boolean => asked.startsWith('ssm:UpdateAssociation');
    assert.deepEqual(told(access((asked) => (changing(asked) ? YES : NO))), [
      'surely commands: run any command on nodes, without a session, by ssm:UpdateAssociation',
    ]);
    const noAssociation = (asked: string): boolean => changing(asked) && !asked.includes(':association/');
    assert.deepEqual(told(access((asked) => (noAssociation(asked) ? YES : NO))), []);
  });

  it('are open where the proof may be taken away, or the preferences', () => {
    assert.deepEqual(told(access((asked) => (/DeleteLogGroup|DeleteDocument/.test(asked) ? YES : NO))), [
      'surely preferences: make the preferences log nothing, by ssm:DeleteDocument',
      'surely erase: take away what was logged, by logs:DeleteLogGroup',
    ]);
  });

  it('are not open by deleting a log group that is protected, unless that may be lifted', () => {
    const erase = (pattern: RegExp) =>
      told(access((asked) => (pattern.test(asked) ? YES : NO), {}, ['log-group/sessions'], true));
    assert.deepEqual(erase(/DeleteLogGroup/), []);
    assert.deepEqual(erase(/DeleteLogGroup|DeletionProtection/), [
      'surely erase: take away what was logged, by logs:DeleteLogGroup',
    ]);
    assert.deepEqual(erase(/PutRetention/).length, 1);
  });

  it('may lead nowhere by deleting objects: the bucket decides, too', () => {
    assert.deepEqual(told(access((asked) => (/s3:DeleteObject/.test(asked) ? YES : NO))), [
      'elsewhere erase: take away what was logged, by s3:DeleteObject, if the bucket lets them',
    ]);
  });

  it('may be open where a condition of the request decides, which is named', () => {
    const [way, ...rest] = waysOf(
      access((asked) => (/DeleteLogStream/.test(asked) ? OPEN : NO)),
      ALICE,
    );
    assert.deepEqual([way?.open, way?.keys, rest.length], ['perhaps', ['aws:SourceIp'], 0]);
  });

  it('are none where nothing is logged', () => {
    assert.deepEqual(told(access(() => YES, { 'AWS-StartSSHSession': { kind: 'never' } }, [])), []);
  });

  it('weigh answers: a condition of the request, and the organization, leave them open', () => {
    assert.deepEqual([YES, NO, OPEN, { decision: 'unknown', keys: [] } as const].map(answerOf), [
      'yes',
      'no',
      'unknown',
      'unknown',
    ]);
    const [region] = access((asked) => (session(asked) ? OPEN : NO)).regions;
    assert.equal(region && mayHaveSessions(region, ALICE), 'unknown');
  });
});
