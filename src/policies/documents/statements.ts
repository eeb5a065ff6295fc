import { allow } from './allow.ts';
import { keyStatements, type KeyUse, viaService } from './key-statements.ts';
import type { Row } from '../needs/need.ts';
import type { Statement } from '../reading/policy.ts';

/**
 * Makes the statements that give what rows of the table of needs ask for, in all of these settings, and no more. IAM is global, so one
 * statement serves every region. They come in the order of the rows, without repeats, each with a Sid.
 */
export function statementsOf<Setting extends Pick<KeyUse, 'place'>>(
  rows: readonly Row<Setting>[],
  settings: readonly Setting[],
): readonly Statement[] {
  const sids = [...new Set(rows.map(({ sid }) => sid))];
  return sids.flatMap((sid) => withSid(sid, rows, settings));
}

function withSid<Setting extends Pick<KeyUse, 'place'>>(
  sid: string,
  rows: readonly Row<Setting>[],
  settings: readonly Setting[],
): readonly Statement[] {
  const needed = rows
    .filter((row) => row.sid === sid)
    .flatMap(({ actions, via, thing }) =>
      settings.flatMap((setting) => {
        const found = thing(setting);
        return found ? [{ actions, via, thing: found, place: setting.place }] : [];
      }),
    );
  const [first] = needed;
  if (!first) return [];
  const actions = needed.flatMap((one) => one.actions);
  const condition = first.via && viaService(first.via, needed);
  const patterns = needed.flatMap(({ thing }) => thing.patterns ?? []);
  if (patterns.length > 0 || !('key' in first.thing)) {
    return [
      allow(sid, actions, patterns, condition ?? ('condition' in first.thing ? first.thing.condition : undefined)),
    ];
  }
  const uses = needed.flatMap(({ thing, place }) => ('key' in thing ? { key: thing.key, place } : []));
  return keyStatements(sid, actions, uses, condition);
}
