import { isDeepStrictEqual } from 'node:util';
import type { RegionAudit } from '../../audit/region.ts';
import { sessionSettings } from '../../facts/session-settings.ts';
import { nameProblems, schemaProblems } from '../../resources/preferences/document-problems.ts';
import { refusalWith } from '../../resources/preferences/foreseen-refusal.ts';
import type { FoundPreferences } from '../../resources/preferences/read-preferences.ts';
import type { SessionDocument } from '../../resources/preferences/session-document.ts';
import { busyWith, DOCUMENT, type DocumentVersion, failureOf } from '../../resources/preferences/versions.ts';
import type { Observation } from '../check.ts';
import { page } from '../page.ts';
import { awsCommand, type Command, hint, type Remedy } from '../remedy.ts';
import { changedByLatest } from './latest.ts';
import { rewriting } from './rewriting.ts';
import { correcting, problemText } from './schema.ts';

const SUBJECT = `document/${DOCUMENT}`;

/** Finds versions that SSM could not make, or is not done with, and a latest one that is not in effect. */
export async function versions(
  facts: RegionAudit,
  found: FoundPreferences,
  logGroup: string | undefined,
): Promise<readonly Observation[]> {
  const { inEffect, latest } = found;
  const { document } = inEffect;
  const anew = (): Promise<Remedy> => rewriting(facts, found, logGroup, document ? correcting(document) : {});
  const observations: Observation[] = [];
  for (const version of [inEffect, ...(latest ? [latest] : [])]) {
    const which = `version ${version.number}, ${version === inEffect ? 'which is in effect' : 'the latest'}`;
    const [failure, busy] = [failureOf(version), busyWith(version)];
    const common = { check: 'prefs.status', subject: SUBJECT, ref: STATUS };
    if (failure !== undefined)
      observations.push({
        ...common,
        verdict: 'fail',
        summary: `${which}, has the status ${failure}`,
        remedy: await anew(),
      });
    if (busy !== undefined)
      observations.push({
        ...common,
        verdict: version === inEffect ? 'warn' : 'info',
        summary: `SSM is still ${busy} ${which}: until that is done nothing changes it, and sessions may run with the defaults of AWS`,
        remedy: hint('run doctor again in a minute; if it stays so, ask AWS Support'),
      });
  }
  if (latest && busyWith(latest) === undefined) observations.push(await notLatest(facts, found, latest, anew));
  return observations;
}

const STATUS = page('API_DocumentDescription', 'systems-manager/latest/APIReference');

async function notLatest(
  facts: RegionAudit,
  found: FoundPreferences,
  latest: DocumentVersion,
  anew: () => Promise<Remedy>,
): Promise<Observation> {
  const { inEffect } = found;
  const faults = await newFaults(facts, inEffect, latest);
  const summary = `version ${inEffect.number} is the default, but ${latest.number} is the latest: sessions may run with either`;
  return {
    check: 'prefs.default-not-latest',
    verdict: 'fail',
    subject: SUBJECT,
    summary:
      faults.length === 0 ? summary : `${summary}, and with the latest there would be faults: ${faults.join('; ')}`,
    remedy:
      failureOf(latest) === undefined && faults.length === 0
        ? await choosing(facts, inEffect, latest, anew)
        : await anew(),
    ref: 'https://github.com/aws/session-manager-plugin/issues/112',
    breaks: { preference: changedByLatest(found) },
  };
}

/** Lists what would be wrong if the latest version were in effect, and is not wrong already. */
async function newFaults(
  facts: RegionAudit,
  inEffect: DocumentVersion,
  latest: DocumentVersion,
): Promise<readonly string[]> {
  const faults = await faultsOf(facts, latest);
  const before = faults.length === 0 ? [] : await faultsOf(facts, inEffect);
  return faults.filter((fault) => !before.includes(fault));
}

/** Lists what would be wrong if a version were in effect. What a failed one says does not matter. */
async function faultsOf(facts: RegionAudit, version: DocumentVersion): Promise<readonly string[]> {
  if (failureOf(version) !== undefined) return [];
  const { document } = version;
  if (!document) return ['its content is not a Session document'];
  const problems = [...schemaProblems(document), ...nameProblems(document)].map(problemText);
  if (problems.length > 0) return problems;
  const refusal = await refusalWith(facts.target, document);
  return refusal ? [refusal.message] : [...(await missing(facts, document))];
}

/** Lists what a document names, and what does not exist. */
async function missing(facts: RegionAudit, document: SessionDocument): Promise<readonly string[]> {
  const { logGroup, bucket } = sessionSettings(document);
  const isGone = (found: Promise<unknown>): Promise<boolean> =>
    found.then(
      (thing) => thing === undefined,
      () => false,
    );
  return [
    ...(logGroup !== undefined && (await isGone(facts.logGroupNamed(logGroup)))
      ? [`log group ${logGroup} does not exist`]
      : []),
    ...(bucket !== undefined && (await isGone(facts.bucketNamed(bucket))) ? [`bucket ${bucket} does not exist`] : []),
    ...(logGroup === undefined && bucket === undefined ? ['no session would be logged'] : []),
  ];
}

/** Advises to promote the latest version where it requires nothing else of roles, keys and agents than the one in effect. */
async function choosing(
  facts: RegionAudit,
  { document: before, status }: DocumentVersion,
  { number, document: after }: DocumentVersion,
  anew: () => Promise<Remedy>,
): Promise<Remedy> {
  const promotion = awsCommand(facts, ['ssm', 'update-document-default-version'], {
    name: DOCUMENT,
    'document-version': number,
  });
  if (!before || !after || status !== undefined) return promotion;
  const differing = differences(before, after);
  if (differing.length === 0) return promotion;
  const keeping = await anew();
  const what = `version ${number} has another ${differing.join(', ')}`;
  if (keeping.kind === 'hint' || keeping.kind === 'statement') return keeping;
  const commands: readonly Command[] = keeping.kind === 'commands' ? keeping.commands : [keeping];
  return {
    kind: 'commands',
    lead: `to keep what is in effect, since ${what}, for which roles and agents may not be ready`,
    commands,
  };
}

/** Lists the settings that require something of roles, keys or agents and that differ. */
function differences(before: SessionDocument, after: SessionDocument): readonly string[] {
  const [one, other] = [before, after].map((document): Readonly<Record<string, unknown>> => ({
    ...sessionSettings(document),
    document: undefined,
  }));
  return Object.keys({ ...one, ...other }).filter((name) => !isDeepStrictEqual(one?.[name], other?.[name]));
}
