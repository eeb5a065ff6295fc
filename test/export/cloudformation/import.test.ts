import assert from 'node:assert/strict';
import { importNotes, importTemplate, resourcesToImport } from '../../../src/export/cloudformation/import.ts';
import { cloudFormationTemplate } from '../../../src/export/cloudformation/template.ts';
import { yamlOf } from '../../../src/export/cloudformation/yaml.ts';
import { parseInputs, type RawInputs } from '../../../src/inputs/inputs.ts';
import type { Found } from '../../../src/export/found.ts';
import { FOUND, KEY } from '../found.ts';
import { parseTemplate } from './evaluate.ts';
import { identifierOf, specificationProblems } from './specification.ts';

const NOTHING: Found = { place: FOUND.place };
const GOING = { ...FOUND.key, state: 'PendingDeletion' };
const UNREADABLE = { ...FOUND.document, preferences: { inEffect: { number: '1', ours: false, document: undefined } } };

const templateOf = (flags: RawInputs = { kms: true, grant: true }) => cloudFormationTemplate(parseInputs(flags), []);

const idsOf = (there: Found, flags?: RawInputs) =>
  resourcesToImport(templateOf(flags), there).map(({ LogicalResourceId }) => LogicalResourceId);

describe('what a stack can take over', () => {
  it('is named by the properties that the specification has for it', () => {
    const found = resourcesToImport(templateOf(), FOUND);
    assert.equal(found.length, 6);
    for (const { ResourceType, ResourceIdentifier } of found) {
      assert.deepEqual(Object.keys(ResourceIdentifier), identifierOf(ResourceType), ResourceType);
    }
    assert.deepEqual(found[0], {
      ResourceType: 'AWS::KMS::Key',
      LogicalResourceId: 'Key',
      ResourceIdentifier: { KeyId: KEY },
    });
  });

  it('is only what is there, and what the template has', () => {
    assert.deepEqual(idsOf(NOTHING), []);
    assert.deepEqual(idsOf({ ...FOUND, document: UNREADABLE }), ['Key', 'Alias', 'LogGroup', 'AgentUpdate', 'Grant']);
    assert.deepEqual(idsOf(FOUND, { 'agent-update': false }), ['LogGroup', 'Preferences']);
    const { alias: _alias, ...unnamed } = FOUND.key;
    assert.deepEqual(idsOf({ ...NOTHING, key: unnamed }), ['Key']);
    assert.deepEqual(idsOf({ ...NOTHING, key: GOING }), []);
  });

  it('has a template of its own: as it is, each with a deletion policy, and without outputs', () => {
    const template = parseTemplate(yamlOf(importTemplate(templateOf(), FOUND)));
    assert.deepEqual(Object.keys(template), ['AWSTemplateFormatVersion', 'Description', 'Resources']);
    assert.deepEqual(specificationProblems(template), []);
    for (const { DeletionPolicy, Condition } of Object.values(template.Resources)) {
      assert.ok(DeletionPolicy !== undefined);
      assert.equal(Condition, undefined);
    }
    const { LogGroup, Key, AgentUpdate } = template.Resources;
    assert.deepEqual(LogGroup?.Properties, {
      LogGroupName: 'sessions',
      KmsKeyId: `arn:aws:kms:us-east-1:111122223333:key/${KEY}`,
      RetentionInDays: 30,
      DeletionProtectionEnabled: true,
    });
    assert.equal(Key?.Properties['RotationPeriodInDays'], 90);
    assert.deepEqual(AgentUpdate?.Properties['ScheduleExpression'], 'rate(1 day)');
  });

  it('comes with what to do about the rest, and the commands', () => {
    const notes = importNotes(templateOf(), { ...NOTHING, logGroup: FOUND.logGroup }, 'eu-west-1', 'my import.yaml');
    assert.equal(
      notes[0],
      'not there: Key, Alias, Preferences, AgentUpdate, Grant; the update by the whole template makes them',
    );
    assert.match(notes[1] ?? '', /--change-set-type IMPORT .*--template-body 'file:\/\/my import\.yaml'$/);
    assert.match(importNotes(templateOf(), NOTHING, 'eu-west-1', 'x').join('\n'), /there is nothing to import$/);
  });

  it('tells what it leaves: a key that goes, a document of another type, an association that does the same', () => {
    const covering = { ...FOUND.association.found, id: 'theirs', name: 'theirs' };
    const there: Found = { ...NOTHING, key: GOING, document: UNREADABLE, covering };
    const notes = importNotes(templateOf(), there, 'eu-west-1', 'x').join('\n');
    assert.match(notes, /waits for its deletion/);
    assert.match(notes, /not of the type Session/);
    assert.match(notes, /association theirs updates these nodes already: add --no-agent-update/);
  });
});
