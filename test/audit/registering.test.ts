import assert from 'node:assert/strict';
import type { Decided } from '../../src/audit/gap.ts';
import type { NodeRole } from '../../src/audit/node-roles.ts';
import type { RegionAudit } from '../../src/audit/region.ts';
import { asNodes } from '../../src/audit/registering.ts';
import type { Decision } from '../../src/facts/simulation.ts';
import { covers } from '../../src/policies/reading/policy.ts';
import { ACCOUNT } from '../aws.ts';
import { fakeInstance, fakeNode } from '../checks/facts.ts';
import { aRole, denied, is, regionOf } from '../checks/observed.ts';

const ACTION = 'ssm:UpdateInstanceInformation';

const PLACE = regionOf({
  instances: is([fakeInstance({ id: 'i-1' }), fakeInstance({ id: 'i-2' })]),
  nodes: is([fakeNode({ id: 'mi-1', role: 'web' })]),
});

interface Given {
  readonly source?: NodeRole['source'];
  readonly facts?: RegionAudit;
  /** IAM's answer about `*`. */
  readonly decision?: Decision;
  readonly policiesKnown?: boolean;
}

/** IAM's answer about registering, by what the role's policy names, and the resources that were asked about besides. */
async function answerWith(patterns: readonly string[], given: Given = {}) {
  const { source = 'profile', facts = PLACE, decision = 'denied', policiesKnown = true } = given;
  const role = aRole({ policies: is([{ Statement: [{ Effect: 'Allow', Action: 'ssm:*', Resource: patterns }] }]) });
  const node: NodeRole = { role, source, regions: [facts], usedIn: new Set([facts]), unreadIn: new Set() };
  const answer: Decided = {
    facts,
    permission: { need: 'core', action: ACTION, resource: '*', context: {} },
    decision,
    keys: [],
  };
  const asked: string[] = [];
  const [found] = await asNodes(
    async (_, questions) =>
      questions.map(({ resource }) => {
        asked.push(resource);
        const fits = patterns.some((pattern) => covers(pattern, resource));
        return { decision: fits ? 'allowed' : 'denied', keys: [] };
      }),
    node,
    [answer],
    policiesKnown,
  );
  return { decision: found?.decision, asked };
}

const instance = (id: string): string => `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/${id}`;

describe('registering', () => {
  it('is allowed on instances, on hybrid nodes, or on all that there are', async () => {
    for (const pattern of [`arn:aws:ec2:*:${ACCOUNT}:instance/*`, 'arn:aws:ec2:*:*:instance/*', 'arn:aws:ec2:*']) {
      const { decision, asked } = await answerWith([pattern]);
      assert.deepEqual([decision, asked], ['allowed', [instance('i-1'), instance('i-2')]]);
    }
    const hybrid = await answerWith(['arn:aws:ssm:*:*:managed-instance/*'], { source: 'activation' });
    assert.deepEqual(hybrid, {
      decision: 'allowed',
      asked: [`arn:aws:ssm:eu-west-1:${ACCOUNT}:managed-instance/mi-1`],
    });
  });

  it('is not, where that is for other things, in another region, or for one node of two', async () => {
    for (const pattern of [
      'arn:aws:ssm:*:*:*',
      'arn:aws:ssm:*:*:managed-instance/*',
      'arn:aws:ec2:us-east-1:*:instance/*',
      'arn:aws:ec2:*:*:instance/i-2',
      'arn:aws:ec2:*:*:instance/i-1',
    ]) {
      assert.equal((await answerWith([pattern])).decision, 'denied', pattern);
    }
    assert.equal((await answerWith([instance('i-1'), instance('i-2')])).decision, 'allowed');
  });

  it('is asked about on some node where none can be read', async () => {
    const facts = regionOf({ instances: denied, nodes: is([]) });
    const { decision, asked } = await answerWith(['arn:aws:ec2:*:*:instance/*'], { facts });
    assert.deepEqual([decision, asked], ['allowed', [instance('i-0123456789abcdef0')]]);
  });

  it('is not asked about again where it is allowed, denied, or no policy names things', async () => {
    assert.deepEqual(await answerWith(['arn:aws:ec2:*'], { decision: 'allowed' }), { decision: 'allowed', asked: [] });
    assert.deepEqual(await answerWith(['arn:aws:ec2:*'], { decision: 'forbidden' }), {
      decision: 'forbidden',
      asked: [],
    });
    assert.deepEqual(await answerWith(['*'], { decision: 'bounded' }), { decision: 'bounded', asked: [] });
    const unread = await answerWith(['*'], { decision: 'bounded', policiesKnown: false });
    assert.equal(unread.asked.length, 2);
  });
});
