import type { NodeRow, Row } from '../../src/policies/needs/need.ts';
import { NODE_NEEDS } from '../../src/policies/needs/node-needs.ts';
import { USER_NEEDS } from '../../src/policies/needs/user-needs.ts';

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const code = (text: string): string => `\`${text}\``;

const actionsOf = <Setting>({ actions, ref }: Row<Setting>): string =>
  `${actions.map(code).join(', ')} ([source](${ref}))`;

const agentsOf = ({ since, until }: NodeRow): string =>
  until !== undefined ? `before ${until}` : since === undefined ? 'all' : `from ${since}`;

const ROLES: Readonly<Partial<Record<NodeRow['need'], string>>> = {
  commands: 'needed, but not in `policy instance`',
  'kms-via-logs': 'harmless: pages of AWS differ on whether it is needed',
};

const roleOf = ({ need, open }: NodeRow): string =>
  open ? 'not needed: open to everybody' : (ROLES[need] ?? 'needed');

const wayOf = ({ through, via }: NodeRow): string => (via ? `none: ${code(via)} calls KMS` : code(through ?? ''));

/** Lists what nodes need. */
export const nodeNeeds = (): string =>
  table(
    ['actions', 'on', 'when', 'endpoint', 'agents', 'permission of the role'],
    NODE_NEEDS.map((row) => [actionsOf(row), row.on, row.when ?? 'always', wayOf(row), agentsOf(row), roleOf(row)]),
  );

/** Lists what those need who start sessions. */
export const userNeeds = (): string =>
  table(
    ['actions', 'on', 'when', 'service'],
    USER_NEEDS.map((row) => [actionsOf(row), row.on, row.when ?? 'always', row.through ?? '']),
  );
