import assert from 'node:assert/strict';
import type { Access, RegionAccess } from '../../../src/audit/access.ts';
import { documentArn, type Logging } from '../../../src/audit/session-documents.ts';
import type { Read } from '../../../src/audit/unread.ts';
import { anyNode } from '../../../src/audit/session-nodes.ts';
import { accessText, principalAccess as check } from '../../../src/checks/user/access.ts';
import type { Person } from '../../../src/facts/people.ts';
import type { Ruling } from '../../../src/facts/simulation.ts';
import { accountOf, asking, finding, is, regionOf } from '../observed.ts';
import { ALICE } from './alice.ts';

const YES: Ruling = { decision: 'allowed', keys: [] };
const NO: Ruling = { decision: 'denied', keys: [] };
const MFA: Ruling = { decision: 'denied', keys: ['aws:MultiFactorAuthPresent'] };

interface Group {
  readonly ids: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly start: Ruling;
}

const regionWith = (
  groups: readonly Group[],
  documents: Readonly<Record<string, Logging>>,
  { any = NO, name = 'eu-west-1' }: { readonly any?: Ruling; readonly name?: string } = {},
): RegionAccess => {
  const facts = regionOf({}, name);
  return {
    facts,
    logs: [],
    documents: Object.entries(documents).map(([one, logging]) => ({
      name: one,
      logging,
      arn: documentArn(one, facts.target),
    })),
    ruling: (_action, resource) => (resource.includes('any-') ? any : YES),
    groups: groups.map(({ ids, tags = {}, start }) => ({
      ids,
      tags,
      sample: anyNode(facts.target),
      ruling: () => start,
    })),
  };
};

const SHELL = { 'SSM-SessionManagerRunShell': { kind: 'logged', to: ['log-group/sessions', 'bucket/logs'] } } as const;
const LOGGED = 'by SSM-SessionManagerRunShell (logged to log-group/sessions and bucket/logs)';

describe('what somebody may do', () => {
  for (const [how, expected, ...regions] of [
    ['on all nodes', `in eu-west-1 on all 2 nodes, ${LOGGED}`, regionWith([{ ids: ['a', 'b'], start: YES }], SHELL)],
    [
      'on some, by their tags',
      `in eu-west-1 on 1 of 3 nodes (with tag Team=a), ${LOGGED}`,
      regionWith(
        [
          { ids: ['a'], tags: { Team: 'a' }, start: YES },
          { ids: ['b', 'c'], tags: { Team: 'b' }, start: NO },
        ],
        SHELL,
      ),
    ],
    [
      'where a condition of the request allows it',
      `in eu-west-1 perhaps on its only node, where aws:MultiFactorAuthPresent of the request allows it, ${LOGGED}`,
      regionWith([{ ids: ['a'], start: MFA }], SHELL),
    ],
    [
      'on some surely, on others perhaps',
      `in eu-west-1 on 1 of 2 nodes, perhaps on 1 more, where the tag Team of the node allows it, ${LOGGED}`,
      regionWith(
        [
          { ids: ['a'], start: YES },
          { ids: ['b'], start: { ...NO, keys: ['ssm:resourceTag/Team'] } },
        ],
        SHELL,
      ),
    ],
    [
      'where there are no nodes, by any document',
      `in eu-west-1, where there are no nodes now, ${LOGGED}, by any other Session document`,
      regionWith([{ ids: [], start: YES }], SHELL, { any: YES }),
    ],
    [
      'by no document',
      'in eu-west-1 on its only node, but by no Session document',
      regionWith([{ ids: ['a'], start: YES }], {}),
    ],
    [
      'in some regions, by documents of which others are not logged',
      'in us-east-1 on its only node, by A, B (never logged), by C (not logged), by D (perhaps not logged)',
      regionWith([{ ids: ['x'], start: NO }], SHELL),
      regionWith(
        [{ ids: ['a'], start: YES }],
        { A: { kind: 'never' }, B: { kind: 'never' }, C: { kind: 'off' }, D: { kind: 'unknown' } },
        { name: 'us-east-1' },
      ),
    ],
  ] as const) {
    it(`is said of sessions ${how}`, () =>
      assert.equal(accessText(regions as readonly RegionAccess[]), `may start sessions ${expected}`));
  }

  it('is said to be of what could be read, where that is not all', () => {
    const without = (...reads: readonly Read[]) => new Map([['eu-west-1', new Map(reads.map((read) => [read, 'no']))]]);
    const text = (start: Ruling, documents: Readonly<Record<string, Logging>>, ...reads: readonly Read[]) =>
      accessText([regionWith([{ ids: ['a'], start }], documents)], without(...reads));
    assert.match(text(YES, SHELL, 'nodes'), /on the 1 node that could be read, /);
    assert.match(text(MFA, SHELL, 'instances'), /perhaps on 1 of 1 node that could be read, /);
    assert.match(text(NO, SHELL, 'nodes'), /on any of the 1 node that could be read in /);
    assert.match(text(YES, SHELL, 'documents'), /on its only node, .*, perhaps by others, which could not be read$/);
    assert.match(text(YES, {}, 'documents'), /but by no Session document that could be read$/);
    const empty = accessText([regionWith([{ ids: [], start: YES }], SHELL)], without('instances'));
    assert.match(empty, /, where no nodes could be read, /);
  });

  it('is said of one who may start none', () => {
    const one = regionWith([{ ids: ['a'], start: NO }], SHELL);
    assert.equal(accessText([one]), 'may not start sessions on the only node in eu-west-1');
    const none = regionWith([{ ids: ['a', 'b'], start: NO }], SHELL);
    assert.equal(accessText([none]), 'may not start sessions on any of the 2 nodes in eu-west-1');
    assert.equal(
      accessText([regionWith([{ ids: [], start: NO }], SHELL)]),
      'may not start sessions on nodes in eu-west-1',
    );
  });
});

