// What another run does at the worst moment. The storms are in races.test.ts.
import assert from 'node:assert/strict';
import type { ChangeReport, TargetReport } from '../../src/engine/report.ts';
import type { RawInputs } from '../../src/inputs/inputs.ts';
import { emptyState, regionOf, type RegionState, type State } from '../../src/sandbox/state/state.ts';
import { lostAnswer } from '../../src/sandbox/door/chaos.ts';
import { plantInputs, plantKey } from './planted.ts';
import { alone } from './races.ts';
import {
  ACCOUNT,
  documentOf,
  interceptCalls,
  REGION,
  stateWithForeignDocument,
  type World,
  world,
  writeByHand,
} from './world.ts';

const INPUTS: RawInputs = { kms: true, 'encrypt-sessions': true };
const DOCUMENT = 'SSM-SessionManagerRunShell';

const done = (await alone(emptyState(), (on) => on.setup(INPUTS))).state;

/** Does something just before the first call of these actions is carried out, or before every one. */
function just(on: World, actions: RegExp, what: () => Promise<unknown>, how: 'once' | 'always' = 'once'): void {
  let met = false;
  interceptCalls(on, actions, async () => {
    if (met && how === 'once') return undefined;
    met = true;
    await what();
    return undefined;
  });
}

interface Course {
  readonly target: TargetReport;
  readonly region: RegionState;
}

async function courseOf(state: State, run: (on: World) => Promise<readonly TargetReport[]>): Promise<Course> {
  const { reports, state: after } = await alone(state, run);
  return { target: reports[0]?.[0] ?? assert.fail('no report'), region: regionOf(after, ACCOUNT, REGION) };
}

const changeOf = ({ target }: Course, resource: string): ChangeReport =>
  target.changes.find((change) => change.resource === resource) ?? assert.fail(`no ${resource}`);

const forget = (on: World, what: (region: RegionState) => void) => () => on.edit(what);

describe('a plan that is overtaken while it is made', () => {
  it('is made again where an association goes between two reads', async () => {
    const { target } = await courseOf(done, async (on) => {
      just(
        on,
        /^ssm:ListTagsForResource$/,
        forget(on, (region) => (region.associations = {})),
      );
      return on.planRemoval();
    });
    assert.deepEqual([target.status, target.error], ['planned', undefined]);
    assert.equal(target.changes.find(({ resource }) => resource === 'agent-update')?.action, 'none');
  });

  it('is made again where a version of the document goes between two reads', async () => {
    const on = world({ state: structuredClone(done) });
    await writeByHand(on, { idleSessionTimeout: '5' }, 'draft');
    const { target } = await courseOf(await on.sandbox.snapshot(), async (other) => {
      let reads = 0;
      interceptCalls(other, /^ssm:GetDocument$/, async ({ refusal }) => {
        reads += 1;
        return reads === 2 ? refusal('InvalidDocumentVersion') : undefined;
      });
      return other.plan(INPUTS);
    });
    assert.equal(target.error, undefined);
  });

  it('is made again where a log group or a key goes between two reads', async () => {
    for (const [actions, code] of [
      [/^logs:ListTagsForResource$/, 'ResourceNotFoundException'],
      [/^kms:GetKeyPolicy$/, 'NotFoundException'],
    ] as const) {
      const { target } = await courseOf(done, async (on) => {
        let met = false;
        interceptCalls(on, actions, async ({ refusal }) => {
          if (met) return undefined;
          met = true;
          return refusal(code);
        });
        return on.planRemoval();
      });
      assert.deepEqual([target.status, target.error], ['planned', undefined], code);
    }
  });
});

describe('a delete beside another delete', () => {
  it('says of what the other one has removed that it does not exist', async () => {
    const course = await courseOf(done, (on) => on.remove({}, {}, { afterPlan: async () => void (await on.remove()) }));
    assert.deepEqual([course.target.status, course.target.error], ['unchanged', undefined]);
    assert.deepEqual(
      course.target.changes.map(({ action, status }) => `${action} ${status}`),
      Array(4).fill('none unchanged'),
    );
    assert.equal(changeOf(course, 'preferences').summary, `SSM Document ${DOCUMENT} does not exist`);
  });

  it('does not delete with --force what the other one has put back', async () => {
    const before = (
      await alone(await stateWithForeignDocument(), (on) => on.setup({ overwrite: true, 'log-group': 'sessions' }))
    ).state;
    const course = await courseOf(before, (on) =>
      on.remove({ force: true }, {}, { afterPlan: async () => void (await on.remove()) }),
    );
    assert.equal(course.region.documents[DOCUMENT]?.defaultVersion, '2');
    const { action, reason } = changeOf(course, 'preferences');
    assert.deepEqual([action, reason], ['keep', 'another run has put it back meanwhile']);
  });
});

describe('a delete beside a setup', () => {
  const withoutDocument = structuredClone(done);
  regionOf(withoutDocument, ACCOUNT, REGION).documents = {};

  it('leaves preferences that are made after its plan, and what they need', async () => {
    const course = await courseOf(withoutDocument, (on) =>
      on.remove({}, {}, { afterPlan: async () => void (await on.setup(INPUTS)) }),
    );
    assert.equal(course.target.error, undefined);
    assert.match(changeOf(course, 'preferences').reason ?? '', /another run has made it meanwhile/);
    assert.deepEqual(
      ['preferences', 'log-group', 'kms-key'].map((resource) => changeOf(course, resource).action),
      ['keep', 'keep', 'keep'],
    );
    assert.ok(course.region.logGroups['sessions']);
  });

  it('fails with the reason where they are made while it removes what they need', async () => {
    const { target } = await courseOf(done, async (on) => {
      just(on, /^logs:DeleteLogGroup$/, () => plantInputs(on, { cloudWatchLogGroupName: 'sessions' }));
      return on.remove();
    });
    assert.deepEqual([target.status, target.error?.code], ['failed', 'OtherRunFaster']);
    assert.match(target.error?.message ?? '', /has set up SSM Document SSM-SessionManagerRunShell again/);
  });
});

