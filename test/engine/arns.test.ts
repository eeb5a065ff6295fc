import assert from 'node:assert/strict';
import type { Person } from '../../src/facts/people.ts';
import type { Roles } from '../../src/facts/roles.ts';
import { withArns } from '../../src/engine/arns.ts';
import { fault, fine } from '../render/reports.ts';

const OF = 'arn:aws:iam::111122223333:';
const role = (name: string, path: string) => [name, { name, arn: `${OF}role${path}${name}` }] as const;
const roles = async (): Promise<Roles> => ({
  byName: new Map([role('web', '/teams/nodes/'), role('plain', '/')]) as never,
  complete: true,
});
const people = async (): Promise<readonly Person[]> =>
  [
    { kind: 'principal', name: 'user/ann', arn: `${OF}user/people/ann` },
    { kind: 'missing', name: 'user/bob', near: [] },
  ] as never;
const arnsOf = async (findings: Parameters<typeof about>[0], known: Parameters<typeof withArns>[1]) =>
  (await withArns(about(findings), known)).map(({ finding }) => 'arn' in finding && finding.arn);
const about = (findings: readonly (readonly [check: string, subject: string])[]) => [
  ...findings.map(([check, subject]) => ({ finding: fault({ check, subject }) })),
  ...fine(1).map((finding) => ({ finding })),
];

describe('findings about roles and users', () => {
  it('have the ARNs of those with a path', async () => {
    const found = await arnsOf(
      [
        ['instance.role-trust', 'role/web'],
        ['instance.role-trust', 'role/plain'],
        ['instance.role-trust', 'role/gone'],
        ['user.start', 'user/ann'],
        ['bypass.ssh', 'user/bob'],
        ['kms.disabled', 'key/1'],
      ],
      { roles, people },
    );
    assert.deepEqual(found, [`${OF}role/teams/nodes/web`, false, false, `${OF}user/people/ann`, false, false, false]);
  });

  it('read nothing where none is about one, or about one of the others, and say nothing of what cannot be read', async () => {
    const fails = () => Promise.reject(new Error('read'));
    assert.deepEqual(await arnsOf([['kms.disabled', 'key/1']], { roles: fails, people: fails }), [false, false]);
    assert.deepEqual(await arnsOf([['user.start', 'user/ann']], { roles: fails, people }), [
      `${OF}user/people/ann`,
      false,
    ]);
    assert.deepEqual(await arnsOf([['instance.role-trust', 'role/web']], { roles: fails }), [false, false]);
  });
});
