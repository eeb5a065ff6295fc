import assert from 'node:assert/strict';
import {
  AddTagsToResourceCommand,
  type AssociationDescription,
  DescribeAssociationCommand,
  ListTagsForResourceCommand,
  RemoveTagsFromResourceCommand,
  UpdateAssociationCommand,
} from '@aws-sdk/client-ssm';
import { AGENT_DOCUMENT, toAssociation } from '../../../src/resources/agent-update/association.ts';
import { change, isOurVersion, putBack } from '../../../src/resources/agent-update/update.ts';
import { OWNER_TAG, REPLACED_TAG, WRITTEN_TAG } from '../../../src/resources/ownership.ts';
import type { Tags } from '../../../src/resources/resource.ts';
import { mockAws, testTarget } from '../../aws.ts';

const THERE: AssociationDescription = {
  AssociationId: 'a-1',
  AssociationVersion: '3',
  AssociationName: 'SsmAgent',
  ScheduleExpression: 'rate(7 days)',
  Targets: [{ Key: 'tag:Environment', Values: ['dev'] }],
};
const WRITTEN: AssociationDescription = { ...THERE, AssociationVersion: '4', ScheduleExpression: 'rate(1 day)' };
const DAILY = { schedule: 'rate(1 day)' };

describe('an update of an association', () => {
  const aws = mockAws();
  const ssm = () => testTarget().ssm();
  const tagged = (tags: Tags): void => {
    const TagList = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    aws.ssm.on(ListTagsForResourceCommand).resolves({ TagList });
  };
  const described = (latest: AssociationDescription): void => {
    aws.ssm.on(DescribeAssociationCommand).resolves({ AssociationDescription: latest });
  };
  /** The tags that a change of this version writes; undefined if it writes none. */
  const remembered = async (latest: AssociationDescription, before: Tags): Promise<Tags | undefined> => {
    described(latest);
    tagged(before);
    await change(await ssm(), 'a-1', DAILY);
    const added = aws.inputs('ssm.AddTagsToResource').at(-1) as
      | { readonly Tags: readonly { readonly Key: string; readonly Value: string }[] }
      | undefined;
    return added && Object.fromEntries(added.Tags.map(({ Key, Value }) => [Key, Value]));
  };

  beforeEach(() => {
    aws.ssm
      .on(UpdateAssociationCommand)
      .resolves({})
      .on(AddTagsToResourceCommand)
      .resolves({})
      .on(RemoveTagsFromResourceCommand)
      .resolves({});
  });

  it('remembers what others made before it changes it', async () => {
    const tags = (await remembered(THERE, {})) ?? assert.fail();
    assert.deepEqual([tags[OWNER_TAG], tags[REPLACED_TAG]], ['taken-over', '3']);
    assert.deepEqual(
      aws.writes().map(([name]) => name),
      ['ssm.AddTagsToResource', 'ssm.UpdateAssociation'],
    );
    assert.equal(isOurVersion(toAssociation(WRITTEN), tags), true);
    assert.equal(isOurVersion(toAssociation(THERE), tags), false);
    assert.equal(isOurVersion(toAssociation({ ...WRITTEN, ScheduleExpression: 'rate(5 days)' }), tags), false);
  });

  it('writes nothing but characters that AWS takes in tags', async () => {
    const first = (await remembered(THERE, {})) ?? assert.fail();
    const second = (await remembered(WRITTEN, first)) ?? assert.fail();
    for (const value of Object.values(second)) assert.match(value, /^[\w .:/=+@-]{1,256}$/);
  });

  it('goes on remembering the first of what it has replaced, also where it dies before it has changed anything', async () => {
    const first = (await remembered(THERE, {})) ?? assert.fail();
    const second = (await remembered(WRITTEN, first)) ?? assert.fail();
    assert.equal(second[REPLACED_TAG], '3');
    assert.equal(isOurVersion(toAssociation(WRITTEN), second), true);
    assert.equal(((await remembered(WRITTEN, second)) ?? assert.fail())[REPLACED_TAG], '3');
  });

  it('remembers what others have made of it since', async () => {
    const first = (await remembered(THERE, {})) ?? assert.fail();
    const since = { ...THERE, AssociationVersion: '5' };
    assert.equal(((await remembered(since, first)) ?? assert.fail())[REPLACED_TAG], '5');
  });

  it('changes nothing of others where the endpoint keeps no versions', async () => {
    const { AssociationVersion: _version, ...unnumbered } = THERE;
    await assert.rejects(remembered(unnumbered, {}), { code: 'NoVersions' });
    assert.deepEqual(aws.writes(), []);
  });

  it('remembers nothing of what we made', async () => {
    assert.equal(await remembered(THERE, { [OWNER_TAG]: 'agent-update' }), undefined);
  });

  describe('that is taken back', () => {
    let tags: Tags = {};

    beforeEach(async () => {
      tags = (await remembered(THERE, {})) ?? assert.fail();
    });

    const after = (): readonly string[] =>
      aws
        .writes()
        .map(([name]) => name)
        .slice(2);

    it('writes the version that was replaced once more, and takes the tags away last', async () => {
      described(WRITTEN);
      aws.ssm
        .on(DescribeAssociationCommand, { AssociationId: 'a-1', AssociationVersion: '3' })
        .resolves({ AssociationDescription: THERE });
      await putBack(await ssm(), 'a-1', tags);
      assert.deepEqual(after(), ['ssm.UpdateAssociation', 'ssm.RemoveTagsFromResource']);
      assert.deepEqual(aws.inputs('ssm.UpdateAssociation').at(-1), {
        ...THERE,
        AssociationVersion: '4',
        Name: AGENT_DOCUMENT,
      });
      const TagKeys = [OWNER_TAG, REPLACED_TAG, WRITTEN_TAG];
      assert.deepEqual(aws.inputs('ssm.RemoveTagsFromResource'), [
        { ResourceType: 'Association', ResourceId: 'a-1', TagKeys },
      ]);
    });

    it('takes only the tags away where it was never made, or somebody else has changed it since', async () => {
      for (const latest of [THERE, { ...THERE, AssociationVersion: '5' }]) {
        described(latest);
        await putBack(await ssm(), 'a-1', tags);
      }
      assert.deepEqual(after(), ['ssm.RemoveTagsFromResource', 'ssm.RemoveTagsFromResource']);
    });

    it('changes nothing where the endpoint has no earlier versions, and says what to do', async () => {
      described(WRITTEN);
      await assert.rejects(putBack(await ssm(), 'a-1', tags), { code: 'VersionGone', message: /version 3 of/ });
      assert.deepEqual(after(), []);
    });
  });
});
