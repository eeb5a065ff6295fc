import assert from 'node:assert/strict';
import { summarySentence } from '../../../src/render/html/summary.ts';
import { diagnosis, fault, fine, looked } from '../reports.ts';

const sentence = (...targets: ReturnType<typeof looked>[]): string => summarySentence(diagnosis(targets));

describe('the sentence above a diagnosis', () => {
  it('says how many targets fail', () => {
    assert.equal(sentence(looked([fault()]), looked(fine(2)), looked(fine(2))), '1 of 3 targets fails.');
    assert.equal(sentence(looked([fault()]), looked([fault(), fault()])), '2 of 2 targets fail.');
  });

  it('counts accounts as a whole, and this machine, apart', () => {
    const account = fault({ scope: 'account' });
    const machine = fault({ scope: 'machine' });
    assert.equal(
      sentence(looked([fault(), account, machine])),
      '1 of 1 target fails, and so do 1 account as a whole, and this machine.',
    );
    assert.equal(sentence(looked([account]), looked(fine(1))), '1 account as a whole fails.');
    assert.equal(sentence(looked([machine])), 'This machine fails.');
  });

  it('tells of warnings where nothing fails', () =>
    assert.equal(sentence(looked([fault({ verdict: 'warn' })])), 'Nothing fails. 1 of 1 target has warnings.'));

  it('leaves out what somebody has accepted', () =>
    assert.equal(sentence(looked([fault({ accepted: { reason: 'known' } })])), 'The target is fine.'));

  it('tells of what is fine, and of nothing', () => {
    assert.equal(sentence(looked(fine(1)), looked(fine(1))), 'Both targets are fine.');
    assert.equal(sentence(looked(fine(1))), 'The target is fine.');
    assert.equal(sentence(looked([])), 'Nothing was looked at.');
    assert.equal(sentence(), 'No target was looked at.');
  });

  it('says of none that it is fine where only this machine was looked at', () => {
    const error = { code: 'AccessDenied', message: 'denied', hint: undefined } as never;
    const failed = looked(fine(1), { status: 'failed', error });
    assert.equal(sentence(failed), 'Nothing was looked at. 1 target could not be looked at.');
  });

  it('tells of targets without a result, and of a run that was ended', () => {
    const error = { code: 'AccessDenied', message: 'denied', hint: undefined } as never;
    const failed = looked([], { status: 'failed', error });
    const skipped = looked([], { status: 'skipped', error });
    assert.equal(
      summarySentence({ ...diagnosis([looked(fine(1)), failed, skipped, skipped]), interrupted: true }),
      'The target is fine. 1 target could not be looked at. 2 targets were skipped. The run was interrupted before its end.',
    );
  });
});
