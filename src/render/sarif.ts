import { accountLabel } from '../aws/place.ts';
import type { Acceptance, Fault, Finding } from '../checks/check.ts';
import { identitiesOf } from '../engine/identity.ts';
import type { Report } from '../engine/report.ts';
import { adviceOf } from './advice.ts';
import { acceptedWords } from './aside.ts';
import { WORST_FIRST } from './blocks.ts';
import { familyOf } from './family.ts';
import { type Group, groupsOf } from './groups.ts';
import { sampledTexts } from './sampled.ts';
import { braced, rulesOf, SEVERITIES } from './sarif-rules.ts';
import { toldUnread, unreadPlaces } from './unread.ts';
import { jsonText } from './visible.ts';

/** The most results of a run that GitHub takes: https://docs.github.com/en/code-security/reference/code-scanning/sarif-support-for-code-scanning */
const MOST_RESULTS = 25_000;

/**
 * Prints a diagnosis in SARIF 2.1.0, with what GitHub's code scanning also requires: one rule per check, one result per finding that
 * is not ok, the worst first. `version` is the tool's own.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function diagnosisSarif(report: Report, version: string): string {
  const groups = groupsOf(report);
  const found = groups
    .flatMap((group) => group.findings.flatMap((fault) => (fault.verdict === 'ok' ? [] : [{ group, fault }])))
    .toSorted((one, other) => WORST_FIRST.indexOf(one.fault.verdict) - WORST_FIRST.indexOf(other.fault.verdict));
  // Every check that ran is a rule, so that two runs have the same rules.
  const rules = rulesOf(groups.flatMap(({ findings }) => findings.map(({ check }) => check)));
  const indices = new Map(rules.map(({ id }, index) => [id, index]));
  const identities = identitiesOf(report.targets);
  const family = familyOf(report.targets);
  const places = new Map<Finding, readonly string[]>(found.map(({ group, fault }) => [fault, group.place]));
  const results = found.slice(0, MOST_RESULTS).map(({ group, fault }) => ({
    ruleId: fault.check,
    ruleIndex: indices.get(fault.check),
    ...SEVERITIES[fault.verdict],
    message: { text: messageOf(fault) },
    locations: [locationOf(group.place, fault.subject)],
    ...related(
      (family.get(fault) ?? []).flatMap((cause) => (cause.verdict === 'ok' ? [] : [cause])),
      places,
    ),
    ...(fault.accepted && { suppressions: [suppressionOf(fault.accepted)] }),
    ...(report.since && { baselineState: stateOf(fault) }),
    partialFingerprints: { primaryLocationLineHash: fingerprint(identities.get(fault)) },
    properties: {
      verdict: fault.verdict,
      ...(group.accountName !== undefined && { accountName: group.accountName }),
      advice: adviceOf(fault.remedy),
      ...(fault.unread && { unread: fault.unread }),
      ...(fault.causedBy && { causedBy: fault.causedBy }),
      ...(fault.causes !== undefined && { causes: fault.causes }),
    },
  }));
  const driver = { name: 'session-manager', semanticVersion: version, rules };
  const invocations = [invocationOf(report, groups, found.length - results.length)];
  const run = { tool: { driver }, invocations, columnKind: 'utf16CodeUnits', results };
  return jsonText({ $schema: SCHEMA, version: '2.1.0', runs: [run] });
}

// Whoever accepted it did so outside of what is scanned (3.35).
const suppressionOf = (accepted: Acceptance): object => ({
  kind: 'external',
  status: 'accepted',
  justification: acceptedWords(accepted),
});

// Once one result has a state, all have one (3.27.24).
const stateOf = ({ since, was }: Fault): string =>
  since !== 'unchanged'
    ? was === undefined || was === 'ok'
      ? 'new'
      : 'updated'
    : was === undefined
      ? 'unchanged'
      : 'updated';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

const messageOf = ({ subject, summary, remedy }: Fault): string =>
  braced(`${subject === undefined ? '' : `${subject}: `}${summary}\ntry: ${adviceOf(remedy)}`);

// GitHub takes no result without a path and a line, whether there is such a file or not.
function locationOf(place: readonly string[], subject: string | undefined): object {
  const path = place.length === 0 ? ['machine'] : ['aws', ...place];
  const names = place.length === 0 ? ['machine'] : place;
  const fullyQualifiedName = [...names, ...(subject === undefined ? [] : [subject])].join('/');
  return {
    physicalLocation: {
      artifactLocation: { uri: path.map(encodeURIComponent).join('/') },
      region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
    },
    logicalLocations: [{ name: subject ?? names.at(-1), fullyQualifiedName, kind: 'resource' }],
  };
}

/** Gives the places of the causes of a finding, each with what is wrong there (3.27.22). */
function related(causes: readonly Fault[], places: ReadonlyMap<Finding, readonly string[]>): object {
  if (causes.length === 0) return {};
  return {
    relatedLocations: causes.map((cause, index) => ({
      id: index + 1,
      ...locationOf(places.get(cause) ?? [], cause.subject),
      message: { text: braced(`because of ${cause.check}: ${cause.summary}`) },
    })),
  };
}

// The same finding has the same fingerprint in every run. All are numbered, as GitHub does.
const fingerprint = (identity = ''): string => (identity.includes(':') ? identity : `${identity}:1`);

function invocationOf(report: Report, groups: readonly Group[], left: number): object {
  const { targets, interrupted } = report;
  const ended = groups.flatMap(({ place, target }) => {
    if (!target?.error) return [];
    const { code, message, advice } = target.error;
    return [
      {
        level: target.status === 'failed' ? 'error' : 'warning',
        message: { text: braced(advice ? `${message}\ntry: ${advice}` : message) },
        locations: [locationOfPlace(place)],
        properties: { code },
      },
    ];
  });
  const sampled = groups.flatMap(({ place, target }) =>
    sampledTexts(target?.sampled).map((text) => ({
      level: 'note',
      message: { text: braced(text) },
      locations: [locationOfPlace(place)],
    })),
  );
  const unlooked = toldUnread(report).map((entry) => {
    const { reason, checks, places, remedy } = entry;
    const text = braced(`not looked at: ${reason}, ${unreadPlaces(entry)}\ntry: ${adviceOf(remedy)}`);
    return { level: 'warning', message: { text }, properties: { checks, places } };
  });
  // A result that is absent would be an open alert: GitHub knows no baselineState.
  const gone = (report.since?.gone ?? []).map(({ id, check, subject, summary, ...where }) => ({
    level: 'note',
    message: { text: braced(`gone: ${check}${subject === undefined ? '' : ` of ${subject}`}: ${summary}`) },
    locations: [locationOfPlace([accountLabel(where), where.region])],
    properties: { id, check },
  }));
  const cut =
    left > 0
      ? [
          {
            level: 'warning',
            message: { text: `${left} results are left out: code scanning takes ${MOST_RESULTS} at most` },
          },
        ]
      : [];
  return {
    executionSuccessful: !interrupted && targets.every(({ status }) => status !== 'failed'),
    toolExecutionNotifications: [...ended, ...unlooked, ...sampled, ...gone, ...cut],
  };
}

const locationOfPlace = (place: readonly string[]): object => ({
  logicalLocations: [{ name: place.at(-1), fullyQualifiedName: place.join('/') }],
});
