import { CATALOGUE } from '../checks/catalogue.ts';
import type { Fault, Finding } from '../checks/check.ts';
import type { Report, Strictness } from '../engine/report.ts';
import { adviceOf } from './advice.ts';
import { acceptedWords, newMark } from './aside.ts';
import { type Group, groupsOf } from './groups.ts';
import { sampledTexts } from './sampled.ts';
import { causesOf } from './symptoms.ts';
import { visible, withoutCommands } from './visible.ts';

/** The outcome of one check, as JUnit has it, and what is written below it. */
interface Case {
  readonly family: string;
  readonly name: string;
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped';
  readonly message?: string;
  readonly type?: string;
  readonly details?: string;
}

/**
 * Prints a diagnosis as JUnit, which CI servers show as tests: one suite per place, one case per finding. `fail` is a failure;
 * with `strict`, so is `warn`. What somebody has accepted is skipped, and so is what is not new where only that fails. `unknown` is skipped, or an error with `strict` where a check could not look; a target that failed is an error.
 * https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
 */
export function diagnosisJunit(report: Report, strictness: Strictness = {}): string {
  const suites = groupsOf(report).map((group) => ({
    name: group.label,
    cases: casesOf(group, strictness),
    notes: sampledTexts(group.target?.sampled),
  }));
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="session-manager ${attribute(report.command)}"${counts(all)}>`,
    ...suites.flatMap(({ name, cases, notes }) => [
      `  <testsuite name="${attribute(name)}"${counts(cases)}${skipped(cases)}>`,
      ...cases.flatMap((entry) => caseLines(entry).map((line) => `    ${line}`)),
      ...notes.map((text) => `    <system-out>${element(text)}</system-out>`),
      '  </testsuite>',
    ]),
    '</testsuites>',
  ].join('\n');
}

const count = (cases: readonly Case[], wanted: Case['outcome']): number =>
  cases.filter(({ outcome }) => outcome === wanted).length;

const counts = (cases: readonly Case[]): string =>
  ` tests="${cases.length}" failures="${count(cases, 'failure')}" errors="${count(cases, 'error')}"`;

// All suites together have no such count.
const skipped = (cases: readonly Case[]): string => ` skipped="${count(cases, 'skipped')}"`;

function casesOf({ findings, target }: Group, strictness: Strictness): readonly Case[] {
  const cases = findings.map((finding) => caseOf(finding, strictness));
  if (!target?.error) return cases;
  const { code, message, advice } = target.error;
  const outcome = target.status === 'failed' ? 'error' : 'skipped';
  return [
    { family: 'target', name: 'target', outcome, message, type: code, ...(advice && { details: `try: ${advice}` }) },
    ...cases,
  ];
}

function caseOf(finding: Finding, strictness: Strictness): Case {
  const { check, verdict, summary } = finding;
  const [family = check] = check.split('.');
  if (finding.verdict === 'ok') return { family, name: nameOf(check), outcome: 'passed' };
  const { subject, remedy, ref, since, accepted } = finding;
  return {
    family,
    name: subject === undefined ? nameOf(check) : `${nameOf(check)} [${subject}]`,
    outcome: outcomeOf(finding, strictness),
    message: accepted ? `accepted: ${acceptedWords(accepted)}` : summary,
    type: verdict,
    details: [
      `${verdict}: ${summary}`,
      ...(since === undefined ? [] : [since === 'new' ? newMark(finding) : 'UNCHANGED']),
      ...causesOf(finding).map((cause) => `because of: ${cause}`),
      `try: ${adviceOf(remedy)}`,
      ...(ref === undefined ? [] : [`see: ${ref}`]),
    ].join('\n'),
  };
}

/** Names the test of a check, whatever it finds: `kms.disabled: a key that sessions or the log group use is disabled`. */
function nameOf(check: string): string {
  const title = CATALOGUE[check]?.title;
  return title === undefined ? check : `${check}: ${title}`;
}

function outcomeOf({ verdict, unread, accepted, since }: Fault, { strict, failOn }: Strictness): Case['outcome'] {
  if (accepted || (failOn === 'new' && verdict === 'fail' && since !== 'new')) return 'skipped';
  if (verdict === 'unknown') return strict && unread ? 'error' : 'skipped';
  return verdict === 'fail' || (verdict === 'warn' && (strict || failOn === 'warn')) ? 'failure' : 'passed';
}

function caseLines({ family, name, outcome, message = '', type = '', details = '' }: Case): readonly string[] {
  const open = `<testcase classname="${attribute(family)}" name="${attribute(name)}"`;
  const body = bodyOf(outcome, message, type, details);
  return body === '' ? [`${open}/>`] : [`${open}>`, `  ${body}`, '</testcase>'];
}

function bodyOf(outcome: Case['outcome'], message: string, type: string, details: string): string {
  if (outcome === 'passed') return details === '' ? '' : `<system-out>${element(details)}</system-out>`;
  const kind = outcome === 'skipped' ? '' : ` type="${attribute(type)}"`;
  return `<${outcome} message="${attribute(message)}"${kind}>${element(details)}</${outcome}>`;
}

// Characters that XML 1.0 cannot hold, not even escaped: https://www.w3.org/TR/xml/#charsets
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

// An attribute would turn a line break into a blank; the others are in XML, but not seen.
const UNSEEN = /[\r\n\t\u007F-\u009F\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Escapes text for an attribute. */
const attribute = (text: string): string =>
  xml(text).replace(UNSEEN, (character) => `&#x${(character.codePointAt(0) ?? 0).toString(16)};`);

/** Escapes text for an element. */
const element = (text: string): string => text.split('\n').map(attribute).join('\n');

const xml = (text: string): string =>
  withoutCommands(text.replace(FORBIDDEN, (character) => visible(character))).replace(
    /[&<>"']/g,
    (character) => ENTITIES[character] ?? character,
  );
