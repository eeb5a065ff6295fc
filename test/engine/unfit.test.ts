// Documents and log groups that do not serve for sessions, whatever they say.
import assert from 'node:assert/strict';
import type { Finding } from '../../src/checks/check.ts';
import type { RawInputs } from '../../src/inputs/inputs.ts';
import type { LogGroup } from '../../src/sandbox/state/logs.ts';
import type { Document, DocumentVersion } from '../../src/sandbox/state/ssm.ts';
import { stoppedClock } from '../clock.ts';
import { change, plantDocument, plantLogGroup, PREFERENCES, preferencesText } from './planted.ts';
import { comparable, documentOf, world, type World } from './world.ts';

const ALONE: RawInputs = { 'agent-update': false };
const OVERWRITE: RawInputs = { ...ALONE, overwrite: true };
const SESSIONS = preferencesText({ cloudWatchLogGroupName: 'sessions' });

const findingsOf = async (on: World, raw: RawInputs = {}): Promise<readonly Finding[]> =>
  (await on.diagnose(raw)).targets.flatMap(({ findings }) => findings);
const summariesOf = async (on: World, check: string): Promise<readonly string[]> =>
  (await findingsOf(on)).flatMap((finding) =>
    finding.check === check && finding.verdict !== 'ok' ? [`${finding.verdict} ${finding.summary}`] : [],
  );
const snapshot = async (on: World): Promise<unknown> => comparable(await on.sandbox.snapshot());

describe('a log group of another class', () => {
  const withGroup = async (itsClass: LogGroup['class'], document?: string): Promise<World> => {
    const on = world();
    await plantLogGroup(on, 'sessions', { class: itsClass, tags: { 'session-manager:managed': 'log-group' } });
    if (document !== undefined) await plantDocument(on, [document]);
    return on;
  };

  for (const [what, document, raw] of [
    ['where a new document would name it', undefined, ALONE],
    ['where the document that is there is changed', SESSIONS, { ...OVERWRITE, 'idle-timeout': '5' }],
    ['where a document is to log to it', preferencesText({}), { ...OVERWRITE, 'log-group': 'sessions' }],
    ['where its retention is asked for', preferencesText({}), { ...ALONE, 'log-group': 'sessions', retention: '30' }],
    ['where it is to have a key', SESSIONS, { ...OVERWRITE, kms: true }],
  ] as const) {
    it(`fails the target ${what}, if it only passes on logs: nothing is written, and plan says so`, async () => {
      const on = await withGroup('DELIVERY', document);
      const before = await snapshot(on);
      for (const [report] of [await on.plan(raw), await on.setup(raw)]) {
        assert.equal(report?.error?.code, 'LogGroupUnfit');
        assert.match(report.error.advice ?? '', /cannot be changed: name another one with --log-group/);
      }
      assert.deepEqual(await snapshot(on), before);
    });
  }

  it('is told of by the closing audit and by doctor, whose advice makes another one', async () => {
    const on = await withGroup('DELIVERY', SESSIONS);
    const [report] = await on.setupWhole(ALONE);
    assert.equal(report?.error, undefined);
    assert.ok(report?.findings.some(({ check, verdict }) => check === 'log-group.class' && verdict === 'fail'));
    assert.equal((await summariesOf(on, 'log-group.class')).length, 1);
    const [repaired] = await on.setup({ ...OVERWRITE, 'log-group': 'sessions-standard' });
    assert.equal(repaired?.error, undefined);
    assert.deepEqual(await summariesOf(on, 'log-group.class'), []);
  });

  it('is used where it is only read less often, which doctor notes', async () => {
    const on = await withGroup('INFREQUENT_ACCESS');
    const [report] = await on.setup(ALONE);
    assert.equal(report?.error, undefined);
    assert.match((await summariesOf(on, 'log-group.class')).join(), /^info its class is INFREQUENT_ACCESS/);
  });
});

