import assert from 'node:assert/strict';
import type { RawInputs } from '../../../src/inputs/inputs.ts';
import { readInput } from '../../../src/resources/preferences/input-reading.ts';
import { newDocument, type SessionDocument } from '../../../src/resources/preferences/session-document.ts';
import { resultingDocument, wantedInputs } from '../../../src/resources/preferences/wanted-inputs.ts';
import { inputsOf } from '../../aws.ts';

describe('wanted inputs', () => {
  const logsTo = (raw: RawInputs, there?: SessionDocument) =>
    readInput(resultingDocument(wantedInputs(inputsOf(raw), {}), there), 'cloudWatchLogGroupName').value;

  it('name the log group in every new document', () => {
    assert.equal(logsTo({}), 'sessions');
    assert.equal(logsTo({ 'log-group': 'mine' }), 'mine');
  });

  for (const there of ['', 'theirs', 'sessions']) {
    it(`leave the destination ${JSON.stringify(there)} of a document, unless a log group or a key for it is asked for`, () => {
      const document = newDocument({ cloudWatchLogGroupName: there });
      assert.equal(logsTo({ 'idle-timeout': '15', retention: '30' }, document), there);
      assert.equal(logsTo({ 'log-group': 'mine' }, document), 'mine');
      assert.equal(logsTo({ kms: true }, document), 'sessions');
    });
  }
});