describe('a setup whose work comes undone', () => {
  it('does it again', async () => {
    const course = await courseOf(emptyState(), async (on) => {
      just(
        on,
        /^ssm:CreateDocument$/,
        forget(on, (region) => (region.logGroups = {})),
      );
      return on.setup(INPUTS);
    });
    assert.deepEqual([course.target.status, course.target.error], ['changed', undefined]);
    assert.ok(course.region.logGroups['sessions']?.kmsKeyId);
    assert.equal(changeOf(course, 'preferences').status, 'done');
  });

  it('names the new key in the preferences that it has just written itself', async () => {
    const course = await courseOf(emptyState(), async (on) => {
      just(
        on,
        /^ssm:CreateAssociation$/,
        forget(on, (region) => {
          for (const key of Object.values(region.keys)) key.state = 'PendingDeletion';
          region.aliases = {};
          region.logGroups = {};
        }),
      );
      return on.setup(INPUTS);
    });
    assert.equal(course.target.error, undefined);
    const { versions, defaultVersion } = course.region.documents[DOCUMENT] ?? assert.fail('no document');
    const content = versions.find(({ version }) => version === defaultVersion)?.content ?? '';
    const key = Object.values(course.region.keys).find(({ state }) => state === 'Enabled');
    assert.equal((JSON.parse(content) as { inputs: { kmsKeyId: string } }).inputs.kmsKeyId, key?.arn);
  });

  it('fails with the reason where that does not end', async () => {
    const { target } = await courseOf(emptyState(), async (on) => {
      just(
        on,
        /^ssm:DescribeDocument$/,
        forget(on, (region) => (region.logGroups = {})),
        'always',
      );
      return on.setup({});
    });
    assert.deepEqual([target.status, target.error?.code], ['failed', 'OtherRunFaster']);
  });

  it('reads nothing again where nothing was written', async () => {
    const { reports } = await alone(done, async (on) => {
      await on.setup(INPUTS);
      assert.equal(on.sandbox.calls.filter(({ operation }) => operation === 'GetDocument').length, 1);
      return [];
    });
    assert.deepEqual(reports, [[]]);
  });
});

describe('a setup that loses the race for the alias', () => {
  const ours = { alias: 'alias/session', tags: { 'session-manager:managed': 'alias/session' } };
  const statesOf = ({ region }: Course): readonly string[] =>
    Object.values(region.keys)
      .map(({ state }) => state)
      .toSorted();

  it('leaves no key over whose answer was lost', async () => {
    const course = await courseOf(emptyState(), async (on) => {
      const handle = on.sandbox.handle.bind(on.sandbox);
      let lost = false;
      on.sandbox.handle = async (request) => {
        const answer = await handle(request);
        if (lost || request.headers['x-amz-target'] !== 'TrentService.CreateKey') return answer;
        lost = true;
        await plantKey(on, 2, ours);
        throw lostAnswer();
      };
      return on.setup(INPUTS);
    });
    assert.deepEqual([course.target.error, statesOf(course)], [undefined, ['Enabled', 'PendingDeletion']]);
  });

  it('gives its own key up, also where KMS does not see it yet', async () => {
    const course = await courseOf(emptyState(), async (on) => {
      just(on, /^kms:CreateAlias$/, () => plantKey(on, 2, ours));
      let met = 0;
      interceptCalls(on, /^kms:ScheduleKeyDeletion$/, async ({ refusal }) => {
        met += 1;
        return met < 3 ? refusal('NotFoundException') : undefined;
      });
      return on.setup(INPUTS);
    });
    assert.deepEqual([course.target.error, statesOf(course)], [undefined, ['Enabled', 'PendingDeletion']]);
  });
});

describe('a doctor beside a delete', () => {
  it('looks again where the preferences go while it looks, and finds no fault', async () => {
    const { reports } = await alone(done, async (on) => {
      just(
        on,
        /^logs:DescribeLogGroups$/,
        forget(on, (region) => Object.assign(region, { documents: {}, logGroups: {} })),
      );
      return (await on.diagnose()).targets;
    });
    const fails = reports[0]?.flatMap(({ findings }) => findings.filter(({ verdict }) => verdict === 'fail'));
    assert.deepEqual(fails, []);
  });

  it('says unknown where they keep changing', async () => {
    const { reports } = await alone(done, async (on) => {
      await on.edit((region) => (region.logGroups = {}));
      just(
        on,
        /^logs:DescribeLogGroups$/,
        () => writeByHand(on, { cloudWatchLogGroupName: `other-${Date.now()}`, cloudWatchEncryptionEnabled: 'true' }),
        'always',
      );
      await documentOf(on);
      return (await on.diagnose()).targets;
    });
    const [target] = reports[0] ?? [];
    assert.equal(
      target?.findings.some(({ verdict }) => verdict === 'fail'),
      false,
    );
    assert.match(
      target?.findings.find(({ verdict }) => verdict === 'unknown')?.summary ?? '',
      /it is being changed while it is read/,
    );
  });
});
