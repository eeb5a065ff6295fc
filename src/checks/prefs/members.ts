import type { RegionFacts } from '../../facts/region.ts';
import { meantMember } from '../../resources/preferences/meant-member.ts';
import type { SessionDocument } from '../../resources/preferences/session-document.ts';
import { type SessionField, FIELDS } from '../../resources/preferences/session-fields.ts';
import { untouchedIn } from '../../resources/preferences/untouched.ts';
import { DOCUMENT } from '../../resources/preferences/versions.ts';
import { type Untouched, withDefault } from '../../resources/resource.ts';
import type { Observation, RegionCheck } from '../check.ts';
import { page } from '../page.ts';
import { hint } from '../remedy.ts';

/** Reports what the preferences leave to parameters, and what they say that session-manager does not know. */
export const members: RegionCheck = {
  scope: 'region',
  ids: ['prefs.parameters', 'prefs.unknown-member'],

  async run(facts: RegionFacts) {
    const document = (await facts.preferences())?.inEffect.document;
    // What is wrong is told of by prefs.schema.
    return (
      document &&
      untouchedIn(document).flatMap((member) => (member.must === undefined ? [observed(document, member)] : []))
    );
  },
};

const PARAMETERS = 'prefs.parameters';
const WRITE_IT = 'write the value itself into the document';

function observed(document: SessionDocument, member: Untouched): Observation {
  const { field, have, default: value } = member;
  const common = { subject: `document/${DOCUMENT}`, ref: page('session-manager-schema') };
  const text = withDefault(String(have), value);
  if (value === undefined) {
    const meant = meantMember(document, field);
    if (meant !== undefined)
      return {
        ...common,
        check: 'prefs.unknown-member',
        verdict: 'warn',
        summary: `${field} is not known, and is probably ${meant} misspelt: what it says may have no effect`,
        remedy: hint(
          `write it as ${meant} into a new version of the document: aws ssm update-document, then aws ssm update-document-default-version`,
        ),
      };
    return {
      ...common,
      check: 'prefs.unknown-member',
      verdict: 'info',
      summary: `${field} is not known to session-manager: it is neither judged nor changed`,
      remedy: hint('nothing has to be done if it is known to AWS; a newer session-manager may know it, too'),
    };
  }
  if (value === null) {
    return {
      ...common,
      check: PARAMETERS,
      verdict: 'unknown',
      summary: `${field} is ${text}: neither it nor what depends on it is judged`,
      remedy: hint(`give its parameters defaults, or ${WRITE_IT}`),
    };
  }
  if (isStrict(field)) {
    return {
      ...common,
      check: PARAMETERS,
      verdict: 'unknown',
      summary: `${field} is ${text}: there are agents that take only true or false there, and refuse sessions otherwise`,
      remedy: hint(WRITE_IT),
    };
  }
  return {
    ...common,
    check: PARAMETERS,
    verdict: 'info',
    summary: `${field} is ${text}: it is judged by the default, and whoever starts a session with this document can choose another value`,
    remedy: hint(`${WRITE_IT} if nobody is to choose another`),
  };
}

const isStrict = (name: string): boolean => FIELDS.some((field: SessionField) => field.name === name && field.strict);
