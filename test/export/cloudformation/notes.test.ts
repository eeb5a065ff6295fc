import assert from 'node:assert/strict';
import { notesOn } from '../../../src/export/cloudformation/notes.ts';
import { cloudFormationTemplate } from '../../../src/export/cloudformation/template.ts';
import { wanted } from '../../../src/export/wanted.ts';
import { parseInputs } from '../../../src/inputs/inputs.ts';
import { FLAG_SETS } from './flag-sets.ts';

describe('comments on a CloudFormation template', () => {
  it('stand above something that is there', () => {
    for (const flags of FLAG_SETS) {
      const inputs = parseInputs(flags);
      const { body } = cloudFormationTemplate(inputs, []);
      for (const path of Object.keys(notesOn(inputs, wanted(inputs)))) {
        const [section = '', name = ''] = path.split('.');
        if (path !== '') assert.ok(name in (body[section] as object), `${path} is not there`);
      }
    }
  });

  it('fit into the width of the sources, so that they are read', () => {
    const lines = FLAG_SETS.flatMap((flags) => {
      const inputs = parseInputs(flags);
      return Object.values(notesOn(inputs, wanted(inputs))).flat();
    });
    for (const line of lines) assert.ok(line.length <= 120, line);
  });
});