describe('check user.access', () => {
  const facts = (person: Person, administrator = false) => {
    const read = { settings: is(undefined), nodes: is([]), instances: is([]), sessionDocuments: is([]) };
    const region = regionOf({ question: asking({ principals: 'all' }), ...read });
    const access: Access = {
      administrator,
      passesRoles: false,
      regions: [regionWith([{ ids: ['a'], start: YES }], SHELL)],
    };
    return accountOf([region], { people: is([person]), access: () => Promise.resolve(access) });
  };

  it('is not made of a caller whom nobody asks about', async () =>
    assert.equal(await check.run(accountOf([regionOf()])), undefined));

  it('informs of what somebody may do, and that they are an administrator', async () => {
    const { summary } = await finding(check, facts(ALICE), 'info user.access user/alice');
    assert.match(summary, /^may start sessions in eu-west-1/);
    const admin = await finding(check, facts(ALICE, true), 'info user.access user/alice');
    assert.match(admin.summary, /^is an administrator, and may start sessions/);
  });

  it('advises only where somebody has no sessions', async () => {
    const { advice } = await finding(check, facts(ALICE), 'info user.access user/alice');
    assert.equal(advice, 'nothing, if they are meant to');
    for (const none of [
      regionWith([{ ids: ['a'], start: NO }], SHELL),
      regionWith([{ ids: ['a'], start: YES }], {}),
      regionWith([{ ids: ['a'], start: MFA }], SHELL),
    ]) {
      const without = { ...facts(ALICE), access: is({ administrator: false, passesRoles: false, regions: [none] }) };
      const found = await finding(check, without, 'info user.access user/alice');
      assert.match(found.advice, /^if they are meant to have other sessions/);
    }
  });

  it('fails for somebody who does not exist, with who may be meant', async () => {
    const bob = { kind: 'missing', name: 'user/bob', near: ['arn:aws:iam::111122223333:user/bobby'] } as const;
    const { advice } = await finding(check, facts(bob), 'fail user.access user/bob');
    assert.equal(advice, 'did you mean arn:aws:iam::111122223333:user/bobby?');
    const nobody = await finding(check, facts({ ...bob, near: [] }), 'fail user.access user/bob');
    assert.match(nobody.advice, /path included/);
  });
});
