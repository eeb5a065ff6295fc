import assert from 'node:assert/strict';
import { regionalResources } from '../../../src/export/terraform/resources.ts';
import { six } from '../../../src/export/terraform/words.ts';
import { wanted } from '../../../src/export/wanted.ts';
import type { RawInputs } from '../../../src/inputs/inputs.ts';
import { inputsOf } from '../../aws.ts';

const resourcesFor = (flags: RawInputs, protection = true) =>
  regionalResources(wanted(inputsOf(flags)), six('each.key'), { protection });

describe('the resources of a region', () => {
  it('are those that setup has, in its order', () => {
    const types = (flags: RawInputs): readonly string[] => resourcesFor(flags).map(({ type }) => type);
    const [key, logGroup, document, association] = [
      ['aws_kms_key', 'aws_kms_alias'],
      'aws_cloudwatch_log_group',
      'aws_ssm_document',
      'aws_ssm_association',
    ];
    assert.deepEqual(types({}), [logGroup, document, association]);
    assert.deepEqual(types({ kms: true, 'agent-update': false }), [...(key ?? []), logGroup, document]);
  });

  it('carry the tags by which setup and delete know their own', () => {
    const owners = resourcesFor({ kms: true, 'kms-alias': 'a', tag: ['x=y'] }).flatMap(({ attributes: { tags } }) =>
      tags ? [tags] : [],
    );
    assert.deepEqual(
      owners,
      ['alias/a', 'log-group', 'preferences', 'agent-update'].map((kind) => ({
        x: 'y',
        'session-manager:managed': kind,
      })),
    );
  });

  it('rotate the key as AWS does it, or as often as is asked', () => {
    const rotation = (rotationDays?: number): unknown => {
      const manner = { protection: true, ...(rotationDays !== undefined && { rotationDays }) };
      const [key] = regionalResources(wanted(inputsOf({ kms: true })), six('each.key'), manner);
      return [key?.attributes['enable_key_rotation'], key?.attributes['rotation_period_in_days']];
    };
    assert.deepEqual(
      [rotation(), rotation(365)],
      [
        [true, undefined],
        [true, 365],
      ],
    );
  });

  it('protect the log group where the provider can, and say how where it cannot', () => {
    const group = (flags: RawInputs, protection: boolean) =>
      resourcesFor(flags, protection).find(({ type }) => type === 'aws_cloudwatch_log_group');
    assert.equal(group({ 'deletion-protection': true }, true)?.attributes['deletion_protection_enabled'], true);
    assert.equal(group({}, true)?.attributes['deletion_protection_enabled'], undefined);
    const without = group({ 'deletion-protection': false }, false);
    assert.equal(without?.attributes['deletion_protection_enabled'], undefined);
    assert.match(without?.about.join('\n') ?? '', /--no-deletion-protection-enabled$/);
  });
});
