import type { RegionAudit } from '../../audit/region.ts';
import type { AssociationDetails } from '../../resources/agent-update/details.ts';
import { AGENT_DOCUMENT, type FoundAssociation } from '../../resources/agent-update/association.ts';
import { associationSubject, scheduledAssociations } from '../association.ts';
import type { Observation, RegionCheck } from '../check.ts';
import { page } from '../page.ts';
import { hint } from '../remedy.ts';

/** Checks that associations update agents to the latest version, and that no calendar keeps them from running. */
export const agentUpdateDetails: readonly RegionCheck[] = [
  {
    scope: 'region',
    ids: ['association.pinned'],
    run: (facts) => eachOf(facts, (association, details) => Promise.resolve(pinned(association, details))),
  },
  {
    scope: 'region',
    ids: ['association.closed'],
    run: (facts) =>
      eachOf(facts, async (association, { calendars }) =>
        (await Promise.all(calendars.map((name) => held(facts, association, name)))).flat(),
      ),
  },
];

async function eachOf(
  facts: RegionAudit,
  check: (association: FoundAssociation, details: AssociationDetails) => Promise<readonly Observation[]>,
): Promise<readonly Observation[] | undefined> {
  const associations = facts.question.inputs.agentUpdate ? await scheduledAssociations(facts) : [];
  if (associations.length === 0) return undefined;
  const found = associations.map(async (one) => check(one, await facts.associationDetails(one.id)));
  return (await Promise.all(found)).flat();
}

function pinned(
  association: FoundAssociation,
  { agentVersion, downgrades, documentVersion }: AssociationDetails,
): readonly Observation[] {
  const observation = (verdict: 'warn' | 'info', summary: string, what: string): Observation => ({
    check: 'association.pinned',
    verdict,
    subject: associationSubject(association),
    summary,
    remedy: hint(
      `take ${what} out of the association (${association.id}) in State Manager; from elsewhere, pass everything else again, since UpdateAssociation resets what is left out`,
    ),
    ref: page('state-manager-update-ssm-agent-cli'),
  });
  const back = downgrades ? ', and takes newer agents back to it' : ', and nothing newer';
  return [
    ...(agentVersion === undefined
      ? []
      : [observation('warn', `it installs version ${agentVersion} of the agent${back}`, 'the parameter version')]),
    ...(documentVersion === undefined
      ? []
      : [
          observation(
            'info',
            `it runs version ${documentVersion} of ${AGENT_DOCUMENT}, whatever AWS has made of it since`,
            'the version of the document',
          ),
        ]),
  ];
}

async function held(facts: RegionAudit, association: FoundAssociation, name: string): Promise<readonly Observation[]> {
  const { state, changes } = await facts.calendar(name);
  if (state === 'open') return [];
  const { verdict, summary, remedy } =
    state === 'missing'
      ? {
          verdict: 'warn' as const,
          summary: `there is no change calendar ${name} that can be read, and it runs only while that is open`,
          remedy: `make change calendar ${name}, or take it out of the association (${association.id}) in State Manager`,
        }
      : {
          verdict: changes === undefined ? ('warn' as const) : ('info' as const),
          summary:
            changes === undefined
              ? `change calendar ${name} is closed, and nothing is planned to open it: it does not run`
              : `change calendar ${name} is closed until ${changes}: it does not run before`,
          remedy: `open change calendar ${name}, or take it out of the association (${association.id}) in State Manager`,
        };
  return [
    {
      check: 'association.closed',
      verdict,
      subject: associationSubject(association),
      summary,
      remedy: hint(remedy),
      ref: page('systems-manager-change-calendar'),
    },
  ];
}
