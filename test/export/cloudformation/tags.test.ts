import assert from 'node:assert/strict';
import { documentTags } from '../../../src/export/cloudformation/tags.ts';
import { cloudFormationTemplate } from '../../../src/export/cloudformation/template.ts';
import { yamlOf } from '../../../src/export/cloudformation/yaml.ts';
import { parseInputs } from '../../../src/inputs/inputs.ts';
import { parseTemplate } from './evaluate.ts';

describe('tags without a value in a template', () => {
  it('are not on the document, for which CloudFormation takes none, and on all else', () => {
    assert.deepEqual(documentTags({ Name: '', team: 'ops', cost: '' }), { team: 'ops' });
    const text = yamlOf(cloudFormationTemplate(parseInputs({ kms: true, tag: ['Name=', 'team=ops', 'cost='] }), []));
    const { Resources } = parseTemplate(text);
    const namesOf = (id: string): readonly string[] =>
      ((Resources[id]?.Properties['Tags'] ?? []) as readonly { readonly Key: string }[]).map(({ Key }) => Key);
    assert.deepEqual(namesOf('Preferences'), ['team', 'session-manager:managed']);
    for (const id of ['Key', 'LogGroup', 'AgentUpdate'])
      assert.deepEqual(namesOf(id), ['Name', 'team', 'cost', 'session-manager:managed']);
    for (const name of ['Name', 'cost']) assert.ok(text.includes(`for a document: ${name} is left out`), text);
    assert.ok(!text.includes('team is left out'));
  });
});
