import type { ListedSession } from '../engine/sessions.ts';
import { spanText } from './ago.ts';
import { type Column, columnLines } from './columns.ts';
import { visible } from './visible.ts';
import { wordsOf, wrapped } from './wrap.ts';

/** `2026-08-01 09:00` */
export const timeText = (time: string | null): string => time?.slice(0, 16).replace('T', ' ') ?? '-';

/** `i-0123456789abcdef0 (web-1)` */
export const nodeText = ({ node, nodeName }: Pick<ListedSession, 'node' | 'nodeName'>): string =>
  nodeName === null ? node || '-' : `${node} (${nodeName})`;

/** `Admin/jane@example.com`: without what all owners have in common. */
export const ownerText = (arn: string): string =>
  arn.replace(/^arn:[^:]*:(?:sts|iam)::\d*:(?:assumed-role\/|user\/)?/, '');

const ageOf = ({ began, ended }: ListedSession, now: number): string =>
  began === null ? '-' : spanText((ended === null ? now : Date.parse(ended)) - Date.parse(began));

/**
 * Makes the lines of sessions: one with columns, so that eyes find the time and the node, and beneath it the id, which is too long for
 * one, with whose it is and why, and what `more` says of it.
 */
export function sessionLines<Session extends ListedSession>(
  sessions: readonly Session[],
  { width, now }: { readonly width: number; readonly now: number },
  stateOf: (session: Session) => string,
  more: (session: Session) => readonly string[] = () => [],
): readonly string[] {
  if (sessions.length === 0) return [];
  const column = (head: string, textOf: (session: Session) => string, least?: number): Column => ({
    head,
    cells: sessions.map((session) => visible(textOf(session))),
    ...(least !== undefined && { least }),
  });
  const [head = '', ...lines] = columnLines(
    [
      column('began (UTC)', ({ began }) => timeText(began)),
      column('for', (session) => ageOf(session, now)),
      column('kind', ({ kind }) => kind),
      column('state', stateOf),
      column(
        'node',
        nodeText,
        sessions.reduce((most, { node }) => Math.max(most, node.length), 1),
      ),
    ],
    width,
  );
  return [
    head,
    ...sessions.flatMap((session, index) => [
      lines[index] ?? '',
      ...beneath(idText(session), width),
      ...more(session).flatMap((text) => beneath(text, width)),
    ]),
  ];
}

function idText({ id, owner, reason, kind, document }: ListedSession): string {
  const by = owner === '' ? '' : ` by ${ownerText(owner)}`;
  const made = kind === 'custom' && document !== null ? ` with ${document}` : '';
  return `${id}${by}${made}${reason === null ? '' : `: ${reason}`}`;
}

const beneath = (text: string, width: number): readonly string[] => wrapped(wordsOf(visible(text)), width, '  ', '  ');
