import type { RegionAudit } from '../../audit/region.ts';
import type { RawInputs } from '../../inputs/inputs.ts';
import { unclearInputs } from '../../resources/preferences/corrections.ts';
import {
  nameProblems,
  type SchemaProblem,
  schemaProblems,
  SWITCH,
} from '../../resources/preferences/document-problems.ts';
import type { FoundPreferences } from '../../resources/preferences/read-preferences.ts';
import type { SessionDocument } from '../../resources/preferences/session-document.ts';
import { DOCUMENT } from '../../resources/preferences/versions.ts';
import { withDefault } from '../../resources/resource.ts';
import type { Observation } from '../check.ts';
import { page } from '../page.ts';
import { awsCommand, hint, type Remedy, setupCommand } from '../remedy.ts';
import { goneWithLatest, isWrongInLatest } from './latest.ts';
import { rewriting } from './rewriting.ts';

/** Finds what is wrong with the content of the version in effect. */
export async function schema(
  facts: RegionAudit,
  found: FoundPreferences,
  logGroup: string | undefined,
): Promise<readonly Observation[]> {
  const {
    inEffect: { document },
    type,
  } = found;
  const wrong = (summary: string, remedy: Remedy): Observation => ({
    check: 'prefs.schema',
    verdict: 'fail',
    subject: `document/${DOCUMENT}`,
    summary,
    remedy,
    ref: page('session-manager-schema'),
  });
  if (type !== undefined) {
    const deletion = awsCommand(facts, ['ssm', 'delete-document'], { name: DOCUMENT });
    const lead = 'if nobody needs it, since the type of a document cannot be changed';
    const remedy: Remedy = {
      kind: 'commands',
      lead,
      commands: [deletion, setupCommand(facts, logGroup, { grant: true })],
    };
    return [wrong(`it is a document of the type ${type}, and not of the type Session`, remedy)];
  }
  if (!document) return [wrong('its content is not a Session document', await rewriting(facts, found, logGroup))];
  const unclear = unclearInputs(document).flatMap(({ field, minutes }) => (minutes ? [] : [field]));
  const names = nameProblems(document);
  const corrected = correcting(document);
  const all = [...schemaProblems(document).map((problem) => ({ ...problem, flags: corrected })), ...names];
  return Promise.all(
    all.map(async (problem) => {
      const remedy = unclear.includes(problem.field)
        ? decide(problem)
        : Object.keys(problem.flags).length === 0 && names.some((name) => name === problem)
          ? rename(problem)
          : await rewriting(facts, found, logGroup, { ...corrected, ...problem.flags });
      return {
        ...wrong(problemText(problem), remedy),
        ...goneWithLatest(found, isWrongInLatest(found, problem.field) ? undefined : problem.field),
      };
    }),
  );
}

/** Puts what is wrong with an input into words. */
export const problemText = ({ field, have, default: value, want }: SchemaProblem): string =>
  `${field} is ${withDefault(have, value)}, but must be ${want}`;

/** Gives the flags with which setup can write a document anew: it writes none with minutes that AWS does not take. */
export const correcting = (document: SessionDocument): RawInputs =>
  Object.fromEntries(
    schemaProblems(document).flatMap(({ minutes }) => (minutes ? [[minutes.flag, minutes.most]] : [])),
  );

const decide = ({ want }: SchemaProblem): Remedy =>
  hint(
    `decide ${want === SWITCH ? 'which of the two' : 'what'} it is to be, and write that into a new version of the document: aws ssm update-document, then aws ssm update-document-default-version`,
  );

const rename = ({ field }: SchemaProblem): Remedy =>
  hint(
    `give its name with ${field === 's3BucketName' ? '--s3-bucket' : '--log-group'}, and add --overwrite: session-manager setup`,
  );
