import assert from 'node:assert/strict';
import { retold } from '../../../src/export/pipeline/pipeline.ts';

describe('a report that is told again', () => {
  it('fails only where there is none: what failed has failed its own job', () => {
    assert.equal(retold('report.json'), 'session-manager merge report.json || [ $? -eq 1 ]');
    assert.equal(
      retold('report.json', '> doctor.sarif', 'sarif'),
      'session-manager merge report.json --format sarif > doctor.sarif || [ $? -eq 1 ]',
    );
  });
});
