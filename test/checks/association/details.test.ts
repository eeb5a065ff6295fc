import assert from 'node:assert/strict';
import type { RegionAudit } from '../../../src/audit/region.ts';
import { agentUpdateDetails } from '../../../src/checks/association/details.ts';
import type { Calendar } from '../../../src/facts/calendar.ts';
import type { FoundAssociation } from '../../../src/resources/agent-update/association.ts';
import type { AssociationDetails } from '../../../src/resources/agent-update/details.ts';
import { inputsOf } from '../../aws.ts';
import { asking, checkOf, denied, finding, findings, is, isDenied, regionOf } from '../observed.ts';

const latest = checkOf(agentUpdateDetails, 'association.pinned');
const open = checkOf(agentUpdateDetails, 'association.closed');

const ASSOCIATION: FoundAssociation = {
  id: 'a-1',
  name: 'SsmAgent',
  schedule: 'rate(14 days)',
  targets: [{ key: 'InstanceIds', values: ['*'] }],
  doubles: [],
};
const factsOf = (details: Partial<AssociationDetails>, overrides: Partial<RegionAudit> = {}): RegionAudit =>
  regionOf({
    associations: is([ASSOCIATION]),
    associationDetails: is({ calendars: [], downgrades: false, withCronOnly: [], ...details }),
    ...overrides,
  });
const calendar = (found: Calendar): RegionAudit => factsOf({ calendars: ['freeze'] }, { calendar: is(found) });

describe('check association: details', () => {
  it('has nothing to look at where no agents are to be updated, or nothing updates them', async () => {
    const off = regionOf({ question: asking({ inputs: inputsOf({ 'agent-update': false }) }) });
    const once = factsOf({}, { associations: is([{ ...ASSOCIATION, schedule: 'at(2030-01-01T00:00:00)' }]) });
    for (const check of agentUpdateDetails) {
      for (const facts of [off, once, factsOf({}, { associations: is([]) })]) {
        assert.equal(await check.run(facts), undefined);
      }
    }
  });

  it('is not known where the association may not be described', async () => {
    for (const check of agentUpdateDetails) await isDenied(check, factsOf({}, { associationDetails: denied }));
  });

  it('finds the version of the agent that is installed for good', async () => {
    const facts = factsOf({ agentVersion: '3.1.1' });
    const { summary, advice } = await finding(latest, facts, 'warn association.pinned association/SsmAgent');
    assert.equal(summary, 'it installs version 3.1.1 of the agent, and nothing newer');
    assert.match(advice, /take the parameter version out of the association \(a-1\).*UpdateAssociation resets/);
    const back = await finding(
      latest,
      factsOf({ agentVersion: '3.1.1', downgrades: true }),
      'warn association.pinned association/SsmAgent',
    );
    assert.match(back.summary, /and takes newer agents back to it/);
    assert.deepEqual(await findings(latest, factsOf({ downgrades: true })), []);
  });

  it("notes a fixed version of AWS's document", async () => {
    const facts = factsOf({ documentVersion: '2' });
    const { summary } = await finding(latest, facts, 'info association.pinned association/SsmAgent');
    assert.match(summary, /runs version 2 of AWS-UpdateSSMAgent/);
  });

  it('finds a calendar that is closed for good, or does not exist; one that opens again is noted', async () => {
    const closed = await finding(open, calendar({ state: 'closed' }), 'warn association.closed association/SsmAgent');
    assert.match(closed.summary, /freeze is closed, and nothing is planned to open it/);
    const missing = await finding(open, calendar({ state: 'missing' }), 'warn association.closed association/SsmAgent');
    assert.match(missing.advice, /make change calendar freeze/);
    const until = calendar({ state: 'closed', changes: '2030-01-01T00:00:00Z' });
    const { summary } = await finding(open, until, 'info association.closed association/SsmAgent');
    assert.match(summary, /closed until 2030-01-01T00:00:00Z/);
    assert.deepEqual(await findings(open, calendar({ state: 'open', changes: '2030-01-01T00:00:00Z' })), []);
  });

  it('does not ask for a calendar where none is named, and is not known where it may not be read', async () => {
    assert.deepEqual(await findings(open, factsOf({})), []);
    await isDenied(open, factsOf({ calendars: ['freeze'] }, { calendar: denied }));
    assert.deepEqual(await findings(latest, factsOf({ calendars: ['freeze'] }, { calendar: denied })), []);
  });
});
