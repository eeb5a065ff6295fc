import assert from 'node:assert/strict';
import { inTemplate, keyValue, subText } from '../../../src/export/cloudformation/intrinsics.ts';
import { ANYWHERE, tokenText } from '../../../src/export/tokens.ts';

describe('a value in words of CloudFormation', () => {
  it('has pseudo parameters for what depends on the place', () => {
    const { partition, region, account } = ANYWHERE;
    assert.deepEqual(inTemplate({ a: [`arn:${partition.name}:logs:${region}:${account}`, 1, true] }), {
      a: [{ 'Fn::Sub': 'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}' }, 1, true],
    });
    assert.deepEqual(inTemplate(`logs.${partition.dnsSuffix}`), { 'Fn::Sub': 'logs.${AWS::URLSuffix}' });
  });

  it('leaves what users write as it is, also what looks like a variable', () => {
    assert.equal(inTemplate('a $ {b}'), 'a $ {b}');
    assert.deepEqual(inTemplate('a ${b} $'), { 'Fn::Join': ['$', ['a ', '{b} ', '']] });
    assert.deepEqual(inTemplate(`\${b}${ANYWHERE.region}`), { 'Fn::Sub': '${!b}${AWS::Region}' });
  });

  it('refers to the key that is made, or to that of the parameter', () => {
    const keyArn = tokenText('keyArn');
    assert.deepEqual(inTemplate(keyArn, 'Key.Arn'), { 'Fn::GetAtt': 'Key.Arn' });
    assert.deepEqual(inTemplate(keyArn), { Ref: 'KeyArn' });
    assert.deepEqual(keyValue('KeyArn'), { Ref: 'KeyArn' });
    assert.equal(subText(`"${keyArn}"`, 'Key.Arn'), '"${Key.Arn}"');
  });
});
