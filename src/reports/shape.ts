import { either, list, matching, oneOf, record, type Shape, text } from '../inputs/shape.ts';

const yes = oneOf(true);
const count: Shape = (value, where) => {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw new Error(`${where} must be a whole number`);
};
const duration: Shape = (value, where) => {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0)
    throw new Error(`${where} must be a number of seconds`);
};
const moment: Shape = (value, where) => {
  if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) throw new Error(`${where} must be a time`);
};
const account = either('twelve digits, or null', matching(/^\d{12}$/, 'twelve digits'), oneOf(null));
const check = matching(/^[a-z\d-]+\.[a-z\d-]+$/, 'the id of a check');

const seconds: Shape = (value, where) => {
  if (typeof value !== 'number' || !(value >= 0)) throw new Error(`${where} must be a number of seconds`);
};
const throttled = record({ calls: count, seconds }, {}, true);

const scope = oneOf('machine', 'account', 'region');
const identity = matching(/^[\da-f]{16}(?::\d+)?$/, 'an identity');
const day = matching(/^\d{4}-\d{2}-\d{2}$/, 'a day such as 2027-01-31');

const fine = record({ check: check, scope: text, verdict: oneOf('ok'), summary: text }, {}, true);

const fault = record(
  {
    check: check,
    scope,
    verdict: oneOf('info', 'warn', 'fail', 'unknown'),
    summary: text,
    advice: text,
  },
  {
    subject: text,
    name: text,
    arn: text,
    ref: text,
    unread: list(text),
    causedBy: list(record({ check: check }, { subject: text, region: text }, true)),
    causes: count,
    id: identity,
    accepted: record({ reason: text }, { owner: text, expires: day }, true),
    since: oneOf('new', 'unchanged'),
    was: oneOf('ok', 'info', 'warn', 'fail', 'unknown', 'accepted'),
  },
  true,
);

const finding: Shape = (value, where) => {
  const isFine = typeof value === 'object' && value !== null && 'verdict' in value && value.verdict === 'ok';
  (isFine ? fine : fault)(value, where);
};

const change = record(
  {
    resource: text,
    action: oneOf('create', 'update', 'delete', 'keep', 'none'),
    status: oneOf('done', 'unchanged', 'planned', 'failed', 'not-run', 'kept'),
    summary: text,
    differences: list(record({ field: text }, {}, true)),
  },
  { reason: text, loss: text, untouched: list(record({ field: text }, {}, true)) },
  true,
);

const target = record(
  {
    account,
    region: text,
    status: oneOf('changed', 'unchanged', 'planned', 'failed', 'skipped', 'not-run'),
    changes: list(change),
    findings: list(finding),
  },
  {
    accountName: text,
    profile: text,
    caller: text,
    seconds: duration,
    error: record({ code: text, message: text }, { advice: text }, true),
    sampled: list(record({ check: check, asked: count, of: count, doubtful: count }, {}, true)),
    throttled,
  },
  true,
);

const entry = record(
  { check: text, reason: text },
  { subject: text, account: text, region: text, owner: text, expires: day },
  true,
);

const gone = record(
  {
    id: identity,
    check,
    scope,
    account,
    region: text,
    verdict: oneOf('info', 'warn', 'fail', 'unknown'),
    summary: text,
  },
  { accountName: text, profile: text, subject: text, arn: text },
  true,
);

/** A report as `--json` prints it; schema/doctor.json describes it. Members that a later version adds are let through. */
export const printedShape = record(
  {
    command: oneOf('setup', 'plan', 'delete', 'doctor'),
    noop: oneOf(true, false),
    targets: list(target),
    summary: record({ targets: count }, { unreadTargets: count, throttled }, true),
  },
  {
    run: record({ version: text, time: moment, seconds: duration, arguments: list(text) }, { caller: text }, true),
    interrupted: yes,
    declined: yes,
    shard: matching(/^[1-9]\d{0,2}\/[1-9]\d{0,2}$/, 'a shard such as 3/8'),
    selected: list(text),
    principals: either('all, or a list', oneOf('all'), list(text)),
    baseline: record({ file: text, expired: list(entry), unmatched: list(entry) }, {}, true),
    since: record({ file: text, gone: list(gone), unlooked: list(gone) }, { time: text }, true),
    fixes: list(
      record({ advice: text, clears: count, checks: list(text) }, { after: list(count), steps: count }, true),
    ),
  },
  true,
);
