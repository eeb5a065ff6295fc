import assert from 'node:assert/strict';
import { CHECK_IDS } from '../../src/checks/index.ts';
import { blankDiagnosis, EVERY_CHECK, isSelected, parseSelection } from '../../src/engine/selection.ts';
import { badInput } from '../aws.ts';

const selected = (...given: Parameters<typeof parseSelection>) =>
  CHECK_IDS.filter((id) => isSelected(parseSelection(...given), id));

describe('a selection of checks', () => {
  it('is all of them where nothing is said', () => {
    assert.deepEqual(parseSelection({}), EVERY_CHECK);
    assert.deepEqual(selected({}), CHECK_IDS);
  });

  it('goes by ids and by families', () => {
    assert.deepEqual(selected({ only: ['s3', 'kms.rotation'] }), [
      'kms.rotation',
      's3.key-not-usable',
      's3.missing',
      's3.public',
      's3.region',
      's3.unencrypted',
    ]);
    assert.deepEqual(selected({ only: ['s3,hybrid'], skip: ['s3.public', 's3.region'] }), [
      'hybrid.tier',
      's3.key-not-usable',
      's3.missing',
      's3.unencrypted',
    ]);
    const kept = selected({ skip: ['kms'] });
    assert.ok(!kept.some((id) => id.startsWith('kms.')) && kept.length > CHECK_IDS.length / 2);
  });

  it('takes a family for itself only, not for what begins alike', () => {
    const selection = { only: ['log-group'], skip: ['log-group.mis'] };
    assert.equal(isSelected(selection, 'log-group.missing'), true);
    assert.equal(isSelected(selection, 'log-groups.missing'), false);
    assert.equal(isSelected({ only: [], skip: ['kms.policy'] }, 'kms.policy-logs'), true);
  });

  it('refuses what is no check, and guesses what was meant', () => {
    badInput(() => parseSelection({ only: ['kms.disabeld'] }), '--only', 'kms.disabeld', 'did you mean kms.disabled?');
    badInput(() => parseSelection({ only: ['KMS.Disabled'] }), 'did you mean kms.disabled?');
    badInput(() => parseSelection({ only: ['rotation'] }), 'did you mean kms.rotation?');
    badInput(() => parseSelection({ only: ['missing'] }), 'there are association.missing, kms.missing');
    badInput(() => parseSelection({ skip: ['kmss'] }), '--skip', 'kmss', 'did you mean kms?');
    badInput(() => parseSelection({ only: ['kms', 'log-groups'] }), '--only', 'did you mean log-group?');
    const { suggestions, message } = badInput(
      () => parseSelection({ only: ['something-else'] }),
      'there is no such check',
      'the families are agent, association,',
    );
    assert.deepEqual([suggestions, message.includes('did you mean')], [[], false]);
  });

  it('refuses to leave nothing', () => {
    badInput(() => parseSelection({ only: ['kms.rotation'], skip: ['kms'] }), '--skip', 'kms', 'it leaves no check');
  });

  it('is shown without looking at anything', () => {
    assert.deepEqual(blankDiagnosis(parseSelection({ only: ['runas.windows'] })), [
      { resource: 'runas.windows', action: 'none', summary: 'Checking runas.windows', differences: [] },
    ]);
    assert.equal(blankDiagnosis(EVERY_CHECK).length, CHECK_IDS.length);
  });
});