describe('a document with a status', () => {
  const clock = stoppedClock();
  const withStatus = async (
    fields: Partial<DocumentVersion>,
    contents: readonly string[] = [SESSIONS],
    rest: Partial<Document> = {},
  ): Promise<World> => {
    const on = world();
    await plantDocument(on, contents);
    await change(on, ({ documents }) => {
      const document = documents[PREFERENCES];
      Object.assign(document?.versions.at(-1) ?? {}, fields);
      Object.assign(document ?? {}, rest);
    });
    return on;
  };
  const FAILED = { status: 'Failed', statusInformation: 'the schema is not valid' } as const;

  it('that failed is left, by its name and with the reason, and doctor says so', async () => {
    const on = await withStatus(FAILED);
    const [report] = await on.setup(ALONE);
    const kept = report?.changes.find(({ resource }) => resource === 'preferences');
    assert.equal(kept?.action, 'keep');
    assert.equal(kept.reason, 'version 1 has the status Failed: the schema is not valid; --overwrite writes a new one');
    assert.deepEqual(await summariesOf(on, 'prefs.status'), [
      'fail version 1, which is in effect, has the status Failed: the schema is not valid',
    ]);
  });

  it('that failed gets a new version with --overwrite, and is well then', async () => {
    const on = await withStatus(FAILED);
    const [report] = await on.setup(OVERWRITE);
    assert.equal(report?.error, undefined, report?.error?.message);
    assert.equal((await documentOf(on)).defaultVersion, '2');
    assert.deepEqual(await summariesOf(on, 'prefs.status'), []);
    const [again] = await on.plan(OVERWRITE);
    assert.ok(again?.changes.every(({ action }) => action === 'none'));
  });

  it('whose latest version failed is not put into effect, but a new one is', async () => {
    const draft = preferencesText({ cloudWatchLogGroupName: 'draft' });
    const on = await withStatus(FAILED, [SESSIONS, draft], { defaultVersion: '1' });
    assert.match((await summariesOf(on, 'prefs.status')).join(), /version 2, the latest, has the status Failed/);
    await on.setup(OVERWRITE);
    const { defaultVersion, versions } = await documentOf(on);
    assert.equal(defaultVersion, '3');
    assert.match(versions.at(-1)?.content ?? '', /"cloudWatchLogGroupName": "sessions"/);
    assert.deepEqual(await summariesOf(on, 'prefs.status'), []);
  });

  const seconds = (count: number): string => new Date(Date.now() + count * 1000).toISOString();
  /** Sets the clock forward while the tool waits. */
  const meanwhile = async <Result>(work: Promise<Result>, count: number): Promise<Result> => {
    const timer = setInterval(() => clock.pass(count * 1000), 20);
    return work.finally(() => clearInterval(timer));
  };

  for (const status of ['Creating', 'Updating'] as const) {
    it(`that is ${status} is waited for`, async () => {
      const on = await withStatus({ status, until: seconds(2) });
      const [report] = await meanwhile(on.setup({ ...OVERWRITE, 'idle-timeout': '5' }), 1);
      assert.equal(report?.error, undefined, report?.error?.message);
      assert.equal((await documentOf(on)).defaultVersion, '2');
    });
  }

  it('that is being deleted is made anew', async () => {
    const on = await withStatus({ status: 'Deleting', until: seconds(2) });
    const [report] = await meanwhile(on.setup(ALONE), 1);
    assert.equal(report?.error, undefined, report?.error?.message);
    assert.equal((await documentOf(on)).versions.length, 1);
    assert.deepEqual(await summariesOf(on, 'prefs.status'), []);
  });

  it('of another type is not written to: it has to go first', async () => {
    const command = JSON.stringify({ schemaVersion: '2.2', mainSteps: [] });
    const on = await withStatus({}, [command], { type: 'Command' });
    const before = await snapshot(on);
    const [report] = await on.setup(OVERWRITE);
    assert.equal(report?.error?.code, 'WrongDocumentType');
    assert.match(report.error.message, /is a Command document/);
    assert.match(report.error.advice ?? '', /aws ssm delete-document --name SSM-SessionManagerRunShell/);
    assert.deepEqual(await snapshot(on), before);
    const [held] = await on.setup(ALONE);
    assert.equal(held?.error, undefined);
    assert.match((await summariesOf(on, 'prefs.schema')).join(), /a document of the type Command/);
  });
});
