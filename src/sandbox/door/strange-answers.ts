import type { WireResponse } from '../protocols/wire.ts';
import { matchesAction } from '../iam/wildcard.ts';
import type { Call } from './call.ts';

const PAGE =
  '<!doctype html>\n<html><head><title>Sign in</title></head><body>Please sign in to this network</body></html>';

type Make = (response: WireResponse, call: Call) => WireResponse;

/** The answers that AWS would not give, each made of the one that it would have given. */
const KINDS = {
  /** 200 and nothing. */
  empty: () => ({ status: 200, headers: {}, body: '' }),
  /** A page to sign in, as networks give it that nobody has signed in to. */
  html: () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: PAGE }),
  /** The first half. */
  truncated: (response) => ({ ...response, body: response.body.slice(0, Math.ceil(response.body.length / 2)) }),
  redirect: () => ({
    status: 302,
    headers: { location: 'https://sign-in.example/', 'content-type': 'text/html' },
    body: PAGE,
  }),
  /** Right in form, and without any member. */
  bare: (_response, { protocol, operation }) => protocol.answer(operation, {}, 'bare'),
  /** Of an operation that was not asked for. */
  foreign: (_response, { protocol }) => protocol.answer('ListQuarks', { Quarks: [] }, 'foreign'),
  /** A proxy that refuses. */
  blocked: () => ({ status: 403, headers: { 'content-type': 'text/html' }, body: PAGE }),
} satisfies Readonly<Record<string, Make>>;

/** The names of such answers. */
export type StrangeKind = keyof typeof KINDS;

export const STRANGE_KINDS = Object.keys(KINDS) as readonly StrangeKind[];

/** The calls, by their action, that are carried out but answered as AWS would not. */
export interface StrangeAnswers {
  /** `logs:DescribeLogGroups`, `ssm:*`. */
  readonly action: string;
  readonly kind: StrangeKind;
}

/** Gives the answer that arrives in place of that of AWS; the first entry for the call decides. */
export function strangely(response: WireResponse, call: Call, answers: readonly StrangeAnswers[] = []): WireResponse {
  const found = answers.find(({ action }) => matchesAction([action], `${call.service}:${call.operation}`));
  const make: Make | undefined = found && KINDS[found.kind];
  return make ? make(response, call) : response;
}
